/** From when until when a secret holds, in ISO 8601; absent where the service does not say. */
export interface Validity {
  readonly start?: string;
  readonly end?: string;
}

export interface AgeLimit {
  readonly now: Date;
  readonly maxSecretAgeDays: number;
}

export interface SecretAge extends Validity {
  readonly ageDays?: number;
  readonly daysLeft?: number;
  readonly isExpired: boolean;
  readonly pastLimit: boolean;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/** Whole days, of which a started one counts neither to the age nor to what is left. Pure. */
export function ageOf({ start, end }: Validity, { now, maxSecretAgeDays }: AgeLimit): SecretAge {
  const ageDays = daysBetween(start, now.toISOString());
  const leftMs = end === undefined ? undefined : Date.parse(end) - now.getTime();
  const isExpired = leftMs !== undefined && leftMs <= 0;
  return {
    ...(start !== undefined && { start }),
    ...(end !== undefined && { end }),
    ...(ageDays !== undefined && { ageDays }),
    ...(leftMs !== undefined && { daysLeft: Math.floor(leftMs / DAY_MS) }),
    isExpired,
    pastLimit: isExpired || (ageDays ?? 0) > maxSecretAgeDays,
  };
}

export function daysAfter(moment: Date, days: number): Date {
  return new Date(moment.getTime() + days * DAY_MS);
}

function daysBetween(start: string | undefined, end: string): number | undefined {
  return start === undefined ? undefined : Math.floor((Date.parse(end) - Date.parse(start)) / DAY_MS);
}
