import type { Json, JsonObject } from '@nx-apiops/plan';
import type { ClientStatistics } from './request-statistics.js';
import type { Query } from './request-url.js';

export interface PutOptions {
  /** Only if the resource still has this ETag; else `ARM_PRECONDITION`. */
  readonly ifMatch?: string | undefined;
  /** Values in the body that no error message may show, even if the service repeats them. */
  readonly secrets?: readonly string[] | undefined;
  /**
   * Values that the resource had before, by path such as `properties.displayName`; empty for a new resource. Tells a
   * value that the service keeps in a form of its own from a write without effect. Without it, a resource that is not
   * exactly as it was sent is an error.
   */
  readonly before?: ReadonlyMap<string, Json | undefined> | undefined;
}

/**
 * Reads and writes the resources of one API Management service.
 *
 * Every `path` is relative to the service and percent-encoded already, such as `apis/orders;rev=2/operations/get%20x`;
 * `''` is the service itself. Bodies are opaque: no member is dropped or changed in either direction. Requests respect
 * the budget and are repeated where that is safe.
 *
 * Every function throws `ArmRequestError`, whose `code` says what failed: `ARM_UNAUTHORIZED`, `ARM_FORBIDDEN`,
 * `ARM_NOT_FOUND` (subscription, resource group or service), `ARM_VALIDATION`, `ARM_CONFLICT`, `ARM_PRECONDITION`,
 * `ARM_THROTTLED`, `ARM_OPERATION_FAILED`, `ARM_UNCONFIRMED`, `ARM_TIMEOUT`, `ARM_UNREACHABLE`, else `ARM_REQUEST`. `ApimError` is thrown
 * with `RESOURCE_PATH` for a path that is none and with `ARM_UNAUTHORIZED` when no token is obtained; the reason of
 * the signal once that aborts.
 */
export interface ApimClient {
  /** ARM id of the service, without a trailing slash. */
  readonly serviceId: string;

  /**
   * The resource, or `undefined` when it does not exist. That the service, its resource group or the subscription does
   * not exist is an error, as is a 404 that does not come from Azure: it must not look like an empty service.
   */
  get(path: string, query?: Query): Promise<JsonObject | undefined>;

  /** Whether the resource exists. Answers to HEAD have no text, so an absent service looks like an absent resource. */
  head(path: string): Promise<boolean>;

  /**
   * All items of all pages, in the service's order. A parent that does not exist is an error. A collection that the tier
   * of the service does not have is empty; it is asked for once in a run, and `notInTier` names it.
   */
  list(path: string, query?: Query): Promise<JsonObject[]>;

  /**
   * Creates or replaces the resource and waits until that has ended. Resolves with the finished resource, undefined for
   * an association that had to be looked up. An answer that is not the resource, with the properties that were sent, is
   * no success: the resource is read, and where it is not as it was sent this throws `ARM_UNCONFIRMED`.
   */
  put(path: string, body: JsonObject | undefined, options?: PutOptions): Promise<JsonObject | undefined>;

  /**
   * Deletes the resource and waits until that has ended. False when it did not exist. Throws `ARM_UNCONFIRMED` when the
   * answer is doubtful and the resource is still there.
   */
  delete(path: string, query?: Query): Promise<boolean>;

  /** Runs an action and waits until it has ended. Only actions whose name begins with `list` are repeated freely. */
  post(path: string, body?: JsonObject): Promise<JsonObject | undefined>;

  /**
   * The text of an exported document. `url` is https, or http on a loopback address (else `ENDPOINT`); no credential
   * is sent. It does not count against the budget.
   */
  download(url: string): Promise<string>;

  /** Collections that the tier of the service turned out not to have, sorted, with `{}` for names: `gateways`. */
  notInTier(): readonly string[];

  /** What has been sent so far. */
  statistics(): ClientStatistics;
}
