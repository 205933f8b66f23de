/** What the pipelines ask of GitHub or Azure DevOps. */
export interface Host {
  /** Where this run can be looked at. */
  readonly runUrl: string;
  /** The branch that this run is on. */
  readonly branch: string;
  /** A matrix for jobs, as the host takes it. */
  readonly matrix: 'github' | 'azure-devops';
  /** Writes the one comment that begins with `mark`, or changes it. */
  writeComment(pullRequest: string, comment: { readonly mark: string; readonly body: string }): Promise<Written>;
  /** Writes the one open issue or work item with this key, or changes it. */
  writeIssue(issue: Issue): Promise<Written>;
  /** Closes it, where there is one. */
  closeIssue(issue: Pick<Issue, 'key' | 'title'>, reason: string): Promise<Written | undefined>;
  /** Opens the one pull request of a branch, or changes it. */
  writePullRequest(request: PullRequest): Promise<Written>;
}

export interface Issue {
  /** Tells it from others: `drift:dev`. */
  readonly key: string;
  readonly title: string;
  /** Markdown. */
  readonly body: string;
}

export interface PullRequest {
  readonly branch: string;
  readonly title: string;
  readonly body: string;
}

export interface Written {
  readonly verb: 'created' | 'updated' | 'unchanged' | 'closed';
  readonly url: string;
}
