import { escapeHtml } from './escape-html.js';
import { STATUS_GROUPS, type ProgressPoint, type RolloutSummary, type StatusGroup } from './summarize-rollout.js';

const WIDTH = 720;
const HEIGHT = 240;
const LEFT = 44;
const RIGHT = 132;
const TOP = 12;
const BOTTOM = 28;
const MAX_POINTS = 300;

/** Lines are told apart by their dashes and names, and by colours that differ in brightness. */
const DASHES: Readonly<Record<StatusGroup, string>> = {
  done: '',
  'under way': '8 4',
  'needs a look': '2 3',
  'left out': '10 3 2 3',
};

/** Repositories by group over time, as SVG for a page. Empty where there is no time to show. Pure. */
export function renderProgressChart({ progress, total, counts }: RolloutSummary): string {
  const points = thinned(progress);
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last || total === 0) return '';
  const start = Date.parse(first.at);
  const span = Math.max(1, Date.parse(last.at) - start);
  const x = (at: string): number => round(LEFT + ((WIDTH - LEFT - RIGHT) * (Date.parse(at) - start)) / span);
  const y = (count: number): number => round(HEIGHT - BOTTOM - ((HEIGHT - TOP - BOTTOM) * count) / total);
  const labels = spread(STATUS_GROUPS.map((group) => ({ group, y: y(counts[group]) })));
  const lines = STATUS_GROUPS.map((group) => {
    const path = points.map(({ at, counts: now }, index) =>
      index === 0 ? `M${x(at)} ${y(now[group])}` : `H${x(at)}V${y(now[group])}`,
    );
    const end = `H${WIDTH - RIGHT}`;
    return `<path class="line ${classOf(group)}" d="${path.join('')}${end}" stroke-dasharray="${DASHES[group]}"/>`;
  });
  const names = labels.map(
    ({ group, y: at }) =>
      `<text class="${classOf(group)}" x="${WIDTH - RIGHT + 8}" y="${at + 4}">${counts[group]} ${group}</text>`,
  );
  const description = STATUS_GROUPS.map((group) => `${counts[group]} ${group}`).join(', ');
  return [
    `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labelledby="chart-title chart-text">`,
    '<title id="chart-title">Repositories over time</title>',
    `<desc id="chart-text">From ${escapeHtml(day(first.at))} to ${escapeHtml(day(last.at))}; in the end ${description}.</desc>`,
    `<path class="axis" d="M${LEFT} ${TOP}V${HEIGHT - BOTTOM}H${WIDTH - RIGHT}"/>`,
    `<text x="${LEFT - 8}" y="${y(0) + 4}" text-anchor="end">0</text>`,
    `<text x="${LEFT - 8}" y="${y(total) + 4}" text-anchor="end">${total}</text>`,
    `<text x="${LEFT}" y="${HEIGHT - 8}">${escapeHtml(day(first.at))}</text>`,
    `<text x="${WIDTH - RIGHT}" y="${HEIGHT - 8}" text-anchor="end">${escapeHtml(day(last.at))}</text>`,
    ...lines,
    ...names,
    '</svg>',
  ].join('\n');
}

/** Name of a group in style sheets. */
export function classOf(group: StatusGroup): string {
  return group.replaceAll(' ', '-');
}

function thinned(points: readonly ProgressPoint[]): readonly ProgressPoint[] {
  const step = Math.ceil(points.length / MAX_POINTS);
  return points.filter((_, index) => index % step === 0 || index === points.length - 1);
}

/** Names keep a line's height between them. */
function spread<Label extends { readonly y: number }>(labels: readonly Label[]): readonly Label[] {
  const sorted = [...labels].sort((a, b) => a.y - b.y);
  const placed: Label[] = [];
  for (const [index, label] of sorted.entries()) {
    const above = placed[index - 1]?.y ?? -Infinity;
    placed.push({ ...label, y: Math.max(label.y, above + 16) });
  }
  const beyond = Math.max(0, (placed.at(-1)?.y ?? 0) - (HEIGHT - BOTTOM));
  return placed.map((label, index) => ({
    ...label,
    y: Math.min(label.y, Math.max(label.y - beyond, TOP + 16 * index)),
  }));
}

function day(at: string): string {
  return `${at.slice(0, 10)} ${at.slice(11, 16)}`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
