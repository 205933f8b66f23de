import { isJsonObject } from './json.js';
import type { Action, FieldChange, Plan } from './plan.js';
import { summarizePlan } from './summarize-plan.js';
import { visibleJson } from './visible-text.js';

/**
 * The whole plan with its `summary`, as indented JSON that ends with a newline. Equal plans give equal text, in
 * whatever order the members of their objects were set. Characters that could steer a terminal are escaped.
 *
 * Operations are printed as they are: they must refer to secrets, not hold them. A change that is marked as secret
 * loses its values.
 */
export function renderJson(plan: Plan<unknown>): string {
  const document = {
    version: plan.version,
    target: plan.target,
    summary: summarizePlan(plan),
    notes: plan.notes,
    unchanged: plan.unchanged,
    ...(plan.isFromRecord && { isFromRecord: true }),
    actions: plan.actions.map(printedAction),
  };
  return `${visibleJson(JSON.stringify(document, undefined, 2))}\n`;
}

function printedAction(action: Action<unknown>): Readonly<Record<keyof Action, unknown>> {
  return {
    id: action.id,
    kind: action.kind,
    type: action.type,
    name: action.name,
    dependsOn: action.dependsOn,
    changes: action.changes.map(printedChange),
    operation: sortedMembers(action.operation),
  };
}

function printedChange(change: FieldChange): Partial<Readonly<Record<keyof FieldChange, unknown>>> {
  const { path, before, after, secret, lines, part } = change;
  if (secret === true) return { path, secret };
  return { path, before: sortedMembers(before), after: sortedMembers(after), lines, part };
}

function sortedMembers(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortedMembers);
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(members.map(([name, member]) => [name, sortedMembers(member)]));
}
