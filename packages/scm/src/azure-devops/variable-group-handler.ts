import type { JsonObject, SettingHandler } from '@nx-apiops/plan';
import type {
  AzureKeyVaultVariableGroupProviderData,
  VariableGroup,
  VariableValue,
} from 'azure-devops-node-api/interfaces/TaskAgentInterfaces.js';
import { ScmError } from '../errors.js';
import { parseScopedName } from '../scoped-name.js';
import type { ProjectContext } from './project-context.js';
import { variableGroupName } from './resource-names.js';
import { VAULT_SECRET } from './unverified.js';

/** A variable group as a desired value: it has these variables, and others too. */
export interface VariableGroupRules {
  readonly variables: Readonly<Record<string, 'present'>>;
  /** Both, or none of them. */
  readonly keyVault?: string;
  readonly serviceConnection?: string;
}

/** Where the values of secrets come from; they stand in no plan. */
export type SecretSource = (secret: { readonly environment: string; readonly name: string }) => string | undefined;

/** Groups by name, and the secrets in them by `prod/ORDERS_KEY`. */
export interface VariableGroups {
  readonly groups: SettingHandler;
  readonly secrets: SettingHandler;
}

type Variables = Readonly<Record<string, VariableValue>>;

const VAULT_TYPE = 'AzureKeyVault';
/** Stands for a secret until its value is given. Publishing refuses a token without a value. */
const PLACEHOLDER: VariableValue = { value: '', isSecret: false };

/**
 * A group is written as a whole, so that only one write to it is on its way at a time. What secrets hold is never told:
 * all that can be compared is that there is one.
 */
export function variableGroups(context: ProjectContext, valueOf: SecretSource): VariableGroups {
  const { client, facts, resources } = context;
  const turns = new Map<string, Promise<void>>();
  const inTurn = (group: string, work: () => Promise<void>): Promise<void> => {
    const turn = (turns.get(group) ?? Promise.resolve()).catch(() => undefined).then(work);
    turns.set(group, turn);
    return turn;
  };
  const write = async (name: string, existing: VariableGroup | undefined, change: Partial<VariableGroup>) => {
    const whole = {
      type: 'Vsts',
      ...existing,
      name,
      variableGroupProjectReferences: existing?.variableGroupProjectReferences ?? [
        { name, projectReference: facts.project },
      ],
      ...change,
    };
    await client.use('taskAgent', (api) =>
      existing?.id === undefined ? api.addVariableGroup(whole) : api.updateVariableGroup(whole, existing.id),
    );
  };

  return {
    groups: {
      read: async (name) => {
        const found = await resources.variableGroup(name);
        return found && { ...(await vaultOf(context, found)), variables: presentIn(found) };
      },
      write: (name, value) =>
        inTurn(name, async () => {
          const wanted = value as unknown as VariableGroupRules;
          const existing = await resources.variableGroup(name);
          const isLinked = wanted.keyVault !== undefined;
          const kept = isLinked && existing?.type !== VAULT_TYPE ? {} : keptVariables(existing);
          const entry = isLinked || existing?.type === VAULT_TYPE ? VAULT_SECRET : PLACEHOLDER;
          const added = Object.fromEntries(Object.keys(wanted.variables).map((variable) => [variable, entry]));
          await write(name, existing, {
            variables: { ...added, ...kept },
            ...(isLinked && { type: VAULT_TYPE, providerData: await providerData(context, wanted) }),
          });
        }),
    },
    secrets: {
      read: async (scoped) => {
        const { group, name } = parseSecret(scoped);
        const found = await resources.variableGroup(group);
        return found?.variables?.[name]?.isSecret === true ? { exists: true } : undefined;
      },
      write: async (scoped) => {
        const { environment, group, name } = parseSecret(scoped);
        const value = valueOf({ environment, name });
        if (value === undefined) {
          throw new ScmError('SCM_REJECTED', `There is no value for the secret ${scoped}.`, {
            hint: 'Give the file with its value again: --secrets FILE.',
          });
        }
        await inTurn(group, async () => {
          const existing = await resources.variableGroup(group);
          if (existing?.type === VAULT_TYPE) throw heldByVault(group);
          await write(group, existing, {
            variables: { ...keptVariables(existing), [name]: { value, isSecret: true } },
          });
        });
      },
    },
  };
}

/**
 * Secrets are told as null, and a null keeps what they hold.
 *
 * Source: the example of https://learn.microsoft.com/rest/api/azure/devops/distributedtask/variablegroups/update
 */
function keptVariables(group: VariableGroup | undefined): Variables {
  const variables = group?.variables ?? {};
  if (group?.type !== VAULT_TYPE) return variables;
  const entries = Object.entries(variables);
  return Object.fromEntries(entries.map(([name, variable]) => [name, { ...variable, ...VAULT_SECRET }]));
}

function presentIn({ variables = {} }: VariableGroup): VariableGroupRules['variables'] & JsonObject {
  return Object.fromEntries(Object.keys(variables).map((name) => [name, 'present' as const]));
}

async function vaultOf({ client, facts }: ProjectContext, group: VariableGroup): Promise<JsonObject> {
  if (group.type !== VAULT_TYPE) return {};
  const { vault = '', serviceEndpointId = '' } = (group.providerData ?? {}) as AzureKeyVaultVariableGroupProviderData;
  const connection = await client.use('serviceEndpoint', (api) =>
    api.getServiceEndpointDetails(facts.project.name, serviceEndpointId),
  );
  // The service answers nothing for a connection that is gone.
  const name = (connection as typeof connection | null)?.name;
  return { keyVault: vault, serviceConnection: name ?? `service connection ${serviceEndpointId}` };
}

async function providerData(
  { resources }: ProjectContext,
  { keyVault, serviceConnection = '' }: VariableGroupRules,
): Promise<AzureKeyVaultVariableGroupProviderData> {
  const serviceEndpointId = await resources.resourceId('endpoint', serviceConnection);
  if (serviceEndpointId === undefined) throw connectionMissing(serviceConnection);
  return { serviceEndpointId, ...(keyVault !== undefined && { vault: keyVault }) };
}

export function connectionMissing(name: string): ScmError {
  return new ScmError('SCM_NAME_UNKNOWN', `The project has no service connection "${name}".`, {
    hint: 'Make the service connections first: npx nx-apiops identity apply. Or correct the name in apiops.yaml.',
  });
}

function parseSecret(scoped: string): { readonly environment: string; readonly group: string; readonly name: string } {
  const { environment = '', name } = parseScopedName(scoped);
  return { environment, group: variableGroupName(environment), name };
}

function heldByVault(group: string): ScmError {
  return new ScmError(
    'SCM_REJECTED',
    `The variable group ${group} is linked to a Key Vault, which holds its secrets.`,
    {
      hint: 'Set the secret in the Key Vault, and name the vault under variableGroup of the environment in apiops.yaml.',
    },
  );
}
