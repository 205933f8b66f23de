import { ApimError, parseYamlOrJson } from '@nx-apiops/apim';
import { isJsonObject, type Json } from '@nx-apiops/plan';
import type { ArtifactText } from './render-artifact.js';
import { editDocument } from './text/edit-document.js';

const BYTE_ORDER_MARK = '\uFEFF';

/**
 * A file to write with what an existing file of its path has besides: order, indentation, line ends and further members
 * of JSON, a byte order mark. Nothing where the file says the same already.
 */
export function styledWrite(
  write: ArtifactText,
  textOf: ((path: string) => string | undefined) | undefined,
): readonly ArtifactText[] {
  const existing = textOf?.(write.path);
  if (existing === undefined) return [write];
  const mark = existing.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : '';
  const content = existing.slice(mark.length);
  const text = isInformation(write.path) ? likeExisting(write.text, content) : write.text;
  return text === content ? [] : [{ path: write.path, text: mark + text }];
}

/** Specifications keep their style where they are changed. */
function isInformation(path: string): boolean {
  return path.endsWith('.json') && !path.endsWith('/specification.json');
}

function likeExisting(text: string, existing: string): string {
  const after = parsed(text);
  const before = parsed(existing);
  if (after === undefined || before === undefined) return text;
  return editDocument({ text: existing, content: before, syntax: 'json' }, withKept(before, after));
}

/** An information file may say more than its properties, and names may stand in any order. */
function withKept(before: Json, after: Json): Json {
  if (isJsonObject(before) && isJsonObject(after)) return { ...before, ...after };
  return isList(before) && isList(after) ? inOldOrder(before, after) : after;
}

/** Items that stay, in the order that they have; a new one before the first that comes after it in the alphabet. */
function inOldOrder(before: readonly Json[], after: readonly Json[]): readonly Json[] {
  const wanted = new Set(after.map(nameOf));
  const items = before.filter((item) => wanted.has(nameOf(item)));
  const known = new Set(items.map(nameOf));
  for (const item of after) {
    if (known.has(nameOf(item))) continue;
    const at = items.findIndex((other) => nameOf(other) > nameOf(item));
    items.splice(at < 0 ? items.length : at, 0, item);
  }
  return items;
}

function nameOf(item: Json): string {
  const name: Json | undefined = isJsonObject(item) ? item['name'] : item;
  return typeof name === 'string' ? name : JSON.stringify(item);
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function parsed(text: string): Json | undefined {
  try {
    return parseYamlOrJson(text, 'information.json');
  } catch (error) {
    if (error instanceof ApimError) return undefined;
    throw error;
  }
}
