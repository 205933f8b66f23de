import { HostFault } from '../hosts/host-fault.js';
import { ArmFault } from '../arm/arm-fault.js';
import { INTERNAL_ERROR, throttled } from '../arm/known-texts.js';
import type { FaultOptions } from '../options.js';
import { pseudoRandom } from '../pseudo-random.js';

/** What happens to one request. `isAfter`: the request has its effect, and only the answer suffers. */
export type Fault =
  | { readonly kind: 'answer'; readonly isAfter: boolean; readonly answer: ArmFault | HostFault }
  | { readonly kind: 'reset'; readonly isAfter: boolean }
  | { readonly kind: 'delay'; readonly isAfter: boolean; readonly delayMs: number };

/** Decides for each request whether, and how, it fails. The same seed decides the same way. */
export class FaultInjector {
  readonly #options: Required<Omit<FaultOptions, 'hosts'>>;
  #random: () => number;

  constructor(options: Required<Omit<FaultOptions, 'hosts'>>) {
    this.#options = options;
    this.#random = pseudoRandom(options.seed);
  }

  next(): Fault | undefined {
    // Three numbers each time, so that the rate does not change which fault comes.
    const [hit, choice, moment] = [this.#random(), this.#random(), this.#random()];
    if (hit >= this.#options.rate) return undefined;
    const isAfter = moment < 0.5;
    if (choice < 0.25) return { kind: 'answer', isAfter: false, answer: tooManyRequests() };
    if (choice < 0.5)
      return { kind: 'answer', isAfter, answer: new ArmFault(500, 'InternalServerError', INTERNAL_ERROR) };
    if (choice < 0.75) return { kind: 'reset', isAfter };
    return { kind: 'delay', isAfter, delayMs: this.#options.delayMs };
  }

  /** The same for a hosted service, whose gateway answers 502 or 503. */
  nextOfHost(): Fault | undefined {
    const [hit, choice, moment] = [this.#random(), this.#random(), this.#random()];
    if (hit >= this.#options.rate) return undefined;
    const isAfter = moment < 0.5;
    if (choice < 0.25) return { kind: 'answer', isAfter, answer: new HostFault(502, { message: 'Server Error' }) };
    if (choice < 0.5)
      return { kind: 'answer', isAfter, answer: new HostFault(503, { message: 'Service unavailable' }) };
    if (choice < 0.75) return { kind: 'reset', isAfter };
    return { kind: 'delay', isAfter, delayMs: this.#options.delayMs };
  }

  /** Starts the sequence again. */
  reset(): void {
    this.#random = pseudoRandom(this.#options.seed);
  }
}

function tooManyRequests(): ArmFault {
  return new ArmFault(429, 'SubscriptionRequestsThrottled', {
    message: throttled('write', 'emulator:faults', 1),
    from: 'resource-manager',
    headers: { 'Retry-After': '1' },
  });
}
