import { isJsonObject, type Json } from '@nx-apiops/plan';
import { Document, isScalar, Scalar, visit } from 'yaml';
import type { DocumentLayout } from './document-layout.js';

/** Where a value is written in braces. */
export interface FlowPlace {
  /** White space before the line that it starts on. */
  readonly indent: string;
  /** Its members may have lines of their own. */
  readonly isMultiline: boolean;
  /** A text in YAML keeps the style of this one. */
  readonly like?: Scalar | undefined;
}

/** A value in braces: JSON in JSON, one line without quotes where they are not needed in YAML. */
export function renderFlow(value: Json, layout: DocumentLayout, { indent, isMultiline, like }: FlowPlace): string {
  if (!layout.isJson)
    return yamlText(value, layout, { isFlow: true, like: typeof value === 'string' ? like : undefined });
  if (layout.unit === '') return JSON.stringify(value);
  return jsonText(value, layout, isMultiline ? indent : undefined);
}

/** `name: value` in braces. */
export function renderFlowMember(
  name: string,
  value: Json,
  [layout, place]: readonly [DocumentLayout, FlowPlace],
): string {
  const key = layout.isJson ? JSON.stringify(name) : yamlText(name, layout, { isFlow: true });
  return `${key}:${layout.isJson && layout.unit === '' ? '' : ' '}${renderFlow(value, layout, place)}`;
}

/** `name: value` in YAML's block style, without a line end; lines after the first one are relative to it. */
export function renderBlockMember(name: string, value: Json, layout: DocumentLayout): string {
  return yamlText({ [name]: value }, layout, {});
}

/** `- value` in YAML's block style; see `renderBlockMember`. */
export function renderBlockItem(value: Json, layout: DocumentLayout): string {
  return yamlText([value], layout, {});
}

/** What stands behind the colon of a key: a space or a line end first. A text keeps the style of `like`. */
export function renderBlockValue(value: Json, layout: DocumentLayout, like: Scalar | undefined): string {
  return yamlText({ k: value }, layout, { like }).slice('k:'.length);
}

/** What stands behind the dash of an item; see `renderBlockValue`. */
export function renderBlockItemValue(value: Json, layout: DocumentLayout, like: Scalar | undefined): string {
  return yamlText([value], layout, { like }).slice('-'.length);
}

interface YamlOptions {
  readonly isFlow?: boolean;
  readonly like?: Scalar | undefined;
}

function yamlText(value: Json, layout: DocumentLayout, { isFlow = false, like }: YamlOptions): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Pair: (_, { key }) => {
      if (layout.plainNumberKeys && isScalar(key) && /^[1-9]\d{0,8}$/.test(String(key.value))) {
        key.value = Number(key.value);
      }
    },
    Scalar: (role, node, path) => {
      const isTop = path.length <= 3 && role !== 'key';
      const style = isTop && like && styleFor(node.value, like);
      if (style) node.type = style;
    },
  });
  const text = document.toString({
    lineWidth: 0,
    indent: layout.unit.length > 0 ? layout.unit.length : 2,
    indentSeq: layout.indentSequences,
    singleQuote: layout.singleQuotes,
    ...(isFlow && { collectionStyle: 'flow' as const }),
  });
  return text.endsWith('\n') ? text.slice(0, -1) : text;
}

/** Text on several lines is written as such, whatever the style of the line that it replaces. */
function styleFor(value: unknown, { type }: Scalar): Scalar.Type | undefined {
  if (typeof value !== 'string' || type === undefined) return undefined;
  if (type === Scalar.BLOCK_FOLDED || type === Scalar.BLOCK_LITERAL) {
    return value.includes('\n') ? Scalar.BLOCK_LITERAL : type;
  }
  return type === Scalar.PLAIN || value.includes('\n') ? undefined : type;
}

/** JSON on several lines, or on one line for want of an `indent`. */
function jsonText(value: Json, layout: DocumentLayout, indent: string | undefined): string {
  if (!isJsonObject(value) && !isJsonList(value)) return JSON.stringify(value);
  const inner = indent === undefined ? undefined : indent + layout.unit;
  const parts = isJsonList(value)
    ? value.map((item) => jsonText(item, layout, inner))
    : Object.entries(value).flatMap(([name, member]) =>
        member === undefined ? [] : [`${JSON.stringify(name)}: ${jsonText(member, layout, inner)}`],
      );
  const [open, close] = isJsonList(value) ? '[]' : '{}';
  if (parts.length === 0) return `${open}${close}`;
  const isPlainList = open === '[' && layout.inlineLists && !parts.some((part) => /^[[{]/.test(part));
  if (indent !== undefined && !isPlainList) {
    return `${open}\n${indent}${layout.unit}${parts.join(`,\n${indent}${layout.unit}`)}\n${indent}${close}`;
  }
  return open === '[' ? `[${parts.join(', ')}]` : `{ ${parts.join(', ')} }`;
}

function isJsonList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
