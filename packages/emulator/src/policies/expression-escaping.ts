import { parsePolicy } from '@nx-apiops/apim';

type PolicyElement = ReturnType<typeof parsePolicy>;

/** A value that is an expression, and where it is written. */
interface ExpressionPlace {
  readonly start: number;
  readonly end: number;
  /** Plain C#. */
  readonly code: string;
  readonly isAttribute: boolean;
}

const CDATA = '<![CDATA[';

/**
 * A policy in the form `xml`: special characters of expressions stand as entities.
 * Source: https://learn.microsoft.com/rest/api/apimanagement/policy/create-or-update (PolicyContentFormat)
 */
export function toXmlForm(text: string): string {
  return replaceExpressions(text, ({ code, isAttribute }) => escapeXml(code, isAttribute));
}

/** A policy in the form `rawxml`: expressions stand as plain C#. */
export function toRawForm(text: string): string {
  return replaceExpressions(text, ({ code }) => code);
}

function replaceExpressions(text: string, replace: (place: ExpressionPlace) => string): string {
  const pieces: string[] = [];
  let at = 0;
  for (const place of expressionPlaces(text, parsePolicy(text))) {
    pieces.push(text.slice(at, place.start), replace(place));
    at = place.end;
  }
  return at === 0 ? text : [...pieces, text.slice(at)].join('');
}

function expressionPlaces(text: string, element: PolicyElement): readonly ExpressionPlace[] {
  const isExpression = (value: string): boolean => /^\s*@[({]/.test(value);
  const inAttributes = element.attributes
    .filter(({ value }) => isExpression(value))
    .map(({ start, end, value }) => ({ start, end, code: value, isAttribute: true }));
  const inside = element.children.flatMap((child): readonly ExpressionPlace[] => {
    if (child.kind === 'element') return expressionPlaces(text, child);
    if (child.kind === 'comment' || !isExpression(child.value)) return [];
    // CDATA needs no entities.
    if (text.slice(0, child.start).endsWith(CDATA)) return [];
    return [{ start: child.start, end: child.end, code: child.value, isAttribute: false }];
  });
  return [...inAttributes, ...inside];
}

function escapeXml(code: string, isAttribute: boolean): string {
  const escaped = code.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return isAttribute ? escaped.replaceAll('"', '&quot;') : escaped;
}
