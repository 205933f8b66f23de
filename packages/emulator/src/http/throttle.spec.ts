import { describe, expect, it } from 'vitest';
import { ArmFault } from '../arm/arm-fault.js';
import { Throttle } from './throttle.js';

function faultOf(work: () => unknown): ArmFault {
  try {
    work();
  } catch (error) {
    if (error instanceof ArmFault) return error;
    throw error;
  }
  throw new Error('Nothing was refused.');
}

describe('Throttle', () => {
  it('lets a burst of 250 reads through, then 25 a second', () => {
    let now = 1000;
    const throttle = new Throttle({ clock: { now: () => now }, isEnforced: true });
    for (let count = 0; count < 250; count += 1) throttle.take('GET');
    const refused = faultOf(() => throttle.take('HEAD'));
    expect([refused.status, refused.code, refused.headers['Retry-After']]).toEqual([
      429,
      'SubscriptionRequestsThrottled',
      '1',
    ]);
    expect(refused.message).toMatch(/^Number of 'read' requests for subscription actor '.+' exceeded\./);
    now += 1000;
    for (let count = 0; count < 25; count += 1) throttle.take('GET');
    expect(faultOf(() => throttle.take('GET')).status).toBe(429);
  });

  it('counts reads, writes and deletions apart', () => {
    const throttle = new Throttle({ clock: { now: () => 0 }, isEnforced: true });
    for (let count = 0; count < 200; count += 1) throttle.take('PUT');
    expect(faultOf(() => throttle.take('PATCH')).message).toContain("'write'");
    expect(throttle.take('DELETE')['x-ms-ratelimit-remaining-subscription-deletes']).toBe('199');
    expect(throttle.take('GET')['x-ms-ratelimit-remaining-subscription-reads']).toBe('249');
  });

  it('tells what is left for the principal and for the subscription', () => {
    const throttle = new Throttle({ clock: { now: () => 0 }, isEnforced: true });
    expect(throttle.take('GET')).toEqual({
      'x-ms-ratelimit-remaining-subscription-reads': '249',
      'x-ms-ratelimit-remaining-subscription-global-reads': '3749',
    });
  });

  it('never refuses, and always has plenty left, where it is not enforced', () => {
    const throttle = new Throttle({ clock: { now: () => 0 }, isEnforced: false });
    for (let count = 0; count < 1000; count += 1) throttle.take('GET');
    expect(throttle.take('GET')['x-ms-ratelimit-remaining-subscription-reads']).toBe('249');
  });
});
