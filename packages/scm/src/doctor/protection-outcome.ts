import type { ApiopsConfig } from '@nx-apiops/config';
import type { Outcome } from '@nx-apiops/plan';
import type { ProtectionPort } from '../host-port.js';
import { prepareProtection } from '../prepare-protection.js';

/** Whether what guards the repository is as `apiops.yaml` says. Throws what reading it throws. */
export async function protectionOutcome(config: ApiopsConfig, port: ProtectionPort): Promise<Outcome> {
  if (!config.protection) {
    return {
      status: 'warning',
      text: 'apiops.yaml protects nothing',
      fix: 'npx nx g nx-apiops:branch-protection, then npx nx-apiops protect apply',
    };
  }
  const { actions, unchanged } = await prepareProtection(config, port);
  if (actions.length === 0) return { status: 'ok', text: `${unchanged} settings are as apiops.yaml says` };
  const different = actions.map(({ id, changes }) => `${id} (${changes.map(({ path }) => path).join(', ')})`);
  return {
    status: 'problem',
    text: `not as apiops.yaml says: ${different.join('; ')}`,
    fix: 'npx nx-apiops protect apply',
  };
}
