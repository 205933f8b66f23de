import { dateTicks, niceStep } from './chart-ticks.js';
import { escapeHtml } from './escape-html.js';
import { SYMBOLS } from './render-status.js';
import { STATUS_GROUPS, type ProgressPoint, type RolloutSummary, type StatusGroup } from './summarize-rollout.js';

/** In pixels, as the chart is shown: text that is scaled down with it could not be read. */
export interface ChartSize {
  readonly width: number;
  readonly height: number;
  /** For the names of the lines. */
  readonly right: number;
}

const LEFT = 40;
const TOP = 12;
const BOTTOM = 28;
const LABEL_HEIGHT = 16;
const DATE_WIDTH = 64;

/** Lines are told apart by their dashes and names, and by colours that differ in brightness. */
const DASHES: Readonly<Record<StatusGroup, string>> = {
  done: '',
  'under way': '8 4',
  'needs a look': '2 3',
  'left out': '10 3 2 3',
};

/**
 * Repositories by group over time until a moment (ISO 8601), as SVG for a page. Empty where there is no time to show.
 * Pure.
 */
export function renderProgressChart(summary: RolloutSummary, until: string, size: ChartSize): string {
  const { progress, total, counts } = summary;
  const [first, last] = [progress[0], progress.at(-1)];
  if (!first || !last || total === 0) return '';
  const start = Date.parse(first.at);
  const end = Math.max(start + 1, Date.parse(last.at), Date.parse(until) || 0);
  const [rightEdge, bottomEdge] = [size.width - size.right, size.height - BOTTOM];
  const x = (at: number): number => round(LEFT + ((rightEdge - LEFT) * (at - start)) / (end - start));

  const highest = Math.max(...progress.map((point) => Math.max(...Object.values(point.counts))));
  const step = niceStep(highest, 5);
  const top = Math.ceil(highest / step) * step;
  const y = (count: number): number => round(bottomEdge - ((bottomEdge - TOP) * count) / top);

  const grid = Array.from({ length: top / step + 1 }, (_, index) => index * step).map(
    (count) =>
      `<path class="grid" d="M${LEFT} ${y(count)}H${rightEdge}"/>` +
      `<text x="${LEFT - 8}" y="${y(count) + 4}" text-anchor="end">${count}</text>`,
  );
  const dates = dateTicks({ start, end }, Math.floor((rightEdge - LEFT) / DATE_WIDTH)).map(
    ({ at, label }) =>
      `<path class="axis" d="M${x(at)} ${bottomEdge}v5"/>` +
      `<text x="${x(at)}" y="${size.height - 8}" text-anchor="middle">${label}</text>`,
  );
  const points = thinned(progress, size.width / 2);
  const lines = STATUS_GROUPS.map((group) => {
    const [from, ...rest] = points.map((point) => [x(Date.parse(point.at)), y(point.counts[group])] as const);
    const path = rest.map(([at, count]) => `H${at}V${count}`).join('');
    return `<path class="line ${classOf(group)}" d="M${from?.join(' ')}${path}H${rightEdge}" stroke-dasharray="${DASHES[group]}"/>`;
  });
  const names = spread(
    STATUS_GROUPS.map((group) => ({ group, y: y(counts[group]) })),
    bottomEdge,
  ).map(
    ({ group, y: at }) =>
      `<text x="${rightEdge + 8}" y="${at + 4}">${SYMBOLS[group]} ${counts[group]} <tspan class="name">${group}</tspan></text>`,
  );
  const inTheEnd = STATUS_GROUPS.map((group) => `${counts[group]} ${group}`).join(', ');
  return [
    `<svg viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label="${escapeHtml(`Repositories over time; in the end ${inTheEnd}.`)}">`,
    ...grid,
    `<path class="axis" d="M${LEFT} ${bottomEdge}H${rightEdge}"/>`,
    ...dates,
    ...lines,
    ...names,
    '</svg>',
  ].join('\n');
}

/** A piece of the line of a group, for a legend. Pure. */
export function renderLineSample(group: StatusGroup): string {
  return `<svg class="sample" viewBox="0 0 46 8" aria-hidden="true"><path class="line ${classOf(group)}" d="M0 4H46" stroke-dasharray="${DASHES[group]}"/></svg>`;
}

/** Name of a group in style sheets. */
export function classOf(group: StatusGroup): string {
  return group.replaceAll(' ', '-');
}

/** Not more points than can be seen; the first and the last stay. */
function thinned(points: readonly ProgressPoint[], most: number): readonly ProgressPoint[] {
  const step = Math.ceil(points.length / most);
  return points.filter((_, index) => index % step === 0 || index === points.length - 1);
}

/** Names keep a line's height between them. */
function spread<Label extends { readonly y: number }>(labels: readonly Label[], lowest: number): readonly Label[] {
  const sorted = [...labels].sort((a, b) => a.y - b.y);
  const placed: Label[] = [];
  for (const [index, label] of sorted.entries()) {
    const above = placed[index - 1]?.y ?? -Infinity;
    placed.push({ ...label, y: Math.max(label.y, above + LABEL_HEIGHT) });
  }
  return placed.map((label, index) => {
    const below = placed.length - 1 - index;
    return { ...label, y: round(Math.min(label.y, lowest - LABEL_HEIGHT * below)) };
  });
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
