import { ApimError, parseYamlOrJson } from '@nx-apiops/apim';
import { equalJson, type Json } from '@nx-apiops/plan';
import { parseDocument, stringify } from 'yaml';
import { documentLayout } from './document-layout.js';
import { documentSplices } from './document-splices.js';
import { applySplices } from './splice.js';
import { textStyleOf, toLf, withTextStyle } from './text-style.js';

/** A JSON or YAML text, and its content. */
export interface ParsedText {
  readonly text: string;
  readonly content: Json;
  /** How the text may be written; all JSON is YAML as well. */
  readonly syntax: 'json' | 'yaml';
}

/**
 * The text with the content `after`: what differs is written in the style of the text, all else stays as it is, with
 * comments, order and layout. Text that cannot be edited in place is written anew. Pure.
 */
export function editDocument(before: ParsedText, after: Json): string {
  if (equalJson(before.content, after)) return before.text;
  const style = textStyleOf(before.text);
  const text = toLf(before.text);
  const edited = [editCanonicalJson, editInPlace]
    .map((edit) => edit({ ...before, text }, after))
    .find((result) => result !== undefined && says(result, before.syntax, after));
  return withTextStyle(edited ?? writeAnew({ ...before, text }, after), style);
}

/** JSON as `JSON.stringify` writes it; undefined for other texts. */
function editCanonicalJson({ text, content }: ParsedText, after: Json): string | undefined {
  const { isJson, unit } = documentLayout(text);
  const isCanonical = isJson && text.trim() === JSON.stringify(content, undefined, unit);
  return isCanonical ? JSON.stringify(after, undefined, unit) : undefined;
}

function editInPlace({ text, content }: ParsedText, after: Json): string | undefined {
  const { contents, errors } = parseDocument(text, { logLevel: 'silent', uniqueKeys: false });
  if (errors.length > 0 || !contents) return undefined;
  const splices = documentSplices({ text, root: contents, layout: documentLayout(text) }, content, after);
  return splices && applySplices(text, splices);
}

function writeAnew({ text, syntax }: ParsedText, after: Json): string {
  const { isJson, unit, indentSequences, singleQuotes } = documentLayout(text);
  if (syntax === 'json' || isJson) return JSON.stringify(after, undefined, unit);
  return stringify(after, {
    lineWidth: 0,
    aliasDuplicateObjects: false,
    indent: unit.length,
    indentSeq: indentSequences,
    singleQuote: singleQuotes,
  });
}

function says(text: string, syntax: ParsedText['syntax'], content: Json): boolean {
  try {
    return equalJson(parseYamlOrJson(text, `document.${syntax}`), content);
  } catch (error) {
    if (error instanceof ApimError) return false;
    throw error;
  }
}
