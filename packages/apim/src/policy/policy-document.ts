import type { PolicyExpression } from './find-expressions.js';

/** Where something stands in the policy text. Lines and columns count from 1; `end` is exclusive. */
export interface PolicySpan {
  readonly line: number;
  readonly column: number;
  readonly start: number;
  readonly end: number;
}

/** `start` and `end` enclose the value as written, without its quotes. */
export interface PolicyAttribute extends PolicySpan {
  readonly name: string;
  /** Entities decoded; expressions as plain C#. */
  readonly value: string;
}

/** Text between tags, or a CDATA section; `start` and `end` enclose what stands for `value`. */
export interface PolicyText extends PolicySpan {
  readonly kind: 'text';
  /** Entities decoded, line ends as LF; expressions as plain C#. */
  readonly value: string;
}

/** `start` and `end` enclose the whole comment. */
export interface PolicyComment extends PolicySpan {
  readonly kind: 'comment';
  readonly value: string;
}

/** `start` and `end` enclose the element with its tags. */
export interface PolicyElement extends PolicySpan {
  readonly kind: 'element';
  readonly name: string;
  /** In the order of the text. */
  readonly attributes: readonly PolicyAttribute[];
  readonly children: readonly PolicyNode[];
  /** Written as `<name />`. */
  readonly selfClosing: boolean;
  /** What stands between the tags. */
  readonly inner: { readonly start: number; readonly end: number };
}

export type PolicyNode = PolicyElement | PolicyText | PolicyComment;

/** A policy document or fragment with the comments around its root. */
export interface PolicyDocument {
  readonly text: string;
  readonly root: PolicyElement;
  readonly commentsBefore: readonly PolicyComment[];
  readonly commentsAfter: readonly PolicyComment[];
  readonly expressions: readonly PolicyExpression[];
}

/** The decoded value of an attribute. */
export function attributeValue(element: PolicyElement, name: string): string | undefined {
  return element.attributes.find((attribute) => attribute.name === name)?.value;
}

/** Whether text other than white space stands directly in the element. */
export function hasText(element: PolicyElement): boolean {
  return element.children.some((child) => child.kind === 'text' && child.value.trim() !== '');
}
