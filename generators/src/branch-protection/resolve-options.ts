import {
  findEnvironment,
  type ActionsSection,
  type ApiopsConfig,
  type ApprovalSection,
  type ProtectionSection,
} from '@nx-apiops/config';
import { GeneratorError } from '../errors.js';
import { statedNames } from '../tree/stated.js';
import type { BranchProtectionSchema } from './schema.js';

/** What `apiops.yaml` gets: only keys that it lacks, or that an option names. */
export interface ProtectionEdit {
  readonly protection: ProtectionSection;
  /** By the name of the environment. */
  readonly approvals: ReadonlyMap<string, ApprovalSection>;
}

export interface Surroundings {
  /** Who approves unless stated, as `apiops.yaml` names reviewers; absent where CODEOWNERS names nobody. */
  readonly platformTeam?: string;
  /** Actions of others that the pipelines use, as `protection.actions.allowed` has them. */
  readonly actions: readonly string[];
}

/** Usual for a branch that is published. Signed commits are left to the organization. */
const RULES: ProtectionSection = {
  approvals: 1,
  codeOwners: true,
  dismissStale: true,
  lastPushApproval: true,
  resolveThreads: true,
  linearHistory: true,
};

/**
 * Pure. Throws `OPTION_INVALID` where options contradict each other or nobody is known to approve, and
 * `ENVIRONMENT_UNKNOWN`.
 */
export function resolveOptions(
  config: ApiopsConfig,
  schema: BranchProtectionSchema,
  { platformTeam, actions }: Surroundings,
): ProtectionEdit {
  const breakGlass = schema.breakGlass?.trim() ?? '';
  const usualActions: ActionsSection = { allowed: actions, token: 'read', pullRequests: true };
  return {
    protection: {
      ...lacking(RULES, config.protection),
      ...(schema.approvals !== undefined && { approvals: schema.approvals }),
      ...(breakGlass !== '' && { breakGlass }),
      ...(config.hosting === 'github' && { actions: lacking(usualActions, config.protection?.actions) }),
    },
    approvals: resolveApprovals(config, schema, platformTeam),
  };
}

function resolveApprovals(
  config: ApiopsConfig,
  schema: BranchProtectionSchema,
  platformTeam: string | undefined,
): ReadonlyMap<string, ApprovalSection> {
  const stated = statedNames(schema.reviewers);
  const names = statedNames(schema.environments);
  if (schema.approval === false) {
    if (stated.length === 0 && names.length === 0) return new Map();
    throw new GeneratorError('OPTION_INVALID', '--no-approval contradicts --reviewers and --environments.', {
      hint: 'Leave --no-approval out, or the others.',
    });
  }
  const environments =
    names.length > 0 ? names.map((name) => findEnvironment(config, name)) : config.environments.slice(-1);
  return new Map(
    environments.map(({ name, approval }) => {
      const reviewers = stated.length > 0 ? stated : (approval?.reviewers ?? usualReviewers(platformTeam));
      return [name, { reviewers, ...lacking<ApprovalSection>({ selfReview: false }, approval) }];
    }),
  );
}

function usualReviewers(platformTeam: string | undefined): readonly string[] {
  if (platformTeam !== undefined) return [platformTeam];
  throw new GeneratorError('OPTION_INVALID', 'CODEOWNERS has no * line that names who approves a publish.', {
    hint: 'State it with --reviewers <team>, or leave it out with --no-approval.',
  });
}

/** The members of `usual` that `present` has not. */
function lacking<Section extends object>(usual: Section, present: Section | undefined): Partial<Section> {
  const missing = Object.entries(usual).filter(([key]) => present === undefined || !(key in present));
  return Object.fromEntries(missing) as Partial<Section>;
}
