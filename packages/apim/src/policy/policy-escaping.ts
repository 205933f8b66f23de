import { escapeExpression, expressionCode } from './expression-code.js';
import { findExpressions, type PolicyExpression } from './find-expressions.js';

/**
 * Turns a policy in the form `rawxml` into the form `xml`: special characters in expressions become entities, all else
 * stays. Applying it twice changes nothing more. Throws `POLICY_XML` for an expression that does not end.
 * Source: https://learn.microsoft.com/rest/api/apimanagement/policy/create-or-update (PolicyContentFormat)
 */
export function escapePolicyExpressions(text: string): string {
  return replaceExpressions(text, escapeExpression);
}

/**
 * Turns a policy in the form `xml` into the form `rawxml`: expressions become plain C#, all else stays. Undoes
 * `escapePolicyExpressions`. Throws `POLICY_XML` for an expression that does not end.
 */
export function unescapePolicyExpressions(text: string): string {
  return replaceExpressions(text, expressionCode);
}

function replaceExpressions(text: string, replace: (text: string, expression: PolicyExpression) => string): string {
  const pieces: string[] = [];
  let at = 0;
  for (const expression of findExpressions(text)) {
    pieces.push(text.slice(at, expression.start), replace(text, expression));
    at = expression.end;
  }
  pieces.push(text.slice(at));
  return pieces.join('');
}
