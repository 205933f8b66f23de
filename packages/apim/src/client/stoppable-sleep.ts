import type { Clock } from '@nx-apiops/plan';

/** Waits; rejects with the signal's own reason, whatever the clock rejects with, once it aborts. */
export async function stoppableSleep(
  delayMs: number,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal | undefined },
): Promise<void> {
  try {
    await clock.sleep(delayMs, signal);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  }
}
