import type { Json } from '@nx-apiops/plan';
import { load, YAMLException } from 'js-yaml';
import { ApimError } from '../errors.js';
import { positionsIn } from '../policy/text-position.js';

const MAX_DEPTH = 500;
const TOO_DEEP = `values are nested more than ${MAX_DEPTH} deep`;
/** A text without aliases has fewer nodes than characters. */
const MIN_NODE_LIMIT = 100_000;

/**
 * Reads YAML or JSON; a file that ends in `.json` must be JSON. Refuses duplicate keys, values that contain
 * themselves, and aliases that blow a document up. `file` is for messages only.
 * Throws `SPECIFICATION` with file, line and column.
 */
export function parseYamlOrJson(text: string, file: string): Json {
  const isJson = file.toLowerCase().endsWith('.json');
  const value = isJson ? parseJson(text, file) : parseYaml(text, file);
  const size = measure(value, { sizes: new Map(), open: new Set(), limit: Math.max(MIN_NODE_LIMIT, text.length) });
  if (isJsonValue(value, size)) return value;
  throw problem(`${file}: ${String(size)}`, {
    hint: 'Write the document flatter, without YAML aliases that repeat large parts.',
  });
}

function parseJson(text: string, file: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : '';
    const at = /^(.*?),? (?:in JSON )?at position (\d+)/s.exec(message);
    const { line, column } = positionsIn(text)(Number(at?.[2] ?? text.length));
    throw problem(`${file}:${line}:${column}: ${at?.[1] ?? message}`, { hint: 'Correct the JSON.', cause });
  }
  // JSON.parse takes the last of duplicate keys; the YAML parser, which reads all JSON, refuses them.
  const duplicate = yamlProblem(text);
  if (duplicate?.reason.startsWith('duplicated')) {
    const { line, column } = placeOf(duplicate);
    throw problem(`${file}:${line}:${column}: ${duplicate.reason}`, { hint: 'Keep one of the two.', cause: duplicate });
  }
  return value;
}

function parseYaml(text: string, file: string): unknown {
  try {
    return load(text, { maxDepth: MAX_DEPTH });
  } catch (cause) {
    if (!(cause instanceof YAMLException)) throw cause;
    const { line, column } = placeOf(cause);
    throw problem(`${file}:${line}:${column}: ${cause.reason}`, { hint: 'Correct the YAML.', cause });
  }
}

function yamlProblem(text: string): YAMLException | undefined {
  try {
    load(text, { maxDepth: MAX_DEPTH });
    return undefined;
  } catch (error) {
    if (error instanceof YAMLException) return error;
    throw error;
  }
}

function placeOf({ mark }: YAMLException): { readonly line: number; readonly column: number } {
  return { line: (mark?.line ?? 0) + 1, column: (mark?.column ?? 0) + 1 };
}

function problem(reason: string, options: { readonly hint: string; readonly cause?: unknown }): ApimError {
  return new ApimError('SPECIFICATION', `${reason}.`, options);
}

interface Measuring {
  readonly sizes: Map<object, { readonly nodes: number; readonly depth: number }>;
  readonly open: Set<object>;
  readonly limit: number;
}

/** Depth and number of nodes with each alias counted in full, or what is wrong with the value. */
function measure(value: unknown, state: Measuring): { readonly nodes: number; readonly depth: number } | string {
  if (typeof value !== 'object' || value === null) return { nodes: 1, depth: 1 };
  const known = state.sizes.get(value);
  if (known) return known;
  if (state.open.has(value)) return 'a value contains itself';
  if (state.open.size >= MAX_DEPTH) return TOO_DEEP;
  state.open.add(value);
  let nodes = 1;
  let depth = 0;
  for (const child of Object.values(value)) {
    const size = measure(child, state);
    if (typeof size === 'string') return size;
    nodes += size.nodes;
    depth = Math.max(depth, size.depth);
    if (nodes > state.limit) return 'the aliases expand to too many values';
    if (depth >= MAX_DEPTH) return TOO_DEEP;
  }
  state.open.delete(value);
  state.sizes.set(value, { nodes, depth: depth + 1 });
  return { nodes, depth: depth + 1 };
}

/** The parsers yield JSON values; whether they can be walked, `measure` found out. */
function isJsonValue(value: unknown, size: ReturnType<typeof measure>): value is Json {
  return value !== undefined && typeof size !== 'string';
}
