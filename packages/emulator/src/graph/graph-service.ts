import type { JsonObject } from '@nx-apiops/plan';
import type { Application } from '../directory/application.js';
import type { Directory } from '../directory/directory.js';
import { HostFault } from '../hosts/host-fault.js';
import type { HostedService } from '../hosts/hosted-service.js';
import { Routes } from '../hosts/routes.js';
import { accessOf, isRead, readBearerToken } from '../http/bearer-token.js';
import type { Answer, ArmRequest } from '../http/exchange.js';
import type { ApplicationOptions } from '../options.js';
import { applicationRoutes } from './application-routes.js';
import { credentialRoutes } from './credential-routes.js';
import { directoryRoutes, GET_BY_IDS } from './directory-routes.js';
import { bodyUnreadable, errorBody, GraphFault, requestDenied, segmentUnknown, tokenMissing } from './graph-fault.js';
import { separateKeys } from './object-key.js';
import { passwordRoutes } from './password-routes.js';
import { servicePrincipalRoutes } from './service-principal-routes.js';
import { showApplication, showFederatedCredential, showServicePrincipal } from './show-application.js';
import { methodNotAllowed } from './unverified.js';

/** Microsoft Graph, as far as pipeline identities need it. It shares the tenant with Resource Manager. */
export class GraphService implements HostedService {
  readonly name = 'graph';
  readonly #directory: Directory;
  readonly #applications: readonly ApplicationOptions[];
  readonly #routes: Routes;
  #requests = 0;

  constructor(directory: Directory, applications: readonly ApplicationOptions[]) {
    this.#directory = directory;
    this.#applications = applications;
    this.#routes = new Routes({
      ...applicationRoutes(directory),
      ...passwordRoutes(directory),
      ...credentialRoutes(directory),
      ...servicePrincipalRoutes(directory),
      ...directoryRoutes(directory),
    });
    this.reset();
  }

  answer(request: ArmRequest): Answer {
    this.#requests += 1;
    try {
      return this.#answer({ ...request, path: separateKeys(request.path) });
    } catch (error) {
      const fault = error instanceof SyntaxError || error instanceof URIError ? bodyUnreadable() : error;
      if (!(fault instanceof GraphFault)) throw error;
      const requestId = `00000000-0000-4000-8000-${this.#requests.toString(16).padStart(12, '0')}`;
      throw new HostFault(fault.status, errorBody(fault, { nowMs: this.#directory.clock.now(), requestId }));
    }
  }

  shapeOf(method: string, path: string): string {
    return this.#routes.shapeOf(method, separateKeys(path));
  }

  state(): JsonObject {
    const { tenantId, applications } = this.#directory;
    return {
      tenantId,
      applications: [...applications.values()].map((application) => ({
        ...showApplication(application),
        federatedIdentityCredentials: application.federatedCredentials.map(showFederatedCredential),
      })),
      servicePrincipals: this.#directory.principals().map((principal) => showServicePrincipal(principal, tenantId)),
    };
  }

  /** The directory has been emptied by whoever shares it. */
  reset(): void {
    for (const options of this.#applications) {
      const application = this.#seeded(options);
      this.#directory.applications.set(application.id, application);
    }
  }

  #answer(request: ArmRequest): Answer {
    requireAccess(request);
    const answer = this.#routes.answer(request);
    if (!answer) throw segmentUnknown(request.path.split('/').find((part) => !['', 'v1.0'].includes(part)) ?? '');
    if ('allowed' in answer) throw methodNotAllowed(request.method);
    return answer;
  }

  #seeded({ displayName, uniqueName, passwordCredentials = [] }: ApplicationOptions): Application {
    const directory = this.#directory;
    return {
      id: directory.newId(),
      appId: directory.newId(),
      uniqueName: uniqueName ?? null,
      properties: { displayName },
      passwordCredentials: passwordCredentials.map((password) => ({
        ...password,
        keyId: directory.newId(),
        hint: directory.newSecret().slice(0, 3),
      })),
      federatedCredentials: [],
    };
  }
}

function requireAccess({ method, path, headers }: ArmRequest): void {
  const read = readBearerToken(headers['authorization']);
  if ('problem' in read) throw tokenMissing();
  const access = accessOf(read.token);
  const changesNothing = isRead(method) || path.toLowerCase() === GET_BY_IDS.toLowerCase();
  if (access === 'none' || (access === 'read' && !changesNothing)) throw requestDenied();
}
