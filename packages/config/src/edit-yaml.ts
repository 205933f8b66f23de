import type { Json } from '@nx-apiops/plan';
import { isDeepStrictEqual } from 'node:util';
import { parseDocument, type Document, type ToStringOptions } from 'yaml';
import { ConfigError, type Problem } from './errors.js';
import { placesOf, renderPlace } from './place.js';
import { readYaml } from './read-yaml.js';
import { replayEdit } from './replay-edit.js';
import { toJson, type YamlNode } from './yaml-node.js';

const BYTE_ORDER_MARK = '\uFEFF';

/**
 * Edits a YAML text as a document and gives back the text with only the changed lines different: comments, spacing,
 * quotes, line ends and a byte order mark stay. Where the file's formatting is such that the changed lines cannot be
 * told apart, the whole file is formatted anew, comments included. An edit that changes nothing returns the very text.
 *
 * Throws `YAML_INVALID` when the text, or what the edit made of it, is refused by `readYaml`.
 */
export function editYaml(text: string, file: string, edit: (document: Document) => void): string {
  const root = readYaml(text, file);
  const mark = text.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  const original = text.slice(mark.length);
  const document: Document = parseDocument(original, { version: '1.2', uniqueKeys: false });
  refuseErrors(document, original, file);
  const format = formatOf(root);
  const before = document.toString(format);
  edit(document);
  const after = document.toString(format);
  if (after === before) return text;

  const expected = valueOf(after, file);
  const patched = replayEdit(original, before, after);
  if (patched !== undefined && meansTheSame(patched, file, expected)) return mark + patched;
  return mark + (/\r\n/.test(original) ? after.replaceAll('\n', '\r\n') : after);
}

function valueOf(text: string, file: string): Json | undefined {
  const root = readYaml(text, file);
  return root && toJson(root);
}

/** An inserted line may be indented as the serializer would have it, and not fit the lines around it. */
function meansTheSame(text: string, file: string, expected: Json | undefined): boolean {
  try {
    return isDeepStrictEqual(valueOf(text, file), expected);
  } catch (error) {
    if (error instanceof ConfigError) return false;
    throw error;
  }
}

function refuseErrors(document: Document, text: string, file: string): void {
  const [error] = document.errors;
  if (!error) return;
  const at = placesOf(text, file)(error.pos[0]);
  const problem: Problem = { at, path: '', message: `cannot be edited: ${error.message.split('\n')[0] ?? error.code}` };
  throw new ConfigError('EDIT_REFUSED', `${renderPlace(at)}  ${problem.message}`, {
    hint: 'Simplify the YAML at this place, or make the change by hand.',
    problems: [problem],
  });
}

/** How the author indents, told by the first places that show it. */
function formatOf(root: YamlNode | undefined): ToStringOptions {
  const below = root ? valuesBelowTheirKeys(root) : [];
  const mapping = below.find(({ kind, columns }) => kind === 'mapping' && columns > 0);
  const sequence = below.find(({ kind }) => kind === 'sequence');
  return {
    lineWidth: 0,
    ...(mapping ? { indent: mapping.columns } : {}),
    ...(sequence ? { indentSeq: sequence.columns > 0 } : {}),
  };
}

/** Values that begin in a line after their key's, and how many columns further right. */
function valuesBelowTheirKeys(node: YamlNode): { readonly kind: YamlNode['kind']; readonly columns: number }[] {
  if (node.kind === 'sequence') return node.items.flatMap(valuesBelowTheirKeys);
  if (node.kind !== 'mapping') return [];
  return [...node.pairs.values()].flatMap(({ keyAt, value }) => {
    const own = value.at.line > keyAt.line ? [{ kind: value.kind, columns: value.at.column - keyAt.column }] : [];
    return [...own, ...valuesBelowTheirKeys(value)];
  });
}
