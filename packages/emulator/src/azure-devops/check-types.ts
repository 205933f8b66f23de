/** Kinds of check. Source: https://learn.microsoft.com/rest/api/azure/devops/approvalsandchecks (7.1-preview.1) */
export const CHECK_TYPE_IDS = {
  approval: '8c6f20a7-a545-4486-9777-f762fafe0d4d',
  extends: '4020e66e-b0f3-47e1-bc88-48f3cc59b5f3',
  task: 'fe1de3ee-a436-41b4-bb20-f6eb4cb879a7',
  exclusiveLock: '2ef31ad6-baa0-403a-8b45-2cbc9b4e5563',
} as const;
