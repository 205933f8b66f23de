const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const STEPS = [
  ...[1, 5, 15, 30].map((count) => count * MINUTE),
  ...[1, 3, 6, 12].map((count) => count * HOUR),
  ...[1, 2].map((count) => count * DAY),
  ...[1, 2, 4, 13, 26, 52].map((count) => count * WEEK),
];
/** 1970-01-05, so that weeks begin on a Monday. */
const A_MONDAY = 4 * DAY;

export interface DateTick {
  /** Milliseconds since 1970, in UTC. */
  readonly at: number;
  readonly label: string;
}

/** The least of 1, 2, 5, 10, 20, … that divides a range of counts into at most so many parts. Pure. */
export function niceStep(range: number, mostParts: number): number {
  const least = Math.max(1, range / mostParts);
  const power = 10 ** Math.floor(Math.log10(least));
  return power * ([1, 2, 5, 10].find((digit) => digit * power >= least) ?? 10);
}

/** Full hours, days or Mondays between two moments, about `most` of them at most, and rarely none. Pure. */
export function dateTicks(
  { start, end }: { readonly start: number; readonly end: number },
  most: number,
): readonly DateTick[] {
  const fits = STEPS.find((step) => (end - start) / step <= most);
  const step = fits ?? Math.ceil((end - start) / most / WEEK) * WEEK;
  const first = Math.ceil((start - A_MONDAY) / step) * step + A_MONDAY;
  const length = Math.max(0, Math.floor((end - first) / step) + 1);
  return Array.from({ length }, (_, index) => first + index * step).map((at) => ({ at, label: labelOf(at, step) }));
}

function labelOf(at: number, step: number): string {
  const isDay = step >= DAY || at % DAY === 0;
  const format: Intl.DateTimeFormatOptions =
    step >= 26 * WEEK
      ? { month: 'short', year: 'numeric' }
      : isDay
        ? { day: 'numeric', month: 'short' }
        : { hour: '2-digit', minute: '2-digit' };
  return new Intl.DateTimeFormat('en-GB', { ...format, timeZone: 'UTC' }).format(at);
}
