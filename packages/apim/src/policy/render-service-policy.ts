import { parsePolicyDocument } from './parse-policy.js';
import { hasText, type PolicyElement } from './policy-document.js';

/**
 * A policy as the service gives it back: CRLF, one tab per level, one space between attributes, comments kept, empty
 * elements as `<x />` or `<x></x>` as they were written, attribute values and text as they were written. Rendering it
 * again changes nothing. Throws `POLICY_XML` for text that does not parse.
 */
export function renderServicePolicy(text: string): string {
  const document = parsePolicyDocument(text);
  const lines: string[] = [];
  const write = ({ start, end }: { readonly start: number; readonly end: number }): number =>
    lines.push(text.slice(start, end));
  document.commentsBefore.forEach(write);
  renderElement(text, document.root, '', lines);
  document.commentsAfter.forEach(write);
  return lines.join('\n').replace(/\r\n?|\n/g, '\r\n');
}

function renderElement(text: string, element: PolicyElement, indent: string, lines: string[]): void {
  const { name, attributes, children, inner, selfClosing } = element;
  // Attribute values stand between quotes as they were written.
  const written = attributes.map(
    (attribute) => `${attribute.name}=${text.slice(attribute.start - 1, attribute.end + 1)}`,
  );
  const tag = `${indent}<${[name, ...written].join(' ')}`;
  const nodes = children.filter((child) => child.kind !== 'text');
  if (selfClosing) {
    lines.push(`${tag} />`);
  } else if (hasText(element)) {
    lines.push(`${tag}>${text.slice(inner.start, inner.end)}</${name}>`);
  } else if (nodes.length === 0) {
    lines.push(`${tag}></${name}>`);
  } else {
    lines.push(`${tag}>`);
    for (const node of nodes) {
      if (node.kind === 'element') renderElement(text, node, `${indent}\t`, lines);
      else lines.push(`${indent}\t${text.slice(node.start, node.end)}`);
    }
    lines.push(`${indent}</${name}>`);
  }
}
