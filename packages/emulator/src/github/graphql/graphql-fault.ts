import type { GraphQLError } from 'graphql';
import type { JsonObject } from '@nx-apiops/plan';
import { isJsonObject } from '@nx-apiops/plan';
import { HostFault } from '../../hosts/host-fault.js';
import { objectsAt, textAt } from '../../json-members.js';

/** A refusal of one field, with the word that GitHub has for its kind. */
export class GraphQLFault extends Error {
  readonly type: string;

  constructor(type: string, message: string) {
    super(message);
    this.name = 'GraphQLFault';
    this.type = type;
  }
}

export function unresolved(what: string): GraphQLFault {
  return new GraphQLFault('NOT_FOUND', `Could not resolve to ${what}.`);
}

/** An entry of `errors`, in the order that GitHub has its members in. Defects of the emulator are thrown on. */
export function showError(error: GraphQLError): JsonObject {
  const { originalError: cause, path, locations } = error;
  if (cause && !(cause instanceof GraphQLFault) && !(cause instanceof HostFault) && cause.name !== 'GraphQLError') {
    throw cause;
  }
  const type = typeOf(cause ?? undefined);
  return {
    ...(type !== undefined && { type }),
    ...(path && { path: [...path] }),
    ...(locations && { locations: locations.map(({ line, column }) => ({ line, column })) }),
    message: cause instanceof HostFault ? messageOf(cause) : error.message,
  };
}

function typeOf(cause: Error | undefined): string | undefined {
  if (cause instanceof GraphQLFault) return cause.type;
  if (!(cause instanceof HostFault)) return undefined;
  if (cause.status === 404) return 'NOT_FOUND';
  return cause.status === 403 ? 'FORBIDDEN' : 'UNPROCESSABLE';
}

/** What REST says in two places is one sentence here. */
function messageOf({ body, message }: HostFault): string {
  if (!isJsonObject(body)) return message;
  const details = objectsAt(body, 'errors').map(
    (detail) => textAt(detail, 'message') ?? `${capitalised(textAt(detail, 'field') ?? '')} is invalid`,
  );
  return details.length > 0 ? details.join(', ') : (textAt(body, 'message') ?? message);
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
