import type { Json, JsonObject } from '@nx-apiops/plan';
import { GraphQLError, Kind, parse, print, visit, type ASTNode, type DefinitionNode, type DocumentNode } from 'graphql';
import { ApimError } from '../errors.js';

/** What each kind of definition is called; an extension counts as part of what it extends. */
const KEYWORDS: Readonly<Partial<Record<Kind, string>>> = {
  [Kind.SCHEMA_DEFINITION]: 'schema',
  [Kind.SCHEMA_EXTENSION]: 'schema',
  [Kind.SCALAR_TYPE_DEFINITION]: 'scalar',
  [Kind.SCALAR_TYPE_EXTENSION]: 'scalar',
  [Kind.OBJECT_TYPE_DEFINITION]: 'type',
  [Kind.OBJECT_TYPE_EXTENSION]: 'type',
  [Kind.INTERFACE_TYPE_DEFINITION]: 'interface',
  [Kind.INTERFACE_TYPE_EXTENSION]: 'interface',
  [Kind.UNION_TYPE_DEFINITION]: 'union',
  [Kind.UNION_TYPE_EXTENSION]: 'union',
  [Kind.ENUM_TYPE_DEFINITION]: 'enum',
  [Kind.ENUM_TYPE_EXTENSION]: 'enum',
  [Kind.INPUT_OBJECT_TYPE_DEFINITION]: 'input',
  [Kind.INPUT_OBJECT_TYPE_EXTENSION]: 'input',
  [Kind.DIRECTIVE_DEFINITION]: 'directive',
};

const DEFAULT_SCHEMA: Readonly<Record<string, string>> = {
  query: 'query: Query',
  mutation: 'mutation: Mutation',
  subscription: 'subscription: Subscription',
};

/** Parses GraphQL SDL. Throws `SPECIFICATION` with file, line and column. */
export function parseGraphql(text: string, file: string): DocumentNode {
  try {
    return parse(text, { noLocation: true });
  } catch (cause) {
    if (cause instanceof RangeError) {
      throw new ApimError('SPECIFICATION', `${file}: the schema is nested too deep.`, { cause });
    }
    if (!(cause instanceof GraphQLError)) throw cause;
    const [{ line, column } = { line: 1, column: 1 }] = cause.locations ?? [];
    throw new ApimError('SPECIFICATION', `${file}:${line}:${column}: ${cause.message}`, {
      hint: 'Correct the GraphQL schema definition.',
      cause,
    });
  }
}

/** The definitions by name, each with its members by name: the order of neither has a meaning. */
export function graphqlModel(document: DocumentNode): JsonObject {
  const definitions = new Map<string, Draft>();
  for (const definition of plainStrings(document).definitions) {
    const key = keyOf(definition);
    const draft = definitions.get(key) ?? { lists: new Map(), members: new Map() };
    definitions.set(key, draft);
    addTo(draft, definition);
  }
  const schema = definitions.get('schema');
  if (schema && isDefaultSchema(schema)) definitions.delete('schema');
  return { definitions: Object.fromEntries([...definitions].map(([key, draft]) => [key, toJson(draft)])) };
}

interface Draft {
  description?: string;
  /** Implemented interfaces, applied directives, locations of a directive. */
  readonly lists: Map<string, string[]>;
  /** Fields, values, types or arguments, as text. */
  readonly members: Map<string, string>;
}

/** Whether a string is written as a block has no meaning. */
function plainStrings(document: DocumentNode): DocumentNode {
  return visit(document, { [Kind.STRING]: (node) => ({ ...node, block: false }) });
}

function keyOf(definition: DefinitionNode): string {
  const keyword = KEYWORDS[definition.kind] ?? definition.kind;
  return 'name' in definition && definition.name ? `${keyword} ${definition.name.value}` : keyword;
}

function addTo(draft: Draft, definition: DefinitionNode): void {
  if ('description' in definition && definition.description) draft.description = definition.description.value;
  if ('directives' in definition) addList(draft, 'directives', definition.directives?.map(print));
  if ('interfaces' in definition) addList(draft, 'interfaces', definition.interfaces?.map(print).sort());
  if ('locations' in definition) addList(draft, 'locations', definition.locations.map(print).sort());
  if ('repeatable' in definition && definition.repeatable) addList(draft, 'locations', ['repeatable']);
  for (const member of membersOf(definition)) draft.members.set(nameOf(member), print(withSortedArguments(member)));
}

function addList(draft: Draft, name: string, items: readonly string[] = []): void {
  if (items.length > 0) draft.lists.set(name, [...(draft.lists.get(name) ?? []), ...items]);
}

function membersOf(definition: DefinitionNode): readonly ASTNode[] {
  if ('fields' in definition) return definition.fields ?? [];
  if ('values' in definition) return definition.values ?? [];
  if ('types' in definition) return definition.types ?? [];
  if ('operationTypes' in definition) return definition.operationTypes ?? [];
  if ('arguments' in definition) return definition.arguments ?? [];
  // Operations and fragments have no place in a schema, but are compared like everything else.
  return definition.kind in KEYWORDS ? [] : [definition];
}

function nameOf(member: ASTNode): string {
  if (member.kind === Kind.OPERATION_TYPE_DEFINITION) return member.operation;
  return 'name' in member && member.name ? member.name.value : member.kind;
}

function withSortedArguments(member: ASTNode): ASTNode {
  if (member.kind !== Kind.FIELD_DEFINITION) return member;
  const sorted = [...(member.arguments ?? [])].sort((a, b) => (a.name.value < b.name.value ? -1 : 1));
  return { ...member, arguments: sorted };
}

function isDefaultSchema({ description, lists, members }: Draft): boolean {
  if (description !== undefined || lists.size > 0) return false;
  return [...members].every(([operation, text]) => DEFAULT_SCHEMA[operation] === text);
}

function toJson({ description, lists, members }: Draft): Json {
  return {
    ...(description !== undefined && { description }),
    ...Object.fromEntries(lists),
    members: Object.fromEntries(members),
  };
}
