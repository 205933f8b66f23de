import { execute, GraphQLError, Kind, OperationTypeNode } from 'graphql';
import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { HostFault } from '../../hosts/host-fault.js';
import { textAt } from '../../json-members.js';
import type { Answer } from '../../http/exchange.js';
import type { GitHubCall, GitHubRoutes } from '../github-call.js';
import { CONTENT_MUTATIONS } from '../unverified.js';
import { GraphQLFault, showError } from './graphql-fault.js';
import { mutationRoot } from './mutation-root.js';
import { operationOf, QueryReader } from './prepare-query.js';
import { costOf, type Operation } from './query-cost.js';
import { queryRoot } from './query-root.js';
import { SCHEMA } from './schema.js';

const READER = new QueryReader();
const NO_QUERY = 'A query attribute must be specified and must be a string.';

/** GraphQL at the address of github.com, and at that of GitHub Enterprise Server. */
export const GRAPHQL_ROUTES: GitHubRoutes = {
  'POST /graphql': answerQuery,
  'POST /api/graphql': answerQuery,
};

function answerQuery(call: GitHubCall): Answer {
  try {
    return { status: 200, body: run(call) };
  } catch (error) {
    if (error instanceof GraphQLFault) return refused([{ type: error.type, message: error.message }]);
    if (error instanceof GraphQLError) return refused([showError(error)]);
    if (isPrimaryRefusal(error)) return primaryRefusal(error);
    throw error;
  }
}

function run(call: GitHubCall): Json {
  const { query, variables, operationName } = call.json();
  if (typeof query !== 'string') return { errors: [{ message: NO_QUERY }] };
  const { document, errors } = READER.read(query);
  if (errors.length > 0) return { errors: errors.map(showError) };
  const name = typeof operationName === 'string' ? operationName : undefined;
  const given = isJsonObject(variables) ? variables : {};
  const operation = operationOf(document, name, given);
  if (!operation) return { errors: [{ message: NO_QUERY }] };
  const cost = costOf(operation);
  const { limit, remaining, used, reset } = call.takePoints({
    isMutation: operation.definition.operation === OperationTypeNode.MUTATION,
    points: cost.points,
    creations: creationsOf(operation),
  });
  const resetAt = new Date(reset * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
  const rateLimit = { cost: cost.points, nodeCount: cost.nodeCount, limit, remaining, used, resetAt };
  const result = execute({
    schema: SCHEMA,
    document,
    rootValue:
      operation.definition.operation === OperationTypeNode.MUTATION ? mutationRoot(call) : queryRoot(call, rateLimit),
    variableValues: given,
    operationName: name,
  });
  // Nothing here waits, so that no answer is a promise.
  if ('then' in result) throw new TypeError('A GraphQL resolver returned a promise.');
  const data: JsonObject = result.data === undefined ? {} : { data: result.data as Json };
  return { ...data, ...(result.errors && { errors: result.errors.map(showError) }) };
}

/** Beyond the primary limit GraphQL answers 200. */
function primaryRefusal({ body, headers }: HostFault): Answer {
  const message = isJsonObject(body) ? (textAt(body, 'message') ?? '') : '';
  return { ...refused([{ type: 'RATE_LIMITED', message }]), headers };
}

function isPrimaryRefusal(error: unknown): error is HostFault {
  return error instanceof HostFault && error.headers['x-ratelimit-remaining'] === '0';
}

/** How many of the mutations create content. */
function creationsOf({ definition }: Operation): number {
  return definition.selectionSet.selections.filter(
    (selection) => selection.kind === Kind.FIELD && CONTENT_MUTATIONS.includes(selection.name.value),
  ).length;
}

function refused(errors: readonly JsonObject[]): Answer {
  return { status: 200, body: { errors } };
}
