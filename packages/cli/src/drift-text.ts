import { styleText } from 'node:util';
import { counted } from './counted.js';
import {
  KIND_SYMBOLS,
  renderFieldChange,
  renderMarkdown,
  visibleText,
  type ActionKind,
  type Plan,
} from '@nx-apiops/plan';
import type { DriftItem } from '@nx-apiops/publisher';

/** Signs tell the kinds apart without colour; they are those of the action that would have led there. */
const KINDS = {
  changed: { action: 'update', color: 'yellow' },
  missing: { action: 'delete', color: 'red' },
  added: { action: 'create', color: 'green' },
} as const satisfies Readonly<Record<DriftItem['kind'], { readonly action: ActionKind; readonly color: string }>>;

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
  if (items.length === 0) return `No drift. ${counted(options.compared, 'resource')} of ${heading}.\n`;
  const lines = items.flatMap(({ kind, type, name, changes }) => [
    `${mark(kind, options.color)} ${kind} ${type} ${visibleText(name)}`.trimEnd(),
    ...changes.map((change) => `      ${renderFieldChange(change)}`),
  ]);
  const { changed, missing, added } = summaryOf(items);
  return `Drift of ${heading}:\n\n${lines.map((line) => `  ${line}`).join('\n')}\n\nDrift: ${changed} changed, ${missing} missing, ${added} added.\n`;
}

function mark(kind: DriftItem['kind'], color: boolean): string {
  const { action, color: name } = KINDS[kind];
  return color ? styleText(name, KIND_SYMBOLS[action], { validateStream: false }) : KIND_SYMBOLS[action];
}

/** The drift for an issue or work item: what happened to the instance, told as a plan is told. */
export function renderDriftMarkdown(
  items: readonly DriftItem[],
  { target, against, compared }: DriftTextOptions,
): string {
  const plan: Plan<null> = {
    version: 1,
    target,
    notes: [
      `What was changed in the instance by hand, compared with ${against}: create means added, delete means missing.`,
    ],
    unchanged: compared - items.filter(({ kind }) => kind !== 'added').length,
    actions: items.map(({ kind, id, type, name, changes }) => ({
      id,
      kind: KINDS[kind].action,
      type,
      name,
      dependsOn: [],
      changes,
      operation: null,
    })),
  };
  return renderMarkdown(plan).replace(/^### Plan for/, '### Drift of');
}
