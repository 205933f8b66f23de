import type { RolloutPullRequest } from '@nx-apiops/scm';
import type { Campaign } from '../plan/campaign.js';
import { planRepository } from '../plan/plan-repository.js';
import type { RepositorySnapshot } from '../plan/repository-snapshot.js';
import { isProposed } from '../run/decide.js';
import { markedBody, proposalOf, readMark } from '../run/proposal.js';
import type { PlannedLook, SeenPullRequest } from '../run/repository-look.js';
import { changedSourcesOf, managedSnapshot, NEW_VERSION } from './sample-snapshot.js';

export const CAMPAIGN: Campaign = {
  name: '2026-12',
  title: 'Standard pipelines',
  what: 'Newer pipelines.',
  why: 'Older ones stop.',
  tools: false,
  draft: false,
  labels: [],
  select: { names: ['*'] },
};

export const COMMIT_OID = 'c'.repeat(40);
export const NOW = new Date('2026-12-10T00:00:00Z');

/** A repository, of an older version unless another snapshot is given, as a look of a campaign finds it. */
export function lookOf(snapshot: RepositorySnapshot = managedSnapshot('9.0.0')): PlannedLook {
  const { host, fullName, defaultBranch, headOid, flags, topics, properties, teams } = snapshot;
  return {
    repository: {
      id: fullName,
      host,
      fullName,
      defaultBranch,
      headOid,
      flags,
      topics,
      properties,
      teams,
    },
    plan: planRepository(snapshot, { sources: changedSourcesOf(NEW_VERSION) }),
    isProposed: false,
  };
}

/** The pull request that a run made for the look, with what happened to it since. */
export function withPullRequest(
  look: PlannedLook,
  since: Partial<Omit<RolloutPullRequest, 'body' | 'title'>> & { readonly body?: string } = {},
): PlannedLook {
  const { body = markedBody(proposalOf(CAMPAIGN, look.plan), COMMIT_OID), ...facts } = since;
  const pullRequest: SeenPullRequest = {
    number: 7,
    url: 'https://github.com/acme/orders-apis/pull/7',
    state: 'open',
    isDraft: false,
    headOid: COMMIT_OID,
    hasConflicts: false,
    checks: 'success',
    isAutoMerging: false,
    updatedAt: '2026-12-09T00:00:00Z',
    ...facts,
    mark: readMark(body),
  };
  const { number, url, state } = pullRequest;
  const seen = { plan: { ...look.plan, pullRequest: { number, url, state } }, pullRequest };
  return { ...look, ...seen, isProposed: isProposed(seen, CAMPAIGN) };
}
