import { SaxesParser } from 'saxes';
import { ApimError } from '../errors.js';
import { expressionCode } from './expression-code.js';
import { findExpressions } from './find-expressions.js';
import { maskExpressions, type MaskedPolicy } from './mask-expressions.js';
import type {
  PolicyAttribute,
  PolicyComment,
  PolicyDocument,
  PolicyElement,
  PolicyNode,
  PolicySpan,
} from './policy-document.js';
import { positionsIn, type TextPosition } from './text-position.js';

const BARE_AMPERSAND = /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)/gi;

/** Deeper documents are refused: no policy is, and whoever walks the tree may recurse. */
const MAX_DEPTH = 500;

/**
 * Reads a policy document or fragment, in the form `rawxml` or `xml`, and returns its root element.
 * Throws `POLICY_XML` with line, column and reason.
 */
export function parsePolicy(text: string): PolicyElement {
  return parsePolicyDocument(text).root;
}

/** Like `parsePolicy`, with the comments around the root and the expressions as written. */
export function parsePolicyDocument(text: string): PolicyDocument {
  return new PolicyParser(text).parse();
}

interface OpenElement {
  readonly name: string;
  readonly start: number;
  readonly attributes: PolicyAttribute[];
  readonly children: PolicyNode[];
  innerStart: number;
}

class PolicyParser {
  readonly #text: string;
  readonly #masked: MaskedPolicy;
  readonly #sax = new SaxesParser({ position: false });
  readonly #positionOf: (offset: number) => TextPosition;
  readonly #open: OpenElement[] = [];
  readonly #commentsBefore: PolicyComment[] = [];
  readonly #commentsAfter: PolicyComment[] = [];
  #root: PolicyElement | undefined;
  #nextExpression = 0;
  /** End of the last token. */
  #last = 0;

  constructor(text: string) {
    this.#text = text;
    this.#masked = maskExpressions(text, findExpressions(text));
    this.#positionOf = positionsIn(text);
  }

  parse(): PolicyDocument {
    this.#listen();
    this.#sax.write(this.#masked.text).close();
    if (!this.#root) throw this.#error(0, 'there is no root element');
    return {
      text: this.#text,
      root: this.#root,
      commentsBefore: this.#commentsBefore,
      commentsAfter: this.#commentsAfter,
      expressions: this.#masked.expressions,
    };
  }

  #listen(): void {
    const sax = this.#sax;
    sax.on('error', ({ message }) => this.#fail(message.replace(/\.$/, '')));
    sax.on('doctype', () => {
      throw this.#error(sax.position - 1, 'a document type declaration is not allowed in a policy');
    });
    sax.on('opentagstart', ({ name }) => this.#startElement(name));
    sax.on('attribute', ({ name, value }) => this.#attribute(name, value));
    sax.on('opentag', () => {
      const element = this.#open.at(-1);
      this.#last = sax.position;
      if (element) element.innerStart = this.#last;
    });
    sax.on('closetag', ({ isSelfClosing }) => this.#endElement(isSelfClosing));
    // The parser has read the "<" of what follows the text when it reports the text.
    sax.on('text', (value) =>
      this.#textNode(value, { start: this.#last, end: sax.position - 1, next: sax.position - 1 }),
    );
    sax.on('cdata', (value) => {
      const { position } = sax;
      const start = this.#masked.text.indexOf('<![CDATA[', this.#last) + '<![CDATA['.length;
      this.#textNode(value, { start, end: position - ']]>'.length, next: position });
    });
    sax.on('comment', (value) => this.#comment(value));
    sax.on('processinginstruction', () => {
      this.#last = sax.position;
    });
  }

  #startElement(name: string): void {
    if (this.#open.length >= MAX_DEPTH) {
      throw this.#error(this.#sax.position - 1, `elements are nested more than ${MAX_DEPTH} deep`);
    }
    const start = this.#masked.text.lastIndexOf('<', this.#sax.position - 1);
    this.#open.push({ name, start, attributes: [], children: [], innerStart: 0 });
  }

  #attribute(name: string, value: string): void {
    const end = this.#sax.position - 1;
    const delimiter = this.#masked.text.charAt(end);
    const start = this.#masked.text.lastIndexOf(delimiter, end - 1) + 1;
    this.#open.at(-1)?.attributes.push({ name, value: this.#restore(value), ...this.#span(start, end) });
  }

  #endElement(selfClosing: boolean): void {
    const end = this.#sax.position;
    const element = this.#open.pop();
    if (!element) return;
    const tagStart = selfClosing ? end : this.#masked.text.lastIndexOf('</', end - 1);
    if (!selfClosing) this.#checkEndTag(element, tagStart);
    this.#last = end;
    const { name, start, attributes, children, innerStart } = element;
    this.#add({
      kind: 'element',
      name,
      attributes,
      children,
      selfClosing,
      inner: { start: selfClosing ? end : innerStart, end: tagStart },
      ...this.#span(start, end),
    });
  }

