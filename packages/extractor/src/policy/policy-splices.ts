import type { PolicyElement, PolicyNode } from '@nx-apiops/apim';
import { alignLists, type ItemKey } from '../text/align-lists.js';
import { indentAt, lineEnd, lineStart, startsLine, type Splice } from '../text/splice.js';
import { elementsOf, hasText, policyStyle, type PolicyStyle } from './policy-style.js';
import { renderContent, renderPolicyNode, writtenAttribute } from './render-policy.js';
import { ElementMeanings, twinsIn, type TwinElement, type TwinPolicy } from './twin-policy.js';

/** What to change in the text of `own` so that it means what `live` means; elements of the same meaning stay. */
export function policySplices(own: TwinPolicy, live: TwinPolicy): readonly Splice[] {
  const splicer = new PolicySplicer(own, live);
  splicer.element(
    { written: own.written.root, meant: own.meant.root },
    { written: live.written.root, meant: live.meant.root },
  );
  return splicer.splices;
}

interface KeyedElement {
  readonly twin: TwinElement;
  readonly meaning: string;
}

/** Attributes that tell elements of one name apart, as in `<set-header name="a">`. */
const IDENTIFYING: ReadonlySet<string> = new Set(['name', 'id', 'fragment-id', 'condition', 'variable-name', 'code']);

const ELEMENT_KEYS: readonly ItemKey<KeyedElement>[] = [
  ({ meaning }) => meaning,
  ({ twin: { meant } }) => {
    const identity = meant.attributes
      .filter(({ name }) => IDENTIFYING.has(name))
      .map(({ name, value }) => [name, value]);
    return identity.length > 0 ? JSON.stringify([meant.name, identity]) : undefined;
  },
  ({ twin: { meant } }) => meant.name,
];

class PolicySplicer {
  readonly splices: Splice[] = [];
  readonly #text: string;
  readonly #liveText: string;
  readonly #style: PolicyStyle;
  readonly #comments: ReadonlySet<string>;
  readonly #ownMeanings: ElementMeanings;
  readonly #liveMeanings: ElementMeanings;

  constructor(own: TwinPolicy, live: TwinPolicy) {
    this.#text = own.written.text;
    this.#liveText = live.written.text;
    this.#style = policyStyle(this.#text, own.written.root);
    this.#comments = new Set([...this.#text.matchAll(/<!--([\s\S]*?)-->/g)].map(([, comment = '']) => comment.trim()));
    this.#ownMeanings = new ElementMeanings(own.meant);
    this.#liveMeanings = new ElementMeanings(live.meant);
  }

  /** Both elements have the same name. */
  element(own: TwinElement, live: TwinElement): void {
    if (this.#ownMeanings.of(own.meant) === this.#liveMeanings.of(live.meant)) return;
    this.#attributes(own, live);
    if (hasText(own.meant) || hasText(live.meant)) this.#content(own, live);
    else this.#children(own, live);
  }

  #attributes(own: TwinElement, live: TwinElement): void {
    const { start, name } = own.written;
    const tagEnd = own.written.attributes.reduce((_, { end }) => end + 1, start + 1 + name.length);
    for (const [index, attribute] of live.meant.attributes.entries()) {
      const at = own.meant.attributes.findIndex((one) => one.name === attribute.name);
      const [before, after] = [own.meant.attributes[at], live.written.attributes[index]];
      if (!after || (before && this.#ownMeanings.ofAttribute(before) === this.#liveMeanings.ofAttribute(attribute)))
        continue;
      const place = own.written.attributes[at];
      if (place) this.#splice(place.start - 1, place.end + 1, this.#value(place, after));
      else this.#splice(tagEnd, tagEnd, this.#beforeAttribute(own.written) + writtenAttribute(this.#liveText, after));
    }
    for (const attribute of own.written.attributes) {
      if (live.meant.attributes.some((one) => one.name === attribute.name)) continue;
      const nameStart = this.#text.lastIndexOf(attribute.name, attribute.start - 2);
      this.#splice(this.#text.slice(0, nameStart).trimEnd().length, attribute.end + 1, '');
    }
  }

  /** The live value, between the quotes of the file where it can stand there. */
  #value(own: PolicyElement['attributes'][number], live: PolicyElement['attributes'][number]): string {
    const quote = this.#text.charAt(own.end);
    const value = this.#liveText.slice(live.start, live.end);
    return value.includes(quote) ? this.#liveText.slice(live.start - 1, live.end + 1) : quote + value + quote;
  }

  /** What stands before the last attribute stands before a new one. */
  #beforeAttribute({ attributes }: PolicyElement): string {
    const last = attributes.at(-1);
    if (!last) return ' ';
    const nameStart = this.#text.lastIndexOf(last.name, last.start - 2);
    const before = this.#text.slice(0, nameStart);
    return before.slice(before.trimEnd().length) || ' ';
  }

