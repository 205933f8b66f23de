import type { Clock } from '@nx-apiops/plan';
import { ScmError } from '../errors.js';
import { LOOK_AGAIN_MS } from './unverified.js';

const MOST_ATTEMPTS = 3;

/** Whether the request may have been carried out all the same. */
export function isLostAnswer(error: unknown): boolean {
  return error instanceof ScmError && (error.code === 'SCM_UNREACHABLE' || error.code === 'SCM_REQUEST');
}

/** Asks again where the answer is lost: for what changes nothing, or nothing more when it is done twice. */
export async function askAgain<Result>(clock: Clock, ask: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      if (attempt === MOST_ATTEMPTS || !isLostAnswer(error)) throw error;
      await clock.sleep(LOOK_AGAIN_MS);
    }
  }
}

/**
 * Looks, and writes what is missing; where the answer is lost, or somebody else was faster, looks again before anything
 * else. `look` gives undefined where there is nothing left to do but to write.
 */
export async function lookThenWrite<Found, Result>(steps: {
  readonly clock: Clock;
  readonly look: (attempt: number) => Promise<Found>;
  /** The result, where what was found is already it. */
  readonly done: (found: Found) => Result | undefined | Promise<Result | undefined>;
  readonly write: (found: Found) => Promise<Result>;
  /** Whether the refusal tells that what was found is no longer so. */
  readonly isOutrun?: (error: unknown) => boolean;
}): Promise<Result> {
  const { clock, look, done, write, isOutrun = () => false } = steps;
  for (let attempt = 1; ; attempt += 1) {
    const found = await askAgain(clock, () => look(attempt));
    const result = await done(found);
    if (result !== undefined) return result;
    try {
      return await write(found);
    } catch (error) {
      if (attempt === MOST_ATTEMPTS || !(isLostAnswer(error) || isOutrun(error))) throw error;
      await clock.sleep(LOOK_AGAIN_MS);
    }
  }
}
