import type { ApimClient, ArmWrite, PutOptions } from '@nx-apiops/apim';
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
  if (write.method === 'DELETE') await client.delete(write.path, write.query);
  else await client.put(write.path, body(write.body, secrets), options);
}

function body(locked: JsonObject | undefined, secrets: SecretVault): JsonObject | undefined {
  if (locked === undefined) return undefined;
  const unlocked = unlockSecrets(locked, secrets);
  return isJsonObject(unlocked) ? unlocked : locked;
}
