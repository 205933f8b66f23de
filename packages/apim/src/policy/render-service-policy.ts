import { parsePolicyDocument } from './parse-policy.js';
import { hasText, type PolicyComment, type PolicyElement } from './policy-document.js';

/**
 * A policy as the service gives it back: CRLF, one tab per level, one space between attributes, comments kept, empty
 * elements as `<x />` or `<x></x>` as they were written, attribute values and text as they were written. Rendering it
 * again changes nothing. Throws `POLICY_XML` for text that does not parse.
 */
export function renderServicePolicy(text: string): string {
  const { commentsBefore, root, commentsAfter } = parsePolicyDocument(text);
  const renderer = new PolicyRenderer(text);
  for (const node of [...commentsBefore, root, ...commentsAfter]) renderer.write(node, '');
  return renderer.lines.join('\n').replace(/\r\n?|\n/g, '\r\n');
}

class PolicyRenderer {
  readonly lines: string[] = [];
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  write(node: PolicyElement | PolicyComment, indent: string): void {
    if (node.kind === 'comment') this.lines.push(indent + this.#text.slice(node.start, node.end));
    else this.#element(node, indent);
  }

  #element(element: PolicyElement, indent: string): void {
    const { name, attributes, children, inner, selfClosing } = element;
    // Attribute values stand between quotes as they were written.
    const written = attributes.map(({ name: key, start, end }) => `${key}=${this.#text.slice(start - 1, end + 1)}`);
    const tag = `${indent}<${[name, ...written].join(' ')}`;
    const nodes = children.filter((child) => child.kind !== 'text');
    if (selfClosing) {
      this.lines.push(`${tag} />`);
    } else if (nodes.length === 0 || hasText(element)) {
      const content = hasText(element) ? this.#text.slice(inner.start, inner.end) : '';
      this.lines.push(`${tag}>${content}</${name}>`);
    } else {
      this.lines.push(`${tag}>`);
      for (const node of nodes) this.write(node, `${indent}\t`);
      this.lines.push(`${indent}</${name}>`);
    }
  }
}
