import { canonicalPolicy, parsePolicyDocument, type PolicyDocument, type PolicyElement } from '@nx-apiops/apim';
import { elementsOf, hasText } from './policy-style.js';

/** A policy in two texts of the same structure: one to write, one that says what it means. */
export interface TwinPolicy {
  readonly written: PolicyDocument;
  readonly meant: PolicyDocument;
}

/** The same element in both texts of a twin policy. */
export interface TwinElement {
  readonly written: PolicyElement;
  readonly meant: PolicyElement;
}

/**
 * A policy whose text and meaning differ in values, as overrides and redaction make it. Where their structure differs
 * as well, the text speaks for itself. Throws `POLICY_XML` if the text does not parse.
 */
export function twinPolicy(text: string, meaning: string): TwinPolicy {
  const written = parsePolicyDocument(text);
  if (text === meaning) return { written, meant: written };
  const meant = parsePolicyDocument(meaning);
  return { written, meant: isParallel(written.root, meant.root) ? meant : written };
}

/** Whether two elements differ in values only. */
export function isParallel(a: PolicyElement, b: PolicyElement): boolean {
  const [childrenA, childrenB] = [elementsOf(a), elementsOf(b)];
  return (
    a.name === b.name &&
    a.attributes.length === b.attributes.length &&
    a.attributes.every(({ name }, index) => name === b.attributes[index]?.name) &&
    hasText(a) === hasText(b) &&
    childrenA.length === childrenB.length &&
    childrenA.every((child, index) => {
      const other = childrenB[index];
      return other !== undefined && isParallel(child, other);
    })
  );
}

/** The elements directly in an element. */
export function twinsIn({ written, meant }: TwinElement): readonly TwinElement[] {
  const meanings = elementsOf(meant);
  return elementsOf(written).flatMap((child, index) => {
    const meaning = meanings[index];
    return meaning ? [{ written: child, meant: meaning }] : [];
  });
}

/** One text for all elements of the same meaning, whatever the document they stand in. */
export class ElementMeanings {
  readonly #text: string;
  readonly #known = new Map<PolicyElement, string>();

  constructor({ text }: PolicyDocument) {
    this.#text = text;
  }

  of(element: PolicyElement): string {
    const known = this.#known.get(element) ?? canonicalPolicy(this.#text.slice(element.start, element.end));
    this.#known.set(element, known);
    return known;
  }

  ofAttribute({ name, start, end }: PolicyElement['attributes'][number]): string {
    return canonicalPolicy(`<a ${name}=${this.#text.slice(start - 1, end + 1)} />`);
  }

  ofContent({ inner }: PolicyElement): string {
    return canonicalPolicy(`<a>${this.#text.slice(inner.start, inner.end)}</a>`);
  }
}
