import { buildSchema } from 'graphql';

/**
 * The part of GitHub's schema that a rollout needs, with its names, its nullability and its arguments.
 * Source: https://docs.github.com/graphql/reference
 */
const SDL = /* GraphQL */ `
  scalar Base64String
  scalar DateTime
  scalar GitObjectID
  scalar GitTimestamp
  scalar HTML
  scalar URI

  interface Node {
    id: ID!
  }

  interface GitObject {
    abbreviatedOid: String!
    id: ID!
    oid: GitObjectID!
    repository: Repository!
  }

  interface Actor {
    login: String!
  }

  interface RepositoryOwner {
    id: ID!
    login: String!
  }

  interface Labelable {
    labels(after: String, before: String, first: Int, last: Int): LabelConnection
  }

  union SearchResultItem = Repository | PullRequest

  type PageInfo {
    endCursor: String
    hasNextPage: Boolean!
    hasPreviousPage: Boolean!
    startCursor: String
  }

  type RateLimit {
    cost: Int!
    limit: Int!
    nodeCount: Int!
    remaining: Int!
    resetAt: DateTime!
    used: Int!
  }

  type User implements Node & Actor & RepositoryOwner {
    databaseId: Int
    id: ID!
    login: String!
  }

  type Bot implements Node & Actor {
    databaseId: Int
    id: ID!
    login: String!
  }

  type Organization implements Node & Actor & RepositoryOwner {
    databaseId: Int
    id: ID!
    login: String!
    name: String
    repositories(
      after: String
      before: String
      first: Int
      isArchived: Boolean
      isFork: Boolean
      last: Int
      orderBy: RepositoryOrder
      privacy: RepositoryPrivacy
      visibility: RepositoryVisibility
    ): RepositoryConnection!
    repository(name: String!): Repository
    team(slug: String!): Team
  }

  type Team implements Node {
    databaseId: Int
    id: ID!
    name: String!
    repositories(after: String, first: Int, last: Int, before: String): TeamRepositoryConnection!
    slug: String!
  }

  type TeamRepositoryConnection {
    nodes: [Repository]
    pageInfo: PageInfo!
    totalCount: Int!
  }

  input RepositoryOrder {
    direction: OrderDirection!
    field: RepositoryOrderField!
  }

  enum OrderDirection {
    ASC
    DESC
  }

  enum RepositoryOrderField {
    CREATED_AT
    NAME
    PUSHED_AT
    STARGAZERS
    UPDATED_AT
  }

  enum RepositoryPrivacy {
    PRIVATE
    PUBLIC
  }

  enum RepositoryVisibility {
    INTERNAL
    PRIVATE
    PUBLIC
  }

  enum RepositoryPermission {
    ADMIN
    MAINTAIN
    READ
    TRIAGE
    WRITE
  }

  type RepositoryEdge {
    cursor: String!
    node: Repository
  }

  type RepositoryConnection {
    edges: [RepositoryEdge]
    nodes: [Repository]
    pageInfo: PageInfo!
    totalCount: Int!
    totalDiskUsage: Int!
  }

  type Repository implements Node {
    autoMergeAllowed: Boolean!
    createdAt: DateTime!
    databaseId: Int
    defaultBranchRef: Ref
    deleteBranchOnMerge: Boolean!
    description: String
    diskUsage: Int
    id: ID!
    isArchived: Boolean!
    isDisabled: Boolean!
    isEmpty: Boolean!
    isFork: Boolean!
    isPrivate: Boolean!
    isTemplate: Boolean!
    label(name: String!): Label
    labels(after: String, before: String, first: Int, last: Int, query: String): LabelConnection
    mergeCommitAllowed: Boolean!
    name: String!
    nameWithOwner: String!
    object(expression: String, oid: GitObjectID): GitObject
    owner: RepositoryOwner!
    pullRequest(number: Int!): PullRequest
    pullRequests(
      after: String
      baseRefName: String
      before: String
      first: Int
      headRefName: String
      labels: [String!]
      last: Int
      orderBy: IssueOrder
      states: [PullRequestState!]
    ): PullRequestConnection!
    pushedAt: DateTime
    rebaseMergeAllowed: Boolean!
    ref(qualifiedName: String!): Ref
    refs(
      after: String
      before: String
      direction: OrderDirection
      first: Int
      last: Int
      orderBy: RefOrder
      query: String
      refPrefix: String!
    ): RefConnection
    repositoryTopics(after: String, before: String, first: Int, last: Int): RepositoryTopicConnection!
    squashMergeAllowed: Boolean!
    updatedAt: DateTime!
    url: URI!
    viewerPermission: RepositoryPermission
    visibility: RepositoryVisibility!
  }

  input IssueOrder {
    direction: OrderDirection!
    field: IssueOrderField!
  }

  enum IssueOrderField {
    COMMENTS
    CREATED_AT
    UPDATED_AT
  }

  input RefOrder {
    direction: OrderDirection!
    field: RefOrderField!
  }

  enum RefOrderField {
    ALPHABETICAL
    TAG_COMMIT_DATE
  }

  type Topic implements Node {
    id: ID!
    name: String!
  }

  type RepositoryTopic implements Node {
    id: ID!
    topic: Topic!
    url: URI!
  }

  type RepositoryTopicConnection {
    nodes: [RepositoryTopic]
    pageInfo: PageInfo!
    totalCount: Int!
  }

  type Ref implements Node {
    associatedPullRequests(
      after: String
      baseRefName: String
      before: String
      first: Int
      headRefName: String
      last: Int
      orderBy: IssueOrder
      states: [PullRequestState!]
    ): PullRequestConnection!
    id: ID!
    name: String!
    prefix: String!
    repository: Repository!
    target: GitObject
  }

  type RefConnection {
    nodes: [Ref]
    pageInfo: PageInfo!
    totalCount: Int!
  }

  type Blob implements Node & GitObject {
    abbreviatedOid: String!
    byteSize: Int!
    id: ID!
    isBinary: Boolean
    isTruncated: Boolean!
    oid: GitObjectID!
    repository: Repository!
    text: String
  }

  type TreeEntry {
    mode: Int!
    name: String!
    object: GitObject
    oid: GitObjectID!
    path: String
    repository: Repository!
    size: Int!
    type: String!
  }

  type Tree implements Node & GitObject {
    abbreviatedOid: String!
    entries: [TreeEntry!]
    id: ID!
    oid: GitObjectID!
    repository: Repository!
  }

  interface GitSignature {
    isValid: Boolean!
    state: GitSignatureState!
    wasSignedByGitHub: Boolean!
  }

  type GpgSignature implements GitSignature {
    isValid: Boolean!
    state: GitSignatureState!
    wasSignedByGitHub: Boolean!
  }

  enum GitSignatureState {
    UNSIGNED
    VALID
  }

  type GitActor {
    date: GitTimestamp
    email: String
    name: String
  }

  enum StatusState {
    ERROR
    EXPECTED
    FAILURE
    PENDING
    SUCCESS
  }

  type StatusCheckRollup implements Node {
    commit: Commit
    id: ID!
    state: StatusState!
  }

  type CommitEdge {
    cursor: String!
    node: Commit
  }

  type CommitConnection {
    edges: [CommitEdge]
    nodes: [Commit]
    pageInfo: PageInfo!
    totalCount: Int!
  }

  type CommitHistoryConnection {
    edges: [CommitEdge]
    nodes: [Commit]
    pageInfo: PageInfo!
    totalCount: Int!
  }

  type Commit implements Node & GitObject {
    abbreviatedOid: String!
    author: GitActor
    authoredDate: DateTime!
    committedDate: DateTime!
    committer: GitActor
    file(path: String!): TreeEntry
    history(after: String, before: String, first: Int, last: Int, path: String): CommitHistoryConnection!
    id: ID!
    message: String!
    messageBody: String!
    messageHeadline: String!
    oid: GitObjectID!
    parents(after: String, before: String, first: Int, last: Int): CommitConnection!
    repository: Repository!
    signature: GitSignature
    statusCheckRollup: StatusCheckRollup
    tree: Tree!
    url: URI!
  }

  type Label implements Node {
    color: String!
    id: ID!
    name: String!
    repository: Repository!
  }

  type LabelConnection {
    nodes: [Label]
    pageInfo: PageInfo!
    totalCount: Int!
  }

  enum PullRequestState {
    CLOSED
    MERGED
    OPEN
  }

  enum MergeableState {
    CONFLICTING
    MERGEABLE
    UNKNOWN
  }

  enum MergeStateStatus {
    BEHIND
    BLOCKED
    CLEAN
    DIRTY
    DRAFT
    HAS_HOOKS
    UNKNOWN
    UNSTABLE
  }

  enum PullRequestReviewDecision {
    APPROVED
    CHANGES_REQUESTED
    REVIEW_REQUIRED
  }

  enum PullRequestMergeMethod {
    MERGE
    REBASE
    SQUASH
  }

  type AutoMergeRequest {
    enabledAt: DateTime
    enabledBy: Actor
    mergeMethod: PullRequestMergeMethod!
    pullRequest: PullRequest!
  }

  type PullRequestCommit implements Node {
    commit: Commit!
    id: ID!
    pullRequest: PullRequest!
  }

  type PullRequestCommitConnection {
    nodes: [PullRequestCommit]
    pageInfo: PageInfo!
    totalCount: Int!
  }

  type IssueComment implements Node {
    author: Actor
    body: String!
    createdAt: DateTime!
    databaseId: Int
    id: ID!
  }

  type IssueCommentEdge {
    cursor: String!
    node: IssueComment
  }

  type IssueCommentConnection {
    nodes: [IssueComment]
    pageInfo: PageInfo!
    totalCount: Int!
  }

  type PullRequestEdge {
    cursor: String!
    node: PullRequest
  }

  type PullRequestConnection {
    edges: [PullRequestEdge]
    nodes: [PullRequest]
    pageInfo: PageInfo!
    totalCount: Int!
  }

  type PullRequest implements Node & Labelable {
    author: Actor
    autoMergeRequest: AutoMergeRequest
    baseRef: Ref
    baseRefName: String!
    baseRefOid: GitObjectID!
    baseRepository: Repository
    body: String!
    closed: Boolean!
    closedAt: DateTime
    comments(after: String, before: String, first: Int, last: Int): IssueCommentConnection!
    commits(after: String, before: String, first: Int, last: Int): PullRequestCommitConnection!
    createdAt: DateTime!
    databaseId: Int
    fullDatabaseId: String
    headRef: Ref
    headRefName: String!
    headRefOid: GitObjectID!
    headRepository: Repository
    id: ID!
    isCrossRepository: Boolean!
    isDraft: Boolean!
    labels(after: String, before: String, first: Int, last: Int): LabelConnection
    mergeCommit: Commit
    mergeStateStatus: MergeStateStatus!
    mergeable: MergeableState!
    merged: Boolean!
    mergedAt: DateTime
    number: Int!
    repository: Repository!
    reviewDecision: PullRequestReviewDecision
    state: PullRequestState!
    title: String!
    updatedAt: DateTime!
    url: URI!
  }

  enum SearchType {
    DISCUSSION
    ISSUE
    ISSUE_ADVANCED
    REPOSITORY
    USER
  }

  type SearchResultItemEdge {
    cursor: String!
    node: SearchResultItem
  }

  type SearchResultItemConnection {
    edges: [SearchResultItemEdge]
    issueCount: Int!
    nodes: [SearchResultItem]
    pageInfo: PageInfo!
    repositoryCount: Int!
  }

  type Query {
    node(id: ID!): Node
    nodes(ids: [ID!]!): [Node]!
    organization(login: String!): Organization
    rateLimit(dryRun: Boolean = false): RateLimit
    repository(followRenames: Boolean = true, name: String!, owner: String!): Repository
    repositoryOwner(login: String!): RepositoryOwner
    search(
      after: String
      before: String
      first: Int
      last: Int
      query: String!
      type: SearchType!
    ): SearchResultItemConnection!
    viewer: User!
  }

  input CommittableBranch {
    branchName: String
    id: ID
    repositoryNameWithOwner: String
  }

  input CommitMessage {
    body: String
    headline: String!
  }

  input FileAddition {
    contents: Base64String!
    path: String!
  }

  input FileDeletion {
    path: String!
  }

  input FileChanges {
    additions: [FileAddition!] = []
    deletions: [FileDeletion!] = []
  }

  input CreateCommitOnBranchInput {
    branch: CommittableBranch!
    clientMutationId: String
    expectedHeadOid: GitObjectID!
    fileChanges: FileChanges
    message: CommitMessage!
  }

  type CreateCommitOnBranchPayload {
    clientMutationId: String
    commit: Commit
    ref: Ref
  }

  input CreateRefInput {
    clientMutationId: String
    name: String!
    oid: GitObjectID!
    repositoryId: ID!
  }

  type CreateRefPayload {
    clientMutationId: String
    ref: Ref
  }

  input UpdateRefInput {
    clientMutationId: String
    force: Boolean = false
    oid: GitObjectID!
    refId: ID!
  }

  type UpdateRefPayload {
    clientMutationId: String
    ref: Ref
  }

  input DeleteRefInput {
    clientMutationId: String
    refId: ID!
  }

  type DeleteRefPayload {
    clientMutationId: String
  }

  input CreatePullRequestInput {
    baseRefName: String!
    body: String
    clientMutationId: String
    draft: Boolean = false
    headRefName: String!
    headRepositoryId: ID
    maintainerCanModify: Boolean = true
    repositoryId: ID!
    title: String!
  }

  type CreatePullRequestPayload {
    clientMutationId: String
    pullRequest: PullRequest
  }

  enum PullRequestUpdateState {
    CLOSED
    OPEN
  }

  input UpdatePullRequestInput {
    baseRefName: String
    body: String
    clientMutationId: String
    labelIds: [ID!]
    maintainerCanModify: Boolean
    pullRequestId: ID!
    state: PullRequestUpdateState
    title: String
  }

  type UpdatePullRequestPayload {
    actor: Actor
    clientMutationId: String
    pullRequest: PullRequest
  }

  input ClosePullRequestInput {
    clientMutationId: String
    pullRequestId: ID!
  }

  type ClosePullRequestPayload {
    clientMutationId: String
    pullRequest: PullRequest
  }

  input ReopenPullRequestInput {
    clientMutationId: String
    pullRequestId: ID!
  }

  type ReopenPullRequestPayload {
    clientMutationId: String
    pullRequest: PullRequest
  }

  input ConvertPullRequestToDraftInput {
    clientMutationId: String
    pullRequestId: ID!
  }

  type ConvertPullRequestToDraftPayload {
    clientMutationId: String
    pullRequest: PullRequest
  }

  input MarkPullRequestReadyForReviewInput {
    clientMutationId: String
    pullRequestId: ID!
  }

  type MarkPullRequestReadyForReviewPayload {
    clientMutationId: String
    pullRequest: PullRequest
  }

  input EnablePullRequestAutoMergeInput {
    authorEmail: String
    clientMutationId: String
    commitBody: String
    commitHeadline: String
    expectedHeadOid: GitObjectID
    mergeMethod: PullRequestMergeMethod = MERGE
    pullRequestId: ID!
  }

  type EnablePullRequestAutoMergePayload {
    actor: Actor
    clientMutationId: String
    pullRequest: PullRequest
  }

  input DisablePullRequestAutoMergeInput {
    clientMutationId: String
    pullRequestId: ID!
  }

  type DisablePullRequestAutoMergePayload {
    actor: Actor
    clientMutationId: String
    pullRequest: PullRequest
  }

  input MergePullRequestInput {
    authorEmail: String
    clientMutationId: String
    commitBody: String
    commitHeadline: String
    expectedHeadOid: GitObjectID
    mergeMethod: PullRequestMergeMethod = MERGE
    pullRequestId: ID!
  }

  type MergePullRequestPayload {
    actor: Actor
    clientMutationId: String
    pullRequest: PullRequest
  }

  input AddLabelsToLabelableInput {
    clientMutationId: String
    labelIds: [ID!]!
    labelableId: ID!
  }

  type AddLabelsToLabelablePayload {
    clientMutationId: String
    labelable: Labelable
  }

  input CreateLabelInput {
    clientMutationId: String
    color: String!
    description: String
    name: String!
    repositoryId: ID!
  }

  type CreateLabelPayload {
    clientMutationId: String
    label: Label
  }

  input AddCommentInput {
    body: String!
    clientMutationId: String
    subjectId: ID!
  }

  type AddCommentPayload {
    clientMutationId: String
    commentEdge: IssueCommentEdge
    subject: Node
  }

  type Mutation {
    addComment(input: AddCommentInput!): AddCommentPayload
    addLabelsToLabelable(input: AddLabelsToLabelableInput!): AddLabelsToLabelablePayload
    closePullRequest(input: ClosePullRequestInput!): ClosePullRequestPayload
    convertPullRequestToDraft(input: ConvertPullRequestToDraftInput!): ConvertPullRequestToDraftPayload
    createCommitOnBranch(input: CreateCommitOnBranchInput!): CreateCommitOnBranchPayload
    createLabel(input: CreateLabelInput!): CreateLabelPayload
    createPullRequest(input: CreatePullRequestInput!): CreatePullRequestPayload
    createRef(input: CreateRefInput!): CreateRefPayload
    deleteRef(input: DeleteRefInput!): DeleteRefPayload
    disablePullRequestAutoMerge(input: DisablePullRequestAutoMergeInput!): DisablePullRequestAutoMergePayload
    enablePullRequestAutoMerge(input: EnablePullRequestAutoMergeInput!): EnablePullRequestAutoMergePayload
    markPullRequestReadyForReview(input: MarkPullRequestReadyForReviewInput!): MarkPullRequestReadyForReviewPayload
    mergePullRequest(input: MergePullRequestInput!): MergePullRequestPayload
    reopenPullRequest(input: ReopenPullRequestInput!): ReopenPullRequestPayload
    updatePullRequest(input: UpdatePullRequestInput!): UpdatePullRequestPayload
    updateRef(input: UpdateRefInput!): UpdateRefPayload
  }
`;

export const SCHEMA = buildSchema(SDL, { assumeValidSDL: true });
