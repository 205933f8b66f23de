import type { ActionKind, FieldChange } from './plan.js';
import { visibleText } from './visible-text.js';

/** The symbol stands beside the word, so that nothing depends on colour. */
export const KIND_SYMBOLS: Readonly<Record<ActionKind, string>> = { create: '+', update: '~', delete: '-' };

/** What a reader is shown of a change: one text about it, or the values of both sides. */
export type ChangeText =
  | { readonly form: 'fact'; readonly text: string }
  | { readonly form: 'values'; readonly before: string | undefined; readonly after: string | undefined };

/** Values come as JSON on one line, in full length; of a secret nothing but `(secret)`. */
export function changeText(change: FieldChange): ChangeText {
  if (change.secret === true) return { form: 'fact', text: '(secret)' };
  if (change.part !== undefined) return { form: 'fact', text: change.part };
  if (change.lines !== undefined) {
    return { form: 'fact', text: `+${change.lines.added} −${change.lines.removed} lines` };
  }
  return { form: 'values', before: valueText(change.before), after: valueText(change.after) };
}

function valueText(value: FieldChange['before']): string | undefined {
  return value === undefined ? undefined : visibleText(JSON.stringify(value));
}

/** A change on one line: `properties.serviceUrl: "https://a" → "https://b"`. Values come in full length. */
export function renderFieldChange(change: FieldChange): string {
  const shown = changeText(change);
  const path = visibleText(change.path);
  if (shown.form === 'fact') return `${path}: ${shown.text}`;
  return `${path}: ${shown.before ?? '(not set)'} → ${shown.after ?? '(not set)'}`;
}
