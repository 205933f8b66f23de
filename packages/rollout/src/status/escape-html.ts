import { visibleText } from '@nx-apiops/plan';

/** The text as text of a page or value of an attribute in quotes, on one line; what would be invisible is shown. */
export function escapeHtml(text: string): string {
  return visibleText(text).replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}