  #content({ written, meant }: TwinElement, live: TwinElement): void {
    if (this.#ownMeanings.ofContent(meant) === this.#liveMeanings.ofContent(live.meant)) return;
    const { inner } = live.written;
    const content = hasText(live.meant)
      ? this.#liveText.slice(inner.start, inner.end)
      : this.#render(elementsOf(live.written), indentAt(this.#text, written.start));
    this.#fill(written, content);
  }

  #children(own: TwinElement, live: TwinElement): void {
    const ownChildren = twinsIn(own).map((twin) => ({ twin, meaning: this.#ownMeanings.of(twin.meant) }));
    const liveChildren = twinsIn(live).map((twin) => ({ twin, meaning: this.#liveMeanings.of(twin.meant) }));
    const added: PolicyElement[] = [];
    let previous: PolicyElement | undefined;
    const flush = (): void => {
      if (added.length > 0)
        this.#add(
          own.written,
          previous,
          added.splice(0).flatMap((one) => this.#withComments(one, live)),
        );
    };
    for (const { before, after } of alignLists(ownChildren, liveChildren, ELEMENT_KEYS)) {
      const ownChild = before === undefined ? undefined : ownChildren[before]?.twin;
      const liveChild = after === undefined ? undefined : liveChildren[after]?.twin;
      if (ownChild && liveChild) {
        flush();
        this.element(ownChild, liveChild);
        previous = ownChild.written;
      } else if (liveChild) added.push(liveChild.written);
      else if (ownChild) this.#remove(ownChild.written);
    }
    flush();
  }

  /** A new element brings along the comments before it that the file does not have. */
  #withComments(element: PolicyElement, { written: { children } }: TwinElement): readonly PolicyNode[] {
    const nodes = children.filter((child) => child.kind !== 'text');
    const at = nodes.indexOf(element);
    const first = nodes.slice(0, at).findLastIndex((node) => node.kind === 'element') + 1;
    const comments = nodes.slice(first, at).filter((node) => {
      return node.kind === 'comment' && !this.#comments.has(node.value.trim());
    });
    return [...comments, element];
  }

  #add(parent: PolicyElement, previous: PolicyElement | undefined, nodes: readonly PolicyNode[]): void {
    const [first] = elementsOf(parent);
    if (!first) {
      const comments = parent.children.filter((child) => child.kind === 'comment');
      const content = this.#render([...nodes], indentAt(this.#text, parent.start));
      if (comments.length === 0) this.#fill(parent, content);
      else this.#splice(comments.at(-1)?.end ?? parent.inner.end, parent.inner.end, content);
      return;
    }
    const isMultiline =
      startsLine(this.#text, first.start) && this.#text.slice(parent.inner.start, first.start).includes('\n');
    const indent = indentAt(this.#text, first.start);
    const from = { text: this.#liveText, style: { ...this.#style, isMultiline } };
    const rendered = nodes.map((node) => (isMultiline ? `\n${indent}` : '') + renderPolicyNode(node, from, indent));
    const at = this.#behindComments(previous?.end ?? parent.inner.start);
    this.#splice(at, at, rendered.join(''));
  }

  /** Behind the comments that follow on the same line. */
  #behindComments(at: number): number {
    const rest = this.#text.slice(at, lineEnd(this.#text, at));
    return at + (/^(?:[ \t]*<!--.*?-->)*/.exec(rest)?.[0].length ?? 0);
  }

  #remove({ start, end }: PolicyElement): void {
    const from = lineStart(this.#text, start);
    const isAlone =
      from > 0 && startsLine(this.#text, start) && this.#text.slice(end, lineEnd(this.#text, end)).trim() === '';
    if (isAlone) this.#splice(from - 1, lineEnd(this.#text, end), '');
    else this.#splice(start, end, '');
  }

  /** Replaces what stands between the tags. */
  #fill({ name, selfClosing, inner, end }: PolicyElement, content: string): void {
    if (!selfClosing) return this.#splice(inner.start, inner.end, content);
    const tagEnd = this.#text.slice(0, end - '/>'.length).trimEnd().length;
    this.#splice(tagEnd, end, content === '' ? this.#text.slice(tagEnd, end) : `>${content}</${name}>`);
  }

  #render(nodes: readonly PolicyNode[], indent: string): string {
    return renderContent(nodes, { text: this.#liveText, style: this.#style }, indent);
  }

  #splice(start: number, end: number, text: string): void {
    this.splices.push({ start, end, text });
  }
}
