import type { PolicyElement } from '@nx-apiops/apim';
import { indentAt, startsLine } from '../text/splice.js';

/** How somebody writes policies. */
export interface PolicyStyle {
  /** White space of one level. */
  readonly unit: string;
  /** How an empty element ends. */
  readonly emptyEnd: ' />' | '/>';
  /** Elements have lines of their own. */
  readonly isMultiline: boolean;
}

/** Tells the style of a policy with LF at the end of each line; that of the service where the text does not tell. */
export function policyStyle(text: string, root: PolicyElement): PolicyStyle {
  const tight = text.match(/[^\s]\/>/g)?.length ?? 0;
  const spaced = text.match(/\s\/>/g)?.length ?? 0;
  return {
    unit: unitOf(text, root) ?? '\t',
    emptyEnd: tight > spaced ? '/>' : ' />',
    isMultiline: text.trim().includes('\n'),
  };
}

/** What the first element that starts a line has before it and its parent has not. */
function unitOf(text: string, parent: PolicyElement): string | undefined {
  for (const child of elementsOf(parent)) {
    if (startsLine(text, child.start)) {
      const [outer, inner] = [indentAt(text, parent.start), indentAt(text, child.start)];
      if (inner.startsWith(outer) && inner.length > outer.length) return inner.slice(outer.length);
    }
    const unit = unitOf(text, child);
    if (unit !== undefined) return unit;
  }
  return undefined;
}

/** The elements directly in an element. */
export function elementsOf({ children }: PolicyElement): readonly PolicyElement[] {
  return children.filter((child) => child.kind === 'element');
}

/** Whether text other than white space stands directly in the element. */
export function hasText({ children }: PolicyElement): boolean {
  return children.some((child) => child.kind === 'text' && child.value.trim() !== '');
}
