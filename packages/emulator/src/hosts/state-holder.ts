import type { JsonObject } from '@nx-apiops/plan';

/** Something with content beside the API Management services. */
export interface StateHolder {
  /** Such as `github`, the name under which its content is asked for. */
  readonly name: string;
  /** All that it holds, as tests look at it; secrets included. */
  state(): JsonObject;
  /** Back to the content of the start. */
  reset(): void;
}
