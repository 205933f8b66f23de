import { orderPlan, type Plan, type SettingOperation } from '@nx-apiops/plan';
import { IdentityError } from '../errors.js';
import type { IdentityModel } from '../identity-model.js';
import type { PipelineHost } from '../pipeline-host.js';
import { bicepFiles } from './bicep-files.js';
import { cliScript } from './cli-script.js';

export type ScriptFormat = 'cli' | 'bicep';

export interface EmittedFile {
  /** A name without folders. */
  readonly file: string;
  readonly text: string;
}

/**
 * A plan of identities as files for those who have the rights: exactly its actions, and no file where there is none.
 * `cli` needs the Azure CLI, and GitHub's or the extension for Azure DevOps. Pure.
 *
 * Throws `IDENTITY_CONFIG` where Bicep has no words for what the plan does.
 */
export function emitScript(
  plan: Plan<SettingOperation>,
  { model, host }: { readonly model: IdentityModel; readonly host: PipelineHost },
  format: ScriptFormat,
): readonly EmittedFile[] {
  const actions = orderPlan(plan);
  if (actions.length === 0) return [];
  if (format === 'bicep') {
    refuseBicep(model, host);
    return bicepFiles(actions, { model, host });
  }
  const idsFrom = model.kind === 'managed-identity' ? 'identity' : 'application';
  return [
    cliScript(
      actions,
      { model, host, idsFrom },
      { file: 'identities.sh', about: [`What nx-apiops planned: ${plan.target}.`, NEEDS[host.kind]] },
    ),
  ];
}

const NEEDS: Readonly<Record<PipelineHost['kind'], string>> = {
  github: 'Needs az and gh, both signed in; jq where a role is changed.',
  'azure-devops': 'Needs az with the extension azure-devops, signed in, and jq.',
};

function refuseBicep(model: IdentityModel, host: PipelineHost): void {
  const hint = 'Use --emit cli.';
  if (model.kind === 'app-registration') {
    throw new IdentityError('IDENTITY_CONFIG', 'Bicep makes no app registrations.', {
      hint: `${hint} Or let the pipelines use managed identities: identity.kind in apiops.yaml.`,
    });
  }
  if (host.kind === 'azure-devops') {
    throw new IdentityError(
      'IDENTITY_CONFIG',
      'Bicep makes no service connections, and what a connection presents is not known before it exists.',
      { hint: `${hint} That script makes the connections and reads it back.` },
    );
  }
}
