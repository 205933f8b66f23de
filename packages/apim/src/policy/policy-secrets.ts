import { ApimError } from '../errors.js';
import { parsePolicyDocument } from './parse-policy.js';
import { attributeValue, type PolicyDocument, type PolicyElement } from './policy-document.js';
import {
  AUTHENTICATION_SCHEME,
  CREDENTIAL_SHAPES,
  SECRET_PATTERNS,
  SECRET_PLACES,
  type SecretPlace,
} from './policy-secret-rules.js';
import { positionsIn } from './text-position.js';
import { escapeXml } from './xml-entities.js';

/** A literal secret in a policy. The value is at `start` to `end` (exclusive) of the text. */
export interface PolicySecret {
  readonly line: number;
  readonly column: number;
  /** What it is, for messages: `set-header Authorization`, `AccountKey`. */
  readonly where: string;
  readonly start: number;
  readonly end: number;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

interface Finding extends Span {
  readonly where: string;
}

/**
 * Finds secrets that are written into a policy or fragment, in the order of the text; comments count. What comes from
 * named values or is computed is none. A value that is `marker` already is not reported.
 * Throws `POLICY_XML` for text that does not parse.
 */
export function findPolicySecrets(text: string, marker?: string): readonly PolicySecret[] {
  const positionOf = positionsIn(text);
  return merged(new SecretFinder(parsePolicyDocument(text)).find())
    .filter((finding) => marker === undefined || !isWithin(finding, escapeXml(marker), text))
    .map(({ where, start, end }) => ({ ...positionOf(start), where, start, end }));
}

/**
 * The policy with `marker` in place of each literal secret, all else unchanged. `marker` must be text that no C#
 * string needs to escape. Throws `POLICY_XML` for text that does not parse.
 */
export function redactPolicySecrets(text: string, marker: string): string {
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end } of findPolicySecrets(text, marker)) {
    pieces.push(text.slice(at, start), escapeXml(marker));
    at = end;
  }
  pieces.push(text.slice(at));
  return pieces.join('');
}

function merged(findings: readonly Finding[]): readonly Finding[] {
  const kept: Finding[] = [];
  for (const finding of [...findings].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = kept.at(-1);
    if (last && finding.start < last.end) kept.splice(-1, 1, { ...last, end: Math.max(last.end, finding.end) });
    else kept.push(finding);
  }
  return kept;
}

function isWithin({ start, end }: Span, marker: string, text: string): boolean {
  return text.slice(Math.max(0, end - marker.length), start + marker.length).includes(marker);
}

const MAY_HOLD_PLACES = new RegExp(`<(?:${SECRET_PLACES.map(({ element }) => element).join('|')})\\b`);

const NAMED_VALUE = /\{\{[^{}]*\}\}/g;

