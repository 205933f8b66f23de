import type { Answer, ArmRequest } from '../http/exchange.js';
import type { LimitedRequests } from '../http/request-statistics.js';
import type { StateHolder } from './state-holder.js';

/** A service other than Azure Resource Manager; its name is the first segment of its paths. */
export interface HostedService extends StateHolder {
  /** A request begins, before any delay of its answer; the result ends it. */
  enter?(): () => void;
  /** `path` lacks that segment, `origin` includes it. Throws `HostFault`, which is an answer too. */
  answer(request: ArmRequest): Answer;
  /** How many requests its limits refused or slowed down since the start; absent where it has no limits. */
  limited?(): LimitedRequests;
  /** Name of a path for statistics, with `{}` for what is named in it. */
  shapeOf(method: string, path: string): string;
}
