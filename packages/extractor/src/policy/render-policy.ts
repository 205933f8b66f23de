import type { PolicyElement, PolicyNode } from '@nx-apiops/apim';
import { hasText, type PolicyStyle } from './policy-style.js';

/** A text with the style to write parts of it in. */
export interface StyledText {
  readonly text: string;
  readonly style: PolicyStyle;
}

/**
 * An element or comment of `text` in a style, for a place with `indent` before it, which is left out. Values and text
 * are as they were written.
 */
export function renderPolicyNode(node: PolicyNode, from: StyledText, indent: string): string {
  const { text, style } = from;
  if (node.kind !== 'element') return text.slice(node.start, node.end);
  const { name, attributes, inner, selfClosing } = node;
  const written = attributes.map(({ name: key, start, end }) => ` ${key}=${text.slice(start - 1, end + 1)}`);
  const tag = `<${name}${written.join('')}`;
  if (selfClosing) return `${tag}${style.emptyEnd}`;
  if (hasText(node)) return `${tag}>${text.slice(inner.start, inner.end)}</${name}>`;
  const nodes = node.children.filter((child) => child.kind !== 'text');
  return `${tag}>${renderContent(nodes, from, indent)}</${name}>`;
}

/** What stands between the tags of an element that has `indent` before it. */
export function renderContent(nodes: readonly PolicyNode[], from: StyledText, indent: string): string {
  const { unit, isMultiline } = from.style;
  if (nodes.length === 0) return '';
  const inner = indent + unit;
  const rendered = nodes.map((node) => renderPolicyNode(node, from, inner));
  return isMultiline ? `${rendered.map((one) => `\n${inner}${one}`).join('')}\n${indent}` : rendered.join('');
}

/** The attribute as it is written: `name="value"`. */
export function writtenAttribute(text: string, { name, start, end }: PolicyElement['attributes'][number]): string {
  return `${name}=${text.slice(start - 1, end + 1)}`;
}
