import type { Json } from './json.js';
import type { LineDifference } from './line-difference.js';

export type ActionKind = 'create' | 'update' | 'delete';

/** One field that an action changes. Secret values never stand here: see `secret`. */
export interface FieldChange {
  /** JSON path from the resource's root, such as `properties.serviceUrl` or `properties.tags[0]`. */
  readonly path: string;
  /** Absent when the field is added, secret, or a long text. */
  readonly before?: Json;
  /** Absent when the field is removed, secret, or a long text. */
  readonly after?: Json;
  /** The value is a secret: only the fact that it is set or changed is known here. */
  readonly secret?: true;
  /** A long text (a policy, a specification): how its lines differ instead of its values. */
  readonly lines?: LineDifference;
  /** A whole part, such as an operation of a description, that comes or goes; the path names it. */
  readonly part?: 'added' | 'removed';
}

/**
 * One step towards the desired state. Plain data: it can be printed, saved as a pipeline artifact, approved and
 * executed later.
 */
export interface Action<Operation = Json> {
  /** Unique within the plan. */
  readonly id: string;
  readonly kind: ActionKind;
  /** What is acted on, in the service's words: `api`, `named value`, `ruleset`. */
  readonly type: string;
  readonly name: string;
  /** Ids of actions of the same plan that must have succeeded before. */
  readonly dependsOn: readonly string[];
  readonly changes: readonly FieldChange[];
  /** All that the executor needs, as plain data. */
  readonly operation: Operation;
}

/** What would be done, and how much is already as desired. */
export interface Plan<Operation = Json> {
  readonly version: 1;
  /** Where it would be done, for people: `apim-acme-dev (dev)`. */
  readonly target: string;
  readonly actions: readonly Action<Operation>[];
  /** How many resources were compared and found as desired. */
  readonly unchanged: number;
  /** What they were compared with is a record of what was published, and nobody looked at the service itself. */
  readonly isFromRecord?: true;
  /** Facts that a reader of the plan must know, such as the baseline that it was made against. */
  readonly notes: readonly string[];
}

/** The outcome of one action. `skipped`: an action that it depends on failed, or the run was stopped. */
export interface ActionResult {
  readonly id: string;
  readonly kind: ActionKind;
  readonly type: string;
  readonly name: string;
  readonly status: 'done' | 'failed' | 'skipped';
  readonly durationMs: number;
  readonly error?: { readonly code: string; readonly message: string; readonly hint?: string };
  /** Id of the failed action that made this one impossible; absent when the run was stopped. */
  readonly blockedBy?: string;
}
