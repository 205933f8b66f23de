import type { ApimClient } from '@nx-apiops/apim';
import { isJsonObject, runCheck, type Finding, type JsonObject, type Outcome } from '@nx-apiops/plan';
import { readRecords } from './baseline-record.js';
import { shortCommit } from './git-repository.js';

/** One instance, as an environment names it. */
export interface InstancePlace {
  readonly environment: string;
  readonly client: ApimClient;
  readonly repository: string;
}

/** Looks, read-only, at whether an instance can be reached and reads its secrets, and at its record. Never throws. */
export async function diagnoseInstance({ environment, client, repository }: InstancePlace): Promise<Finding[]> {
  const reached = await runCheck(`Instance ${environment}`, async () => {
    await client.get('');
    return { status: 'ok', text: `${client.serviceId.split('/').at(-1)} answers` };
  });
  if (reached.status !== 'ok') return [reached];
  return [
    reached,
    ...(await Promise.all([
      runCheck(`Key Vault ${environment}`, () => vaults(client)),
      runCheck(`Record ${environment}`, () => record(client, repository)),
    ])),
  ];
}

async function vaults(client: ApimClient): Promise<Outcome> {
  const vaulted = (await client.list('namedValues')).flatMap(({ name, properties }) => {
    const keyVault = isJsonObject(properties) ? properties['keyVault'] : undefined;
    return isJsonObject(keyVault) ? [{ name: String(name), status: statusOf(keyVault) }] : [];
  });
  if (vaulted.length === 0) return { status: 'ok', text: 'no named value comes from one' };
  const broken = vaulted.filter(({ status }) => status !== 'Success');
  if (broken.length === 0)
    return { status: 'ok', text: `named values that come from one: ${vaulted.length}, all read` };
  return {
    status: 'problem',
    text: broken.map(({ name, status }) => `${name}: ${status}`).join('; '),
    fix: 'name the vault under keyVaults of the environment in apiops.yaml, then npx nx-apiops identity apply',
  };
}

async function record(client: ApimClient, repository: string): Promise<Outcome> {
  const { own } = await readRecords(client, repository);
  if (!own?.last)
    return { status: 'ok', text: 'nothing was published from here yet; the first publish compares everything' };
  const { commit, dirty } = own.last;
  const text = `the last published commit is ${shortCommit(commit)}${dirty ? ', with changes that were not committed' : ''}`;
  if (own.pending.length === 0) return { status: 'ok', text };
  return {
    status: 'warning',
    text: `${text}; a publish since then did not end`,
    fix: 'start the publish pipeline again: it takes up what is left',
  };
}

/** `Success`, or the code and words that API Management got from the vault. */
function statusOf({ lastStatus }: JsonObject): string {
  if (!isJsonObject(lastStatus)) return 'never read';
  const { code, message } = lastStatus;
  return typeof message === 'string' && code !== 'Success' ? `${String(code)}, ${message}` : String(code);
}
