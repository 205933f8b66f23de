import type { HostCall } from '../hosts/routes.js';
import type { Answer } from '../http/exchange.js';
import type { AzureState } from './azure-state.js';
import type { Access } from '../http/bearer-token.js';

/** A request to `Microsoft.Authorization`, for a scope that exists. */
export interface AuthorizationCall extends HostCall {
  readonly state: AzureState;
  /** Starts with a slash; `/` is the tenant. */
  readonly scope: string;
  readonly access: Access;
}

export type AuthorizationHandler = (call: AuthorizationCall) => Answer;
