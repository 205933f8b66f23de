import { SaxesParser, type SaxesTagNS } from 'saxes';
import { ApimError } from '../errors.js';
import { positionsIn } from '../policy/text-position.js';

/** An element with its names resolved; prefixes and comments are gone. */
export interface XmlElement {
  readonly namespace: string;
  readonly name: string;
  /** Without namespace declarations, by `name` or `{namespace}name`, qualified names in values resolved. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly (XmlElement | string)[];
}

const MAX_DEPTH = 500;
const XMLNS = 'http://www.w3.org/2000/xmlns/';
const QUALIFIED_NAME = /^([\w-][\w.-]*):([\w-][\w.-]*)$/;

/** Reads an XML document; entities other than the predefined ones are refused. Throws `SPECIFICATION`. */
export function parseXmlTree(text: string, file: string): XmlElement {
  const parser = new SaxesParser({ xmlns: true, position: false });
  const open: { readonly element: XmlElement; readonly children: (XmlElement | string)[] }[] = [];
  let root: XmlElement | undefined;
  const fail = (reason: string): never => {
    const { line, column } = positionsIn(text)(Math.max(0, parser.position - 1));
    throw new ApimError('SPECIFICATION', `${file}:${line}:${column}: ${reason}.`, { hint: 'Correct the XML.' });
  };
  const addText = (value: string): void => {
    open.at(-1)?.children.push(value);
  };
  parser.on('error', ({ message }) => fail(message.replace(/\.$/, '')));
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('opentag', (tag) => {
    if (open.length >= MAX_DEPTH) fail(`elements are nested more than ${MAX_DEPTH} deep`);
    const children: (XmlElement | string)[] = [];
    const attributes = resolveAttributes(tag, (prefix) => parser.resolve(prefix));
    const element = { namespace: tag.uri, name: tag.local, attributes, children };
    open.at(-1)?.children.push(element);
    root ??= element;
    open.push({ element, children });
  });
  parser.on('closetag', () => {
    open.pop();
  });
  parser.write(text).close();
  return root ?? fail('there is no root element');
}

function resolveAttributes(
  tag: SaxesTagNS,
  resolve: (prefix: string) => string | undefined,
): Readonly<Record<string, string>> {
  const attributes = Object.values(tag.attributes).filter(({ uri }) => uri !== XMLNS);
  return Object.fromEntries(
    attributes.map(({ uri, local, value }) => {
      const [, prefix = '', name = ''] = QUALIFIED_NAME.exec(value.trim()) ?? [];
      const namespace = prefix === '' ? undefined : resolve(prefix);
      return [
        uri === '' ? local : `{${uri}}${local}`,
        namespace === undefined || namespace === '' ? value : `{${namespace}}${name}`,
      ];
    }),
  );
}

/** Child elements of one name. */
export function childrenNamed(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => typeof child !== 'string').filter((child) => child.name === name);
}

/** Text of the element and all in it, trimmed. */
export function textIn(element: XmlElement): string {
  return element.children
    .map((child) => (typeof child === 'string' ? child : textIn(child)))
    .join('')
    .trim();
}

/** Elements below `element`, nearest first, that match. */
export function findElements(element: XmlElement, matches: (candidate: XmlElement) => boolean): readonly XmlElement[] {
  const below = element.children.filter((child) => typeof child !== 'string');
  return [...below.filter(matches), ...below.flatMap((child) => findElements(child, matches))];
}
