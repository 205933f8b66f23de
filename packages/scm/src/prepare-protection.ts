import type { ApiopsConfig } from '@nx-apiops/config';
import { planSettings, readSettings, type Plan, type SettingOperation } from '@nx-apiops/plan';
import { ScmError } from './errors.js';
import type { ProtectionPort } from './host-port.js';

/**
 * Reads what the host has and plans what `apiops.yaml` wants of it. Sends reads only.
 *
 * Throws `SCM_REJECTED` where `apiops.yaml` wants nothing, and what the port throws.
 */
export async function prepareProtection(config: ApiopsConfig, port: ProtectionPort): Promise<Plan<SettingOperation>> {
  if (!config.protection) {
    throw new ScmError('SCM_REJECTED', 'apiops.yaml has no section "protection", so nothing is to be protected.', {
      hint: 'Add one with its usual values: npx nx g nx-apiops:branch-protection',
    });
  }
  const desired = await port.settings();
  const [actual, notes] = await Promise.all([readSettings(desired, port.handlers), port.notes()]);
  return planSettings({ target: port.target, desired, actual, notes });
}
