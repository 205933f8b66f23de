import { nodeId, WEB } from '../accounts.js';
import type { GitHubCall } from '../github-call.js';
import type { Label, Repository } from '../repository.js';
import { OrganizationNode } from './account-nodes.js';
import { Connection, type PageArguments } from './connection.js';
import { objectWithOid, RefNode, resolveExpression } from './git-nodes.js';
import { globalId } from './global-id.js';
import { unresolved } from './graphql-fault.js';
import { PullRequestNode, pullRequestsOf, type PullRequestFilter } from './pull-request-node.js';

interface RefArguments extends PageArguments {
  readonly refPrefix: string;
  readonly query?: string | null;
  readonly orderBy?: { readonly direction: 'ASC' | 'DESC' } | null;
  readonly direction?: 'ASC' | 'DESC' | null;
}

export class RepositoryNode {
  readonly __typename = 'Repository';
  readonly diskUsage = 0;
  readonly #call: GitHubCall;
  readonly #repository: Repository;

  constructor(call: GitHubCall, repository: Repository) {
    this.#call = call;
    this.#repository = repository;
  }

  id(): string {
    return nodeId('R', this.#repository.id);
  }

  databaseId(): number {
    return this.#repository.id;
  }

  name(): string {
    return this.#repository.name;
  }

  nameWithOwner(): string {
    return `${this.#call.world.organization.login}/${this.#repository.name}`;
  }

  owner(): OrganizationNode {
    return new OrganizationNode(this.#call);
  }

  url(): string {
    return `${WEB}/${this.nameWithOwner()}`;
  }

  description(): string | null {
    return this.#repository.settings.description;
  }

  createdAt(): string {
    return this.#repository.createdAt;
  }

  updatedAt(): string {
    return this.#repository.updatedAt;
  }

  pushedAt(): string | null {
    return this.isEmpty() ? null : this.#repository.updatedAt;
  }

  isArchived(): boolean {
    return this.#repository.settings.archived;
  }

  isDisabled(): boolean {
    return this.#repository.isDisabled;
  }

  isFork(): boolean {
    return this.#repository.isFork;
  }

  isTemplate(): boolean {
    return this.#repository.isTemplate;
  }

  isEmpty(): boolean {
    return this.#repository.branches.size === 0;
  }

  isPrivate(): boolean {
    return this.#repository.visibility === 'private';
  }

  visibility(): string {
    return this.#repository.visibility.toUpperCase();
  }

  autoMergeAllowed(): boolean {
    return this.#repository.settings.allow_auto_merge;
  }

  mergeCommitAllowed(): boolean {
    return this.#repository.settings.allow_merge_commit;
  }

  squashMergeAllowed(): boolean {
    return this.#repository.settings.allow_squash_merge;
  }

  rebaseMergeAllowed(): boolean {
    return this.#repository.settings.allow_rebase_merge;
  }

  deleteBranchOnMerge(): boolean {
    return this.#repository.settings.delete_branch_on_merge;
  }

  viewerPermission(): 'ADMIN' | 'WRITE' | 'READ' {
    if (!this.#call.canWrite(this.#repository, 'contents')) return 'READ';
    return this.#call.access.installation ? 'WRITE' : 'ADMIN';
  }

  defaultBranchRef(): RefNode | null {
    return this.#ref(this.#repository.defaultBranch);
  }

  ref({ qualifiedName }: { readonly qualifiedName: string }): RefNode | null {
    return this.#ref(qualifiedName.replace(/^refs\/heads\//, ''));
  }

  refs(args: RefArguments) {
    const isHeads = /^refs\/(?:heads\/?)?$/.test(args.refPrefix);
    const names = isHeads ? [...this.#repository.branches.keys()] : [];
    const found = names.filter((name) => name.includes(args.query ?? '')).sort();
    if ((args.orderBy?.direction ?? args.direction) === 'DESC') found.reverse();
    return new Connection(found, args, (name) => new RefNode(this.#call, this.#repository, name));
  }

  object({ expression, oid }: { readonly expression?: string | null; readonly oid?: string | null }) {
    this.#call.mustRead('contents');
    if (oid) return objectWithOid(this.#call, this.#repository, oid);
    return expression ? resolveExpression(this.#call, this.#repository, expression) : null;
  }

  pullRequests(args: PageArguments & PullRequestFilter) {
    this.#call.mustRead('pull_requests');
    const found = pullRequestsOf(this.#repository, args);
    return new Connection(found, args, (one) => new PullRequestNode(this.#call, this.#repository, one));
  }

  pullRequest({ number }: { readonly number: number }): PullRequestNode {
    const found = this.#repository.pullRequests[number - 1];
    if (!found) throw unresolved(`a PullRequest with the number of ${number}`);
    return new PullRequestNode(this.#call, this.#repository, found);
  }

  label({ name }: { readonly name: string }) {
    const label = this.#repository.labels.get(name.toLowerCase());
    return label ? labelNode(this.#call, this.#repository, label) : null;
  }

  labels(args: PageArguments & { readonly query?: string | null }) {
    const found = [...this.#repository.labels.values()].filter(({ name }) => name.includes(args.query ?? ''));
    return new Connection(found, args, (label) => labelNode(this.#call, this.#repository, label));
  }

  repositoryTopics(args: PageArguments) {
    return new Connection(this.#repository.topics, args, (name) => ({
      id: globalId('RT', `${this.#repository.id}:${name}`),
      topic: { id: globalId('TO', name), name },
      url: `${WEB}/topics/${name}`,
    }));
  }

  #ref(branch: string): RefNode | null {
    return this.#repository.branches.has(branch) ? new RefNode(this.#call, this.#repository, branch) : null;
  }
}

export function labelNode(call: GitHubCall, repository: Repository, { id, name }: Label) {
  return {
    __typename: 'Label',
    id: globalId('LA', `${repository.id}:${name.toLowerCase()}`),
    databaseId: id,
    name,
    color: 'ededed',
    repository: () => new RepositoryNode(call, repository),
  };
}
