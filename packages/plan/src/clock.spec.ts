import { expect, it } from 'vitest';
import { systemClock } from './clock.js';

it('ends a sleep when the signal aborts', async () => {
  const stop = new AbortController();
  const sleep = systemClock.sleep(60_000, stop.signal);
  stop.abort();
  await expect(sleep).rejects.toThrow('aborted');
});

it('goes on by itself and never back', async () => {
  const before = systemClock.now();
  await systemClock.sleep(1);
  expect(systemClock.now()).toBeGreaterThan(before);
});

it('takes a sleep of centuries', async () => {
  const stop = new AbortController();
  let isAwake = false;
  const sleep = systemClock.sleep(1e13, stop.signal).then(
    () => (isAwake = true),
    () => undefined,
  );
  await systemClock.sleep(5);
  expect(isAwake).toBe(false);
  stop.abort();
  await sleep;
});
