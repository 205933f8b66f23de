import type { components } from '@octokit/openapi-types';
import { HostFault } from '../hosts/host-fault.js';

const DOCUMENTATION_URL = 'https://docs.github.com/rest';

interface FaultOptions {
  readonly errors?: readonly (string | { readonly [member: string]: string })[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** A refusal with the body that GitHub gives every refusal. */
export function gitHubFault(status: number, message: string, { errors, headers }: FaultOptions = {}): HostFault {
  const body = {
    message,
    ...(errors && { errors }),
    documentation_url: DOCUMENTATION_URL,
    status: String(status),
  } satisfies components['schemas']['basic-error'] & { readonly errors?: unknown };
  return new HostFault(status, body, headers);
}

export function notFound(message = 'Not Found'): HostFault {
  return gitHubFault(404, message);
}

/** What an app hears about all that its permissions do not cover. */
export function notAccessible(): HostFault {
  return gitHubFault(403, 'Resource not accessible by integration');
}

export function unprocessable(message: string): HostFault {
  return gitHubFault(422, message);
}

/** A request of the right form whose content is refused. */
export function validationFailed(errors: NonNullable<FaultOptions['errors']>): HostFault {
  return gitHubFault(422, 'Validation Failed', { errors });
}

/** A request that does not have the form that its schema wants. */
export function invalidRequest(reason: string): HostFault {
  return gitHubFault(422, `Invalid request.\n\n${reason}`);
}

/** Members that must be there and are not. */
export function notSupplied(names: readonly string[]): HostFault {
  const verb = names.length === 1 ? "wasn't" : "weren't";
  return invalidRequest(`${names.map((name) => JSON.stringify(name)).join(', ')} ${verb} supplied.`);
}
