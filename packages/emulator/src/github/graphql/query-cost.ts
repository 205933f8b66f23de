import {
  getArgumentValues,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  OperationTypeNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';
import { GraphQLFault } from './graphql-fault.js';
import { SCHEMA } from './schema.js';

export const MAX_NODES = 500_000;
const MAX_PAGE = 100;
/** Requests that one point stands for. */
const REQUESTS_PER_POINT = 100;

export interface QueryCost {
  readonly points: number;
  readonly nodeCount: number;
}

export interface Operation {
  readonly definition: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * What a query may cost, told from its text alone. Throws for connections without bounds and for too many nodes.
 * Source: https://docs.github.com/graphql/overview/rate-limits-and-node-limits-for-the-graphql-api
 */
export function costOf({ definition, fragments, variables }: Operation): QueryCost {
  let requests = 0;
  let nodeCount = 0;
  const walk = (selections: SelectionSetNode, type: GraphQLNamedType | undefined, parents: number): void => {
    for (const selection of selections.selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD) {
        const fragment = fragments.get(selection.name.value);
        if (fragment) walk(fragment.selectionSet, SCHEMA.getType(fragment.typeCondition.name.value), parents);
        continue;
      }
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const name = selection.typeCondition?.name.value;
        walk(selection.selectionSet, name === undefined ? type : SCHEMA.getType(name), parents);
        continue;
      }
      if (!selection.selectionSet || !(isObjectType(type) || isInterfaceType(type))) continue;
      const field = type.getFields()[selection.name.value];
      if (!field) continue;
      const own = getNamedType(field.type);
      if (!own.name.endsWith('Connection')) {
        walk(selection.selectionSet, own, parents);
        continue;
      }
      const bound = boundOf(selection.name.value, getArgumentValues(field, selection, variables));
      requests += parents;
      nodeCount += parents * bound;
      walk(selection.selectionSet, own, parents * bound);
    }
  };
  const root = definition.operation === OperationTypeNode.QUERY ? SCHEMA.getQueryType() : SCHEMA.getMutationType();
  walk(definition.selectionSet, root ?? undefined, 1);
  if (nodeCount > MAX_NODES) {
    const [asked, most] = [nodeCount, MAX_NODES].map((count) => count.toLocaleString('en-US'));
    throw new GraphQLFault(
      'MAX_NODE_LIMIT_EXCEEDED',
      `This query requests up to ${asked} possible nodes which exceeds the maximum limit of ${most}.`,
    );
  }
  return { points: Math.max(1, Math.round(requests / REQUESTS_PER_POINT)), nodeCount };
}

function boundOf(name: string, { first, last }: Readonly<Record<string, unknown>>): number {
  for (const [argument, value] of Object.entries({ first, last })) {
    if (typeof value !== 'number') continue;
    if (value >= 0 && value <= MAX_PAGE) return value;
    const problem =
      value < 0
        ? `\`${argument}\` on the \`${name}\` connection cannot be less than zero.`
        : `Requesting ${value} records on the \`${name}\` connection exceeds the \`${argument}\` limit of ${MAX_PAGE} records.`;
    throw new GraphQLFault(value < 0 ? 'NEGATIVE_PAGINATION' : 'EXCESSIVE_PAGINATION', problem);
  }
  throw new GraphQLFault(
    'MISSING_PAGINATION_BOUNDARIES',
    `You must provide a \`first\` or \`last\` value to properly paginate the \`${name}\` connection.`,
  );
}
