/** The kinds of branch policy that the emulator knows, by what their settings are checked for. */
export interface PolicyTypeRow {
  readonly id: string;
  readonly displayName: string;
  readonly description: string;
  /** A branch with such a policy, when it blocks, takes changes by pull request only. */
  readonly needsPullRequest: boolean;
}

export const MINIMUM_REVIEWERS = 'fa4e907d-c16b-4a4c-9dfa-4906e5d171dd';
export const BUILD = '0609b952-1397-4640-95ec-e00a01b2c241';
export const REQUIRED_REVIEWERS = 'fd2167ab-b0be-447a-8ec8-39368250530e';

/** Source of the ids: https://learn.microsoft.com/rest/api/azure/devops/policy/types/list (7.1) */
export const POLICY_TYPES: readonly PolicyTypeRow[] = [
  {
    id: MINIMUM_REVIEWERS,
    displayName: 'Minimum number of reviewers',
    description: 'Changes need the approval of so many reviewers.',
    needsPullRequest: true,
  },
  { id: BUILD, displayName: 'Build', description: 'Changes need a build that succeeds.', needsPullRequest: true },
  {
    id: REQUIRED_REVIEWERS,
    displayName: 'Required reviewers',
    description: 'Changes of certain files need the approval of certain reviewers.',
    needsPullRequest: true,
  },
  {
    id: 'c6a1889d-b943-4856-b76f-9e46bb6b0df2',
    displayName: 'Comment requirements',
    description: 'Every comment of a pull request has to be resolved.',
    needsPullRequest: true,
  },
  {
    id: 'fa4e907d-c16b-4a4c-9dfa-4916e5d171ab',
    displayName: 'Require a merge strategy',
    description: 'Pull requests are merged in certain ways only.',
    needsPullRequest: true,
  },
  {
    id: 'cbdc66da-9728-4af8-aada-9a5a32e4a226',
    displayName: 'Status',
    description: 'Changes need a status that succeeded.',
    needsPullRequest: true,
  },
  {
    id: '40e92b44-2fe1-4dd6-b3d8-74a9c21d0c6e',
    displayName: 'Work item linking',
    description: 'Pull requests have to name a work item.',
    needsPullRequest: true,
  },
  {
    id: '7ed39669-655c-494e-b4a0-a08b4da0fcce',
    displayName: 'Git repository settings',
    description: 'Settings of a whole repository.',
    needsPullRequest: false,
  },
  {
    id: '2e26e725-8201-4edd-8bf5-978563c34a80',
    displayName: 'File size restriction',
    description: 'Pushes have no file above a size.',
    needsPullRequest: false,
  },
];

export function policyTypeOf(id: string | undefined): PolicyTypeRow | undefined {
  return POLICY_TYPES.find((type) => type.id === id?.toLowerCase());
}
