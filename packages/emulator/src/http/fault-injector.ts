import type { ResolvedFaults } from '../options.js';
import { pseudoRandom } from '../pseudo-random.js';
import type { ArmRequest } from './exchange.js';
import { answerOf, FAULTS, internalError, tooManyRequests, type Fault } from './fault-kinds.js';

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
  /** Method and path of the request that fails for good. */
  #marked: string | undefined;
  #hasEnded = false;

  constructor(options: Omit<ResolvedFaults, 'hosts'>) {
    this.#options = options;
    this.#random = pseudoRandom(options.seed);
  }

  /** What happens to a request to Azure Resource Manager. */
  next(request: Pick<ArmRequest, 'method' | 'path' | 'origin' | 'query'>): Fault | undefined {
    const { single } = this.#options;
    if (this.#hasEnded) return undefined;
    if (single) return this.#isSingled(request, single) ? FAULTS[single.kind](request) : undefined;
    const hit = this.#draw();
    if (!hit) return undefined;
    if (hit.choice < 0.25) return { kind: 'answer', isAfter: false, answer: answerOf(tooManyRequests()) };
    if (hit.choice < 0.5) return { kind: 'answer', isAfter: hit.isAfter, answer: answerOf(internalError()) };
    return this.#withoutAnswer(hit);
  }

  /** The same for a hosted service, whose gateway answers 502 or 503. */
  nextOfHost(): Fault | undefined {
    const hit = this.#hasEnded ? undefined : this.#draw();
    if (!hit) return undefined;
    if (hit.choice >= 0.5) return this.#withoutAnswer(hit);
    const answer =
      hit.choice < 0.25
        ? { status: 502, body: { message: 'Server Error' } }
        : { status: 503, body: { message: 'Service unavailable' } };
    return { kind: 'answer', isAfter: hit.isAfter, answer };
  }

  /** Starts the sequence again. */
  reset(): void {
    this.#random = pseudoRandom(this.#options.seed);
    this.#requests = 0;
    this.#marked = undefined;
    this.#hasEnded = false;
  }

  /** No request fails from now on. */
  end(): void {
    this.#hasEnded = true;
  }

  #isSingled({ method, path }: Pick<ArmRequest, 'method' | 'path'>, { at, forGood }: SingleFault): boolean {
    this.#requests += 1;
    const request = `${method} ${path}`;
    if (this.#requests !== at) return request === this.#marked;
    if (forGood) this.#marked = request;
    return true;
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

type SingleFault = NonNullable<ResolvedFaults['single']>;
