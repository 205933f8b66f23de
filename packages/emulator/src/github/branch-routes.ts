import type { JsonObject } from '@nx-apiops/plan';
import { isJsonObject } from '@nx-apiops/plan';
import { rulesOnBranch } from './effective-rules.js';
import type { Commit } from './git-objects.js';
import type { GitHubCall, GitHubRoutes } from './github-call.js';
import { notFound } from './github-fault.js';
import { listAnswer } from './page.js';
import { parseProtection } from './parse-protection.js';
import { isFreePrivate, mustAllowProtection } from './plan-gates.js';
import type { Repository } from './repository.js';
import { showCommit } from './show-commit.js';
import { showChecks, showProtection } from './show-protection.js';
import { READERS_SEE_PROTECTION } from './unverified.js';

const BRANCH = '/repos/{owner}/{repo}/branches/{branch}';

interface Branch {
  readonly repository: Repository;
  readonly name: string;
  readonly tip: Commit;
}

/** Branches and their classic protection. */
export const BRANCH_ROUTES: GitHubRoutes = {
  'GET /repos/{owner}/{repo}/branches': (call) => {
    const repository = call.repository();
    return listAnswer(call, [...repository.branches], ([name, { sha }]) => ({
      name,
      commit: { sha, url: `${urlOf(call, repository)}/commits/${sha}` },
      protected: isProtected(call, repository, name),
    }));
  },
  [`GET ${BRANCH}`]: (call) => {
    const { repository, name, tip } = branchOf(call);
    const url = `${urlOf(call, repository)}/branches/${encodeURIComponent(name)}`;
    return {
      status: 200,
      body: {
        name,
        commit: showCommit(call, repository, tip),
        _links: { self: url, html: `${webOf(call, repository)}/tree/${name}` },
        protected: isProtected(call, repository, name),
        protection: briefProtection(`${url}/protection`, repository.protections.get(name)),
        protection_url: `${url}/protection`,
      },
    };
  },
  [`GET ${BRANCH}/protection`]: (call) => {
    const branch = protectableBranch(call);
    mustBeProtected(branch);
    return { status: 200, body: bodyOf(call, branch) };
  },
  [`PUT ${BRANCH}/protection`]: (call) => {
    const branch = protectableBranch(call);
    branch.repository.protections.set(branch.name, parseProtection(call.world, call.json()));
    return { status: 200, body: bodyOf(call, branch) };
  },
  [`DELETE ${BRANCH}/protection`]: (call) => {
    const branch = protectableBranch(call);
    mustBeProtected(branch);
    branch.repository.protections.delete(branch.name);
    branch.repository.signedBranches.delete(branch.name);
    return { status: 204 };
  },
  [`GET ${BRANCH}/protection/required_signatures`]: (call) => signatureAnswer(call, protectedBranch(call)),
  [`POST ${BRANCH}/protection/required_signatures`]: (call) => {
    const branch = protectedBranch(call);
    branch.repository.signedBranches.add(branch.name);
    return signatureAnswer(call, branch);
  },
  [`DELETE ${BRANCH}/protection/required_signatures`]: (call) => {
    const { repository, name } = protectedBranch(call);
    repository.signedBranches.delete(name);
    return { status: 204 };
  },
};

function branchOf(call: GitHubCall): Branch {
  const repository = call.repository();
  const name = call.param('branch');
  const tip = repository.branches.get(name);
  if (!tip) throw notFound('Branch not found');
  return { repository, name, tip };
}

function protectableBranch(call: GitHubCall): Branch {
  const repository = call.repository();
  if (!READERS_SEE_PROTECTION) call.mustAdminister();
  mustAllowProtection(call.world, repository);
  return branchOf(call);
}

function protectedBranch(call: GitHubCall): Branch {
  const branch = protectableBranch(call);
  mustBeProtected(branch);
  return branch;
}

function mustBeProtected({ repository, name }: Branch): void {
  if (!repository.protections.has(name)) throw notFound('Branch not protected');
}

function protectionUrl(call: GitHubCall, { repository, name }: Branch): string {
  return `${urlOf(call, repository)}/branches/${encodeURIComponent(name)}/protection`;
}

function bodyOf(call: GitHubCall, branch: Branch): JsonObject {
  const { repository, name } = branch;
  return showProtection(call, {
    url: protectionUrl(call, branch),
    content: repository.protections.get(name) ?? {},
    isSigned: repository.signedBranches.has(name),
  });
}

function signatureAnswer(call: GitHubCall, branch: Branch) {
  const url = `${protectionUrl(call, branch)}/required_signatures`;
  return { status: 200, body: { url, enabled: branch.repository.signedBranches.has(branch.name) } };
}

/** Rulesets protect a branch as well as classic protection does. */
function isProtected({ world }: GitHubCall, repository: Repository, branch: string): boolean {
  if (isFreePrivate(world, repository)) return false;
  return repository.protections.has(branch) || rulesOnBranch(world, repository, branch).length > 0;
}

/** What everybody sees of classic protection. */
function briefProtection(url: string, content: JsonObject | undefined): JsonObject {
  const checks = content?.['required_status_checks'];
  const shown = isJsonObject(checks) ? showChecks(`${url}/required_status_checks`, checks) : undefined;
  return {
    enabled: content !== undefined,
    required_status_checks: {
      enforcement_level: shown ? (content?.['enforce_admins'] === true ? 'everyone' : 'non_admins') : 'off',
      contexts: shown?.['contexts'] ?? [],
      checks: shown?.['checks'] ?? [],
    },
  };
}

function urlOf({ api, world }: GitHubCall, { name }: Repository): string {
  return `${api}/repos/${world.organization.login}/${name}`;
}

function webOf({ world }: GitHubCall, { name }: Repository): string {
  return `https://github.com/${world.organization.login}/${name}`;
}
