import { styleText } from 'node:util';
import { renderFieldChange, visibleText } from '@nx-apiops/plan';
import type { DriftItem } from '@nx-apiops/publisher';

/** Signs tell the kinds apart without colour. */
const SIGNS = {
  changed: { sign: '~', color: 'yellow' },
  missing: { sign: '-', color: 'red' },
  added: { sign: '+', color: 'green' },
} as const;

export interface DriftTextOptions {
  readonly target: string;
  readonly against: string;
  /** How many resources were compared. */
  readonly compared: number;
  readonly color: boolean;
}

export function summaryOf(items: readonly DriftItem[]): Readonly<Record<DriftItem['kind'], number>> {
  const counts = { changed: 0, missing: 0, added: 0 };
  for (const { kind } of items) counts[kind] += 1;
  return counts;
}

/** The drift for people: one line per resource, one per changed field. */
export function renderDrift(items: readonly DriftItem[], options: DriftTextOptions): string {
  const heading = `${visibleText(options.target)}, compared with ${options.against}`;
  if (items.length === 0) return `No drift. ${options.compared} resources of ${heading}.\n`;
  const lines = items.flatMap(({ kind, type, name, changes }) => [
    `${mark(kind, options.color)} ${kind} ${type} ${visibleText(name)}`,
    ...changes.map((change) => `      ${renderFieldChange(change)}`),
  ]);
  const { changed, missing, added } = summaryOf(items);
  return `Drift of ${heading}:\n\n${lines.map((line) => `  ${line}`).join('\n')}\n\nDrift: ${changed} changed, ${missing} missing, ${added} added.\n`;
}

function mark(kind: DriftItem['kind'], color: boolean): string {
  const { sign, color: name } = SIGNS[kind];
  return color ? styleText(name, sign, { validateStream: false }) : sign;
}
