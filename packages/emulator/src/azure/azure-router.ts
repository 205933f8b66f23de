import { readAnyApiVersion } from '../arm/api-version.js';
import { MethodNotAllowed } from '../arm/arm-fault.js';
import * as faults from '../arm/resource-manager-faults.js';
import { Routes, type Handler } from '../hosts/routes.js';
import type { Access } from '../http/bearer-token.js';
import type { Answer, ArmRequest } from '../http/exchange.js';
import type { ServiceInstance } from '../service/service-instance.js';
import { decodeSegments, splitAuthorization } from './arm-path.js';
import type { AuthorizationHandler } from './authorization-call.js';
import { typeUnknown } from './azure-faults.js';
import type { AzureState } from './azure-state.js';
import { credentialRoutes } from './credential-routes.js';
import { identityRoutes } from './identity-routes.js';
import { keyVaultRoutes } from './key-vaults.js';
import { PERMISSION_ROUTES } from './permissions.js';
import { resourceGroupRoutes } from './resource-groups.js';
import { ROLE_ASSIGNMENT_ROUTES } from './role-assignment-routes.js';
import { ROLE_DEFINITION_ROUTES } from './role-definition-routes.js';
import { requireScope } from './scope.js';

const AUTHORIZATION_ROUTES = { ...ROLE_DEFINITION_ROUTES, ...ROLE_ASSIGNMENT_ROUTES, ...PERMISSION_ROUTES };

/** Answers for what Resource Manager has beside API Management: groups, identities, Key Vaults, roles. */
export class AzureRouter {
  readonly state: AzureState;
  readonly #services: ReadonlyMap<string, ServiceInstance>;
  readonly #resources: Routes;
  /** Only for shapes; handlers come with a scope of their own. */
  readonly #authorization = new Routes(
    Object.fromEntries(Object.keys(AUTHORIZATION_ROUTES).map((key) => [key, never])),
  );

  constructor(state: AzureState, services: ReadonlyMap<string, ServiceInstance>) {
    this.state = state;
    this.#services = services;
    this.#resources = new Routes({
      ...resourceGroupRoutes(state),
      ...keyVaultRoutes(state),
      ...identityRoutes(state),
      ...credentialRoutes(state),
    });
  }

  /** Name of the path for statistics; undefined for paths that others answer. */
  shapeOf(path: string): string | undefined {
    const split = splitAuthorization(decodeSegments(path) ?? []);
    if (split) return `Microsoft.Authorization${this.#authorization.shapeOf('GET', encodePath(split.below))}`;
    const shape = this.#resources.shapeOf('GET', path);
    if (shape === '(unknown)') return undefined;
    return shape.replace(/^\/subscriptions\/\{\}\/(?:(?:resourceGroups\/\{\}\/)?providers\/)?/, '');
  }

  /** Undefined for paths that others answer. Throws `ArmFault` and `MethodNotAllowed`. */
  answer(request: ArmRequest, access: Access): Answer | undefined {
    try {
      return this.#answer(request, access);
    } catch (error) {
      if (error instanceof SyntaxError) throw faults.unreadableBody(error.message);
      throw error;
    }
  }

  #answer(request: ArmRequest, access: Access): Answer | undefined {
    const split = splitAuthorization(decodeSegments(request.path) ?? []);
    if (!split) return taken(this.#resources.answer(request), request);
    const apiVersion = readAnyApiVersion(request.query);
    const scope = requireScope(this.state, this.#services, split.scope);
    const bind =
      (handler: AuthorizationHandler): Handler =>
      (call) =>
        handler({ ...call, state: this.state, scope, access });
    const routes = new Routes(
      Object.fromEntries(Object.entries(AUTHORIZATION_ROUTES).map(([key, handler]) => [key, bind(handler)])),
    );
    const answer = taken(routes.answer({ ...request, path: encodePath(split.below) }), request);
    if (answer) return answer;
    throw typeUnknown('Microsoft.Authorization', split.below.join('/'), apiVersion);
  }
}

function taken(
  answer: Answer | { readonly allowed: readonly string[] } | undefined,
  { method }: ArmRequest,
): Answer | undefined {
  if (answer && 'allowed' in answer) throw new MethodNotAllowed(method, answer.allowed);
  return answer;
}

function encodePath(segments: readonly string[]): string {
  return `/${segments.map(encodeURIComponent).join('/')}`;
}

function never(): Answer {
  throw new Error('This table of routes is for shapes only.');
}
