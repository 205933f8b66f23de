/** Reads one response header, whatever its casing. */
export type HeaderReader = (name: string) => string | undefined;

/**
 * How long the service asks to wait, in milliseconds; `undefined` when it does not say, or says nothing readable.
 * Understands `Retry-After` in seconds and as a date, and the millisecond headers of Azure services. A date is
 * compared with the answer's own `Date`, so that a wrong clock on this machine does not matter; `nowMs`, the time of
 * this machine, serves where there is none.
 *
 * Source: https://learn.microsoft.com/azure/azure-resource-manager/management/request-limits-and-throttling
 */
export function retryAfterMs(header: HeaderReader, nowMs: number): number | undefined {
  for (const name of ['retry-after-ms', 'x-ms-retry-after-ms']) {
    const milliseconds = parseDecimal(header(name));
    if (milliseconds !== undefined) return milliseconds;
  }
  const value = header('retry-after')?.trim();
  const seconds = parseDecimal(value);
  if (seconds !== undefined) return seconds * 1000;
  const date = Date.parse(value ?? '');
  if (Number.isNaN(date)) return undefined;
  const answeredAt = Date.parse(header('date') ?? '');
  return Math.max(0, date - (Number.isNaN(answeredAt) ? nowMs : answeredAt));
}

export interface Backoff {
  /** Upper bound of the first delay. */
  readonly baseMs: number;
  /** Upper bound of every delay. */
  readonly maxMs: number;
}

/** After a failure: short at first, so that one lost packet costs little. */
export const FAILURE_BACKOFF: Backoff = { baseMs: 500, maxMs: 30_000 };

/** While another operation holds the resource: an import of a large specification takes a minute. */
export const BUSY_BACKOFF: Backoff = { baseMs: 1_000, maxMs: 15_000 };

/**
 * The delay before the given retry (1 is the first): doubles each time, and lies in the upper half of that span, so
 * that clients which failed together do not come back together.
 *
 * @param random from 0 (inclusive) to 1 (exclusive)
 */
export function backoffMs(retry: number, random: number, { baseMs, maxMs }: Backoff): number {
  const span = Math.min(maxMs, baseMs * 2 ** Math.min(retry - 1, 30));
  return Math.round(span * (0.5 + random / 2));
}

export interface PollSchedule {
  readonly initialDelayMs: number;
  readonly maxDelayMs: number;
}

const POLL_GROWTH = 1.5;

/**
 * The delay before the given poll of a long-running operation (0 is the first): what the service asks for, else a
 * schedule that grows by half each time. `Retry-After: 0` shortens the first delay only; after that it would be an
 * endless stream of requests, which are what a run pays for.
 *
 * Source: https://learn.microsoft.com/azure/azure-resource-manager/management/async-operations
 */
export function pollDelayMs(poll: number, askedMs: number | undefined, schedule: PollSchedule): number {
  if (askedMs !== undefined && (askedMs > 0 || poll === 0)) return askedMs;
  return Math.round(Math.min(schedule.maxDelayMs, schedule.initialDelayMs * POLL_GROWTH ** Math.min(poll, 60)));
}

function parseDecimal(text: string | undefined): number | undefined {
  return text !== undefined && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined;
}
