/** A kind of branch policy. A branch under one that blocks takes changes by pull request only. */
export interface PolicyTypeRow {
  readonly id: string;
  readonly displayName: string;
  readonly description: string;
}

export const MINIMUM_REVIEWERS = 'fa4e907d-c16b-4a4c-9dfa-4906e5d171dd';
export const BUILD = '0609b952-1397-4640-95ec-e00a01b2c241';
export const REQUIRED_REVIEWERS = 'fd2167ab-b0be-447a-8ec8-39368250530e';

/** Source: https://learn.microsoft.com/rest/api/azure/devops/policy/types/list (7.1); the service has more kinds. */
export const POLICY_TYPES: readonly PolicyTypeRow[] = [
  {
    id: MINIMUM_REVIEWERS,
    displayName: 'Minimum number of reviewers',
    description: 'Changes need the approval of so many reviewers.',
  },
  { id: BUILD, displayName: 'Build', description: 'Changes need a build that succeeds.' },
  {
    id: REQUIRED_REVIEWERS,
    displayName: 'Required reviewers',
    description: 'Changes of certain files need the approval of certain reviewers.',
  },
  {
    id: 'c6a1889d-b943-4856-b76f-9e46bb6b0df2',
    displayName: 'Comment requirements',
    description: 'Every comment of a pull request has to be resolved.',
  },
  {
    id: 'fa4e907d-c16b-4a4c-9dfa-4916e5d171ab',
    displayName: 'Require a merge strategy',
    description: 'Pull requests are merged in certain ways only.',
  },
  {
    id: 'cbdc66da-9728-4af8-aada-9a5a32e4a226',
    displayName: 'Status',
    description: 'Changes need a status that succeeded.',
  },
];

export function policyTypeOf(id: string | undefined): PolicyTypeRow | undefined {
  return POLICY_TYPES.find((type) => type.id === id?.toLowerCase());
}
