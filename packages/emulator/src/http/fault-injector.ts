import { HostFault } from '../hosts/host-fault.js';
import { ArmFault } from '../arm/arm-fault.js';
import { INTERNAL_ERROR, throttled } from '../arm/known-texts.js';
import type { ResolvedFaults } from '../options.js';
import { pseudoRandom } from '../pseudo-random.js';

/** What happens to one request. `isAfter`: the request has its effect, and only the answer suffers. */
export type Fault =
  | { readonly kind: 'answer'; readonly isAfter: boolean; readonly answer: ArmFault | HostFault }
  | { readonly kind: 'reset'; readonly isAfter: boolean }
  | { readonly kind: 'delay'; readonly isAfter: boolean; readonly delayMs: number };

/** Which fault it is: each quarter is another kind, each half another moment. */
interface Hit {
  readonly choice: number;
  readonly isAfter: boolean;
}

/** Decides for each request whether, and how, it fails. The same seed decides the same way. */
export class FaultInjector {
  readonly #options: Omit<ResolvedFaults, 'hosts'>;
  #random: () => number;
  #requests = 0;

  constructor(options: Omit<ResolvedFaults, 'hosts'>) {
    this.#options = options;
    this.#random = pseudoRandom(options.seed);
  }

  next(): Fault | undefined {
    const hit = this.#draw();
    if (!hit) return undefined;
    if (hit.choice < 0.25) return { kind: 'answer', isAfter: false, answer: tooManyRequests() };
    const broken = new ArmFault(500, 'InternalServerError', INTERNAL_ERROR);
    return hit.choice < 0.5 ? { kind: 'answer', isAfter: hit.isAfter, answer: broken } : this.#withoutAnswer(hit);
  }

  /** The same for a hosted service, whose gateway answers 502 or 503. */
  nextOfHost(): Fault | undefined {
    const hit = this.#draw();
    if (!hit) return undefined;
    if (hit.choice >= 0.5) return this.#withoutAnswer(hit);
    const answer =
      hit.choice < 0.25
        ? new HostFault(502, { message: 'Server Error' })
        : new HostFault(503, { message: 'Service unavailable' });
    return { kind: 'answer', isAfter: hit.isAfter, answer };
  }

  /** Starts the sequence again. */
  reset(): void {
    this.#random = pseudoRandom(this.#options.seed);
    this.#requests = 0;
  }

  /** Three numbers each time, so that how many are hit does not change which fault comes. */
  #draw(): Hit | undefined {
    const { rate, every } = this.#options;
    const [hit, choice, moment] = [this.#random(), this.#random(), this.#random()];
    this.#requests += 1;
    const isHit = every === undefined ? hit < rate : this.#requests % every === 0;
    return isHit ? { choice, isAfter: moment < 0.5 } : undefined;
  }

  #withoutAnswer({ choice, isAfter }: Hit): Fault {
    if (choice < 0.75) return { kind: 'reset', isAfter };
    return { kind: 'delay', isAfter, delayMs: this.#options.delayMs };
  }
}

function tooManyRequests(): ArmFault {
  return new ArmFault(429, 'SubscriptionRequestsThrottled', {
    message: throttled('write', 'emulator:faults', 1),
    from: 'resource-manager',
    headers: { 'Retry-After': '1' },
  });
}
