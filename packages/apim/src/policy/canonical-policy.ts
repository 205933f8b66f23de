import { isPolicyExpression } from './expression-code.js';
import { parsePolicy } from './parse-policy.js';
import type { PolicyAttribute, PolicyElement } from './policy-document.js';
import { escapeXml } from './xml-entities.js';

/**
 * One text for all policies of the same meaning: no comments, no white space between elements, attributes in
 * alphabetical order, entities decoded, expressions trimmed, LF. It is a policy itself, one element per line.
 * Throws `POLICY_XML` for text that does not parse.
 */
export function canonicalPolicy(text: string): string {
  const lines: string[] = [];
  writeElement(parsePolicy(text), '', lines);
  return `${lines.join('\n')}\n`;
}

function writeElement(element: PolicyElement, indent: string, lines: string[]): void {
  const { name, attributes } = element;
  const tag = [name, ...attributes.map(canonicalAttribute).sort()].join(' ');
  const content = contentOf(element);
  const [first = ''] = content;
  if (typeof first === 'string' && content.length <= 1) {
    lines.push(first === '' ? `${indent}<${tag} />` : `${indent}<${tag}>${canonicalText(first)}</${name}>`);
    return;
  }
  lines.push(`${indent}<${tag}>`);
  for (const part of content) {
    if (typeof part === 'string') lines.push(`${indent}\t${canonicalText(part.trim())}`);
    else writeElement(part, `${indent}\t`, lines);
  }
  lines.push(`${indent}</${name}>`);
}

/** Elements, and the text between them unless it is only white space. */
function contentOf({ children }: PolicyElement): readonly (PolicyElement | string)[] {
  const content: (PolicyElement | string)[] = [];
  for (const child of children) {
    if (child.kind === 'comment') continue;
    const last = content.at(-1);
    if (child.kind === 'element') content.push(child);
    else if (typeof last === 'string') content[content.length - 1] = last + child.value;
    else content.push(child.value);
  }
  return content.filter((part) => typeof part !== 'string' || part.trim() !== '');
}

function canonicalAttribute({ name, value }: PolicyAttribute): string {
  // To XML a line break or tab in an attribute is a space.
  const text = (isPolicyExpression(value) ? value.trim() : value).replace(/[\t\r\n]/g, ' ');
  return `${name}="${escapeXml(text)}"`;
}

/** White space around an expression does not count; around other text it may. */
function canonicalText(text: string): string {
  return escapeXml(isPolicyExpression(text) ? text.trim() : text).replace(/\r/g, '&#13;');
}