/** Code before a string that is a key for looking something up, not a value. */
const LOOKUP =
  /(?:\[|(?:GetValueOrDefault|ContainsKey|TryGetValue)(?:<[^<>()]*>|&lt;[^()]*&gt;)?\s*\()\s*(?:"|&quot;)$/;
const LOOKUP_LENGTH = 80;

interface Parent {
  readonly element: PolicyElement | undefined;
  /** Children whose text is a secret. */
  readonly childPlaces: readonly { readonly child: string | undefined; readonly where: string }[];
}

class SecretFinder {
  readonly #document: PolicyDocument;
  readonly #findings: Finding[] = [];
  #nextExpression = 0;

  constructor(document: PolicyDocument) {
    this.#document = document;
  }

  find(): readonly Finding[] {
    const { commentsBefore, root, commentsAfter } = this.#document;
    commentsBefore.forEach((comment) => this.#comment(comment));
    this.#element(root, { element: undefined, childPlaces: [] });
    commentsAfter.forEach((comment) => this.#comment(comment));
    return this.#findings;
  }

  #element(element: PolicyElement, parent: Parent): void {
    const places = SECRET_PLACES.filter((place) => appliesTo(place, element, parent.element));
    for (const attribute of element.attributes) {
      const place = places.find((row) => row.attribute === attribute.name);
      this.#value(attribute, place && describe(place, element));
    }
    const own = places.find((place) => place.attribute === undefined && place.child === undefined);
    const inherited = parent.childPlaces.find(({ child }) => child === element.name)?.where;
    const textWhere = own ? describe(own, element) : inherited;
    const childPlaces = places.map((place) => ({ child: place.child, where: describe(place, element) }));
    for (const child of element.children) {
      if (child.kind === 'element') this.#element(child, { element, childPlaces });
      else if (child.kind === 'comment') this.#comment(child);
      else this.#value(child, textWhere);
    }
  }

  /** A comment may hold policies that someone switched off. */
  #comment({ start, end }: Span): void {
    this.#patterns({ start, end });
    const open = '<c>';
    const content = this.#document.text.slice(start + '<!--'.length, end - '-->'.length);
    if (!MAY_HOLD_PLACES.test(content)) return;
    const shift = start + '<!--'.length - open.length;
    try {
      for (const finding of new SecretFinder(parsePolicyDocument(`${open}${content}</c>`)).find()) {
        this.#findings.push({ ...finding, start: finding.start + shift, end: finding.end + shift });
      }
    } catch (error) {
      if (!(error instanceof ApimError)) throw error; // Prose, not policies.
    }
  }

  /** `where` names the place if the whole value is a secret. */
  #value(span: Span, where: string | undefined): void {
    const { literals, strings } = this.#split(span);
    for (const literal of literals) {
      this.#patterns(literal);
      if (where !== undefined) this.#literal(literal, where);
    }
    for (const string of strings) {
      this.#patterns(string);
      if (where !== undefined) this.#codeString(string, where);
    }
  }

  /** The parts of a value outside of expressions, and the strings in its expressions. Values come in text order. */
  #split({ start, end }: Span): { readonly literals: readonly Span[]; readonly strings: readonly Span[] } {
    const { expressions } = this.#document;
    const literals: Span[] = [];
    const strings: Span[] = [];
    let at = start;
    for (;;) {
      const expression = expressions[this.#nextExpression];
      if (!expression || expression.start >= end) break;
      this.#nextExpression += 1;
      if (expression.start > at) literals.push({ start: at, end: expression.start });
      strings.push(...expression.strings);
      at = expression.end;
    }
    if (end > at) literals.push({ start: at, end });
    return { literals, strings };
  }

  #patterns({ start, end }: Span): void {
    const text = this.#document.text.slice(start, end);
    for (const { where, pattern } of SECRET_PATTERNS) {
      for (const match of text.matchAll(pattern)) {
        const secret = match[1] ?? '';
        const from = start + match.index + match[0].lastIndexOf(secret);
        this.#add({ start: from, end: from + secret.length }, where);
      }
    }
  }

  /** All of the literal but scheme and named values. */
  #literal({ start, end }: Span, where: string): void {
    const text = this.#document.text.slice(start, end);
    let at = AUTHENTICATION_SCHEME.exec(text)?.[0].length ?? 0;
    for (const { index, 0: named } of text.matchAll(NAMED_VALUE)) {
      if (index < at) continue;
      this.#add({ start: start + at, end: start + index }, where);
      at = index + named.length;
    }
    this.#add({ start: start + at, end }, where);
  }

  #codeString({ start, end }: Span, where: string): void {
    const { text } = this.#document;
    if (LOOKUP.test(text.slice(Math.max(0, start - LOOKUP_LENGTH), start))) return;
    const value = text.slice(start, end);
    const scheme = AUTHENTICATION_SCHEME.exec(value)?.[0] ?? '';
    const credential = value.slice(scheme.length).trim();
    if (credential.includes('{{')) return;
    const isCredential = scheme !== '' ? credential !== '' : CREDENTIAL_SHAPES.some((shape) => shape.test(credential));
    if (isCredential) this.#add({ start: start + scheme.length, end }, where);
  }

  /** Adds the span without white space around it, unless no letter or digit is in it. */
  #add({ start, end }: Span, where: string): void {
    const text = this.#document.text.slice(start, end);
    if (!/[\p{L}\p{N}]/u.test(text)) return;
    const from = start + text.length - text.trimStart().length;
    this.#findings.push({ start: from, end: from + text.trim().length, where });
  }
}

function appliesTo(place: SecretPlace, element: PolicyElement, parent: PolicyElement | undefined): boolean {
  if (place.element !== element.name) return false;
  if (place.names && !place.names.test(attributeValue(element, 'name') ?? '')) return false;
  return !place.parents || place.parents.includes(parent?.name ?? '');
}

function describe({ where, names }: SecretPlace, element: PolicyElement): string {
  return names ? `${where} ${attributeValue(element, 'name') ?? ''}` : where;
}
