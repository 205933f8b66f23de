import type { Action, SettingOperation } from '@nx-apiops/plan';
import { parseCredentialName } from '../handlers/credential-handler.js';
import { identitiesOf, type IdentityModel } from '../identity-model.js';
import { IDENTITY_TYPES, parseAssignmentName } from '../identity-settings.js';
import type { PipelineHost } from '../pipeline-host.js';
import { cliScript } from './cli-script.js';
import type { EmittedFile } from './emit-script.js';
import { identitiesModule } from './identities-bicep.js';
import { mainBicep } from './main-bicep.js';

type Actions = readonly Action<SettingOperation>[];

/**
 * What Bicep can make as Bicep, and the rest as scripts around it: environments are bound to their branch before anybody
 * is trusted who signs in from there. Pure.
 */
export function bicepFiles(
  actions: Actions,
  { model, host }: { readonly model: IdentityModel; readonly host: PipelineHost },
): readonly EmittedFile[] {
  const declared = actions.filter(isDeclarable);
  const environments = actions.filter(({ type }) => type === IDENTITY_TYPES.environment);
  const others = actions.filter((action) => !isDeclarable(action) && !environments.includes(action));
  const mentioned = new Set(actions.flatMap(mentionedIdentities));
  const identities = identitiesOf(model)
    .map(({ name }) => name)
    .filter((name) => mentioned.has(name));
  const needsTemplates = declared.length > 0 || identities.length > 0;
  const script = (file: string, parts: Actions, ...about: readonly string[]): readonly EmittedFile[] =>
    parts.length === 0 ? [] : [cliScript(parts, { model, host, idsFrom: 'deployment' }, { file, about })];
  return [
    ...script(
      'before.sh',
      environments,
      'Run it before the deployment of main.bicep, after which environments are trusted.',
      'Needs gh, signed in.',
    ),
    ...(needsTemplates ? mainBicep(declared, { model, identities, isPrepared: environments.length > 0 }) : []),
    ...(identities.length > 0 ? [identitiesModule(declared, identities)] : []),
    ...script('after.sh', others, 'What Bicep does not do: run it after the deployment of main.bicep.', NEEDS),
  ];
}

const NEEDS = 'Needs az and gh, both signed in; jq where a role is changed.';

const DECLARABLE: ReadonlySet<string> = new Set([
  IDENTITY_TYPES.managedIdentity,
  IDENTITY_TYPES.credential,
  IDENTITY_TYPES.role,
  IDENTITY_TYPES.assignment,
]);

/** Bicep deletes nothing, and would take from a role the permissions that others added. */
function isDeclarable({ type, kind }: Action<SettingOperation>): boolean {
  return DECLARABLE.has(type) && kind !== 'delete' && !(type === IDENTITY_TYPES.role && kind === 'update');
}

function mentionedIdentities(action: Action<SettingOperation>): string[] {
  const { type, name, operation } = action;
  if (!isDeclarable(action) && type !== IDENTITY_TYPES.clientId) return [];
  switch (type) {
    case IDENTITY_TYPES.managedIdentity:
      return [name];
    case IDENTITY_TYPES.credential:
      return [parseCredentialName(name).identity];
    case IDENTITY_TYPES.assignment:
      return [parseAssignmentName(name).principal];
    case IDENTITY_TYPES.clientId:
      return [String(operation.value?.['identity'])];
    default:
      return [];
  }
}
