import { amendProperties, type ApimClient, type ArmWrite, type PutOptions } from '@nx-apiops/apim';
import { executePlan, isJsonObject, type ActionResult, type JsonObject } from '@nx-apiops/plan';
import type { PublishPlan } from './publish-plan.js';
import { secretTexts, unlockSecrets, type SecretVault } from './secret-vault.js';

export interface ApplyOptions {
  readonly client: ApimClient;
  readonly secrets: SecretVault;
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
  readonly onResult?: (result: ActionResult, progress: { readonly finished: number; readonly total: number }) => void;
}

/** How many actions run at once; the client bounds and paces the requests. */
const DEFAULT_CONCURRENCY = 24;

/** Executes exactly the plan. One result per action; what is independent of a failure goes on. */
export async function applyPublish(plan: PublishPlan, options: ApplyOptions): Promise<readonly ActionResult[]> {
  const secrets = secretTexts(options.secrets);
  return executePlan(
    plan,
    async ({ operation, changes }) => {
      const before = new Map(changes.map((change) => [change.path, change.before]));
      for (const write of operation.writes) await send(options, write, { secrets, before });
    },
    {
      concurrency: options.concurrency ?? DEFAULT_CONCURRENCY,
      ...(options.signal && { signal: options.signal }),
      ...(options.onResult && { onResult: options.onResult }),
    },
  );
}

async function send(
  { client, secrets }: ApplyOptions,
  write: ArmWrite,
  options: Pick<PutOptions, 'secrets' | 'before'>,
): Promise<void> {
  if (write.method === 'DELETE') {
    await client.delete(write.path, write.query);
    return;
  }
  const wanted = body(write.body, secrets);
  const sent = write.amends ? await amended(client, write.path, wanted) : wanted;
  // What was there before is known of the action's own resource, not of what an import resets beside it.
  const { before: _, ...rest } = options;
  if (!write.amends) await client.put(write.path, sent, options);
  else if (sent) await client.put(write.path, sent, rest);
}

/** What is there with what is wanted; undefined where it says that already. */
async function amended(
  client: ApimClient,
  path: string,
  wanted: JsonObject | undefined,
): Promise<JsonObject | undefined> {
  const found = propertiesOf(await client.get(path));
  const changes = propertiesOf(wanted);
  if (!found || !changes) return wanted;
  const properties = amendProperties(found, changes);
  return properties === found ? undefined : { properties };
}

function propertiesOf(resource: JsonObject | undefined): JsonObject | undefined {
  const properties = resource?.['properties'];
  return isJsonObject(properties) ? properties : undefined;
}

function body(locked: JsonObject | undefined, secrets: SecretVault): JsonObject | undefined {
  if (locked === undefined) return undefined;
  const unlocked = unlockSecrets(locked, secrets);
  return isJsonObject(unlocked) ? unlocked : locked;
}
