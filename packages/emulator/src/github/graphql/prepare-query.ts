import { getOperationAST, Kind, parse, validate, type DocumentNode, type GraphQLError } from 'graphql';
import type { Operation } from './query-cost.js';
import { SCHEMA } from './schema.js';

const MAX_KEPT = 100;
/** Longer ones are lists of repositories, which hardly come twice. */
const MAX_KEPT_LENGTH = 5000;

export interface PreparedQuery {
  readonly document: DocumentNode;
  readonly errors: readonly GraphQLError[];
}

/** Reads and checks queries; those that come again and again are read once. */
export class QueryReader {
  readonly #known = new Map<string, PreparedQuery>();

  /** Throws `GraphQLError` for what is no query at all. */
  read(text: string): PreparedQuery {
    const known = this.#known.get(text);
    if (known) return known;
    const document = parse(text, { maxTokens: MAX_TOKENS });
    const prepared = { document, errors: validate(SCHEMA, document) };
    if (text.length > MAX_KEPT_LENGTH) return prepared;
    const [oldest] = this.#known.keys();
    if (this.#known.size >= MAX_KEPT && oldest !== undefined) this.#known.delete(oldest);
    this.#known.set(text, prepared);
    return prepared;
  }
}

const MAX_TOKENS = 1_000_000;

/** The operation that is to be carried out; undefined where the name is of none. */
export function operationOf(
  document: DocumentNode,
  name: string | undefined,
  variables: Operation['variables'],
): Operation | undefined {
  const definition = getOperationAST(document, name);
  if (!definition) return undefined;
  const fragments = document.definitions.flatMap((one) =>
    one.kind === Kind.FRAGMENT_DEFINITION ? [[one.name.value, one] as const] : [],
  );
  return { definition, fragments: new Map(fragments), variables };
}
