import type { JsonObject } from '@nx-apiops/plan';
import type { Answer, ArmRequest } from '../http/exchange.js';

/** A service other than Azure Resource Manager, under a first path segment of its own. */
export interface HostedService {
  /** The first segment of its paths, such as `github`. */
  readonly name: string;
  /** `path` lacks that segment, `origin` includes it. Throws `HostFault`, which is an answer too. */
  answer(request: ArmRequest): Answer;
  /** Name of a path for statistics, with `{}` for what is named in it. */
  shapeOf(method: string, path: string): string;
  /** All that it holds, as tests look at it; secrets included. */
  state(): JsonObject;
  /** Back to the content of the start. */
  reset(): void;
}
