import type { ApiopsConfig } from '@nx-apiops/config';
import type { NameUse } from './refuse-unknown-names.js';

/** Everybody whom `apiops.yaml` names, and where. */
export function namesUsed({ protection, environments }: ApiopsConfig): NameUse[] {
  return [
    ...(protection?.breakGlass === undefined ? [] : [{ place: 'protection.breakGlass', name: protection.breakGlass }]),
    ...environments.flatMap(({ name: environment, approval }) =>
      (approval?.reviewers ?? []).map((name) => ({ place: `environments ${environment} approval.reviewers`, name })),
    ),
  ];
}
