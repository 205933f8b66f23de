import type { ProtectionSection } from '@nx-apiops/config';
import type { JsonObject } from '@nx-apiops/plan';

/** The check that stands for all others: its job always runs. */
export const GATE_CHECK = 'gate';
/** Who must report it. Without that, any app that may write checks could. */
export const GATE_APP = 'github-actions';

/**
 * What guards a branch, in the words of `apiops.yaml`, however GitHub stores it. As a desired value it has the owned
 * members only; as a value that was read, all of them.
 */
export interface BranchRules extends Omit<
  ProtectionSection,
  'enforcement' | 'actions' | 'organizationRuleset' | 'breakGlass'
> {
  /** Names of required checks, each with the slug of the app that must report it, or `any app`. */
  readonly checks: Readonly<Record<string, string>>;
  /** Whether changes arrive by pull request only. */
  readonly pullRequests: boolean;
  readonly forcePushes: boolean;
  readonly deletions: boolean;
  /** Who may pass, and how, sorted: `api-oncall: pull_request`. */
  readonly bypass?: readonly string[];
}

/** Ids of what rules refer to. */
export interface RuleIds {
  /** By slug. */
  readonly apps: ReadonlyMap<string, number>;
  /** Teams by slug. */
  readonly teams: ReadonlyMap<string, number>;
}

/** How a team passes in an emergency: by a pull request still, so that it is seen and recorded. */
export function breakGlassBypass(team: string): string {
  return `${team}: pull_request`;
}

/** What configuration owns of the branch's rules. Teams are named as `canonical` names them. */
export function branchRules(
  protection: ProtectionSection,
  canonical: (name: string) => string,
): BranchRules & JsonObject {
  const { enforcement: _, actions: _actions, organizationRuleset: _organization, breakGlass, ...stated } = protection;
  return {
    ...stated,
    checks: { [GATE_CHECK]: GATE_APP },
    pullRequests: true,
    forcePushes: false,
    deletions: false,
    ...(breakGlass !== undefined && { bypass: [breakGlassBypass(canonical(breakGlass))] }),
  };
}

/** The slug of an id, or words for one that is not known here. */
export function nameOf(id: number | null | undefined, ids: ReadonlyMap<string, number>, noun: string): string {
  return [...ids].find(([, known]) => known === id)?.[0] ?? `${noun} ${id}`;
}
