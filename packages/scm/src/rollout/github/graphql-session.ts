import { ScmError } from '../../errors.js';
import type { GitHubClient, GraphQLAnswer } from '../../github/github-client.js';
import { graphqlFailure, type FieldError } from '../../github/graphql-errors.js';
import type { RequestCounter } from '../request-counter.js';
import type { WritePace, WriteKind } from '../write-pace.js';

/** What all parts of the port share. */
export interface GitHubSession {
  readonly client: GitHubClient;
  readonly organization: string;
  readonly counter: RequestCounter;
  readonly pace: WritePace;
}

/** A query for several things at once. Its parts that failed are in `errors`. */
export async function ask<Data extends object>(
  { client, counter }: GitHubSession,
  what: string,
  request: { readonly query: string; readonly variables?: Readonly<Record<string, unknown>> },
): Promise<GraphQLAnswer<Data>> {
  counter.add(what);
  return client.graphql<Data>({ ...request, what });
}

/** A mutation. Refusals of its fields are in `errors`. */
export async function mutate<Data extends object>(
  session: GitHubSession,
  what: string,
  request: {
    readonly query: string;
    readonly variables: Readonly<Record<string, unknown>>;
    readonly kind: WriteKind;
  },
): Promise<GraphQLAnswer<Data>> {
  await session.pace.turn(request.kind);
  session.counter.add(what);
  const { query, variables } = request;
  return session.client.graphql<Data>({ query, variables, what });
}

/** The errors that concern one alias; those of the query as a whole concern all. */
export function problemOf(errors: readonly FieldError[], field: string, what: string): ScmError {
  const own = errors.filter((error) => error.field === field || error.field === undefined);
  return graphqlFailure(own, what);
}

/** A text as GraphQL writes it. */
export function literal(text: string): string {
  return JSON.stringify(text);
}

const TOO_LARGE =
  /timed? ?out|something went wrong|couldn't respond to your request in time|node limit|resource limit/i;

/**
 * Asks about many things in groups. A group that fails for its size is cut in half, and later ones are as small; what
 * fails alone fails for itself.
 */
export async function* inGroups<Item, Result>(
  items: readonly Item[],
  size: number,
  read: (group: readonly Item[]) => Promise<Result>,
): AsyncIterable<{ readonly group: readonly Item[] } & ({ readonly result: Result } | { readonly problem: ScmError })> {
  let current = size;
  for (let start = 0; start < items.length;) {
    const group = items.slice(start, start + current);
    try {
      const result = await read(group);
      yield { group, result };
    } catch (error) {
      if (!(error instanceof ScmError) || !isTooLarge(error)) throw error;
      if (group.length > 1) {
        current = Math.ceil(group.length / 2);
        continue;
      }
      yield { group, problem: error };
    }
    start += group.length;
  }
}

/** A gateway that gave up is no different from a query that is too large. */
function isTooLarge({ code, message }: ScmError): boolean {
  return code === 'SCM_REQUEST' || (code === 'SCM_REJECTED' && TOO_LARGE.test(message));
}
