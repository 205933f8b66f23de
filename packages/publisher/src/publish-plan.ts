import type { ArmWrite, ResourceKey, ServiceAddress, State } from '@nx-apiops/apim';
import type { Action, Plan } from '@nx-apiops/plan';
import type { SecretVault } from './secret-vault.js';

/** What an action of a publish does: the writes, in order. Secrets in them are placeholders. */
export interface PublishOperation {
  readonly writes: readonly ArmWrite[];
}

export type PublishAction = Action<PublishOperation>;

export type PublishPlan = Plan<PublishOperation>;

export interface PublishInput {
  /** The artifacts with the environment's overrides. */
  readonly desired: State;
  /** What is there: the instance, or the state that was published last. */
  readonly actual: State;
  /** Resources that this repository published; only these may be deleted. */
  readonly owned: ReadonlySet<ResourceKey>;
  readonly service: ServiceAddress;
  /** For people: `apim-acme-dev (dev)`. */
  readonly target: string;
  readonly notes?: readonly string[];
  /** Send secrets that the service never gives back, since whether they differ cannot be told. */
  readonly resendSecrets: boolean;
}

export interface PlannedPublish {
  readonly plan: PublishPlan;
  /** Kept apart from the plan, which may be printed and saved. */
  readonly secrets: SecretVault;
}
