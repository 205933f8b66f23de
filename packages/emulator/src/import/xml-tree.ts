import { parsePolicy } from '@nx-apiops/apim';
import { parsingError } from './parsing-error.js';

type XmlElement = ReturnType<typeof parsePolicy>;

/** Root of an XML document. Throws `ArmFault` where it is not well formed. */
export function readXml(text: string): XmlElement {
  try {
    return parsePolicy(text.replace(/^\uFEFF/, '').trim());
  } catch (error) {
    throw parsingError([error instanceof Error ? error.message : String(error)]);
  }
}

/** Name without its namespace prefix. */
export function localName(element: XmlElement): string {
  return withoutPrefix(element.name);
}

/** `tns:Add` becomes `Add`. */
export function withoutPrefix(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}

/** Child elements with a local name. */
export function children(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.flatMap((child) => (child.kind === 'element' && localName(child) === name ? [child] : []));
}

/** Elements with a local name at any depth, in the order of the text. */
export function descendants(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.flatMap((child) =>
    child.kind === 'element' ? [...(localName(child) === name ? [child] : []), ...descendants(child, name)] : [],
  );
}

export function attribute(element: XmlElement, name: string): string | undefined {
  return element.attributes.find((candidate) => candidate.name === name)?.value;
}

/** Text of an element without that of its children. */
export function textOf(element: XmlElement): string {
  return element.children
    .map((child) => (child.kind === 'text' ? child.value : ''))
    .join('')
    .trim();
}

export type { XmlElement };