  #checkEndTag({ name, start }: OpenElement, tagStart: number): void {
    const written = /^<\/([^\s>]*)/.exec(this.#masked.text.slice(tagStart, tagStart + name.length + 3))?.[1];
    if (written === name) return;
    const { line, column } = this.#positionOf(start);
    throw this.#error(tagStart, `the end tag does not match <${name}> of ${line}:${column}`);
  }

  #textNode(value: string, place: { readonly start: number; readonly end: number; readonly next: number }): void {
    this.#last = place.next;
    if (this.#open.length === 0) return;
    this.#add({ kind: 'text', value: this.#restore(value), ...this.#span(place.start, place.end) });
  }

  #comment(value: string): void {
    // Reported at "--", one character before the comment ends.
    const end = this.#sax.position + 1;
    const comment: PolicyComment = {
      kind: 'comment',
      value,
      ...this.#span(this.#masked.text.indexOf('<!--', this.#last), end),
    };
    this.#last = end;
    if (this.#open.length > 0) this.#add(comment);
    else (this.#root ? this.#commentsAfter : this.#commentsBefore).push(comment);
  }

  #add(node: PolicyNode): void {
    const parent = this.#open.at(-1);
    if (parent) parent.children.push(node);
    else if (node.kind === 'element') this.#root = node;
  }

  /** Puts the code of expressions back; the parser reports values in the order of the text. */
  #restore(value: string): string {
    return value.replace(this.#masked.mask, () => {
      const expression = this.#masked.expressions[this.#nextExpression];
      this.#nextExpression += 1;
      return expression ? expressionCode(this.#text, expression).replace(/\r\n?/g, '\n') : '';
    });
  }

  /** The parser notices some mistakes late, or only at the end of the text; where they are is known here. */
  #fail(reason: string): never {
    BARE_AMPERSAND.lastIndex = this.#last;
    const ampersand = BARE_AMPERSAND.exec(this.#masked.text)?.index ?? Number.POSITIVE_INFINITY;
    if (ampersand < this.#sax.position) throw this.#error(ampersand, '"&" does not start an entity');
    const open = this.#open.at(-1);
    if (open && reason.startsWith('unclosed tag')) throw this.#error(open.start, `<${open.name}> is not closed`);
    const isStray = reason.startsWith('text data outside');
    throw this.#error(
      isStray ? this.#text.slice(this.#last).search(/\S|$/) + this.#last : this.#sax.position - 1,
      reason,
    );
  }

  #span(start: number, end: number): PolicySpan {
    return { ...this.#positionOf(start), start, end };
  }

  #error(offset: number, reason: string): ApimError {
    const { line, column } = this.#positionOf(Math.max(0, offset));
    return new ApimError('POLICY_XML', `The policy is not well formed at ${line}:${column}: ${reason}.`, {
      hint: 'Correct the XML. Outside of expressions, & and < must be written as &amp; and &lt;.',
    });
  }
}
