import { execute, GraphQLError } from 'graphql';
import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import type { Answer } from '../../http/exchange.js';
import type { GitHubCall, GitHubRoutes } from '../github-call.js';
import { GraphQLFault, showError } from './graphql-fault.js';
import { mutationRoot } from './mutation-root.js';
import { operationOf, QueryReader } from './prepare-query.js';
import { costOf } from './query-cost.js';
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
  const { limit, remaining, used, reset } = call.takePoints(operation.definition.operation, cost.points);
  const resetAt = new Date(reset * 1000).toISOString().replace(/\.\d+Z$/, 'Z');
  const rateLimit = { cost: cost.points, nodeCount: cost.nodeCount, limit, remaining, used, resetAt };
  const result = execute({
    schema: SCHEMA,
    document,
    rootValue: operation.definition.operation === 'mutation' ? mutationRoot(call) : queryRoot(call, rateLimit),
    variableValues: given,
    operationName: name,
  });
  // Nothing here waits, so that no answer is a promise.
  if ('then' in result) throw new TypeError('A GraphQL resolver returned a promise.');
  const data: JsonObject = result.data === undefined ? {} : { data: result.data as Json };
  return { ...data, ...(result.errors && { errors: result.errors.map(showError) }) };
}

function refused(errors: readonly JsonObject[]): Answer {
  return { status: 200, body: { errors } };
}
