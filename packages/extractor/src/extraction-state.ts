import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { RESOURCES, type ResourceKey, type State } from '@nx-apiops/apim';
import { isJsonObject } from '@nx-apiops/plan';

/** Where a repository keeps what extractions found out; belongs into git, so that pipelines have it too. */
const STATE_FILE = '.nx-apiops/extraction.json';

/** What earlier extractions found out about instances. */
export interface ExtractionState {
  /** ARM ids of services whose index of policies was found complete by a run that asked for every policy. */
  readonly completePolicyIndexes: readonly string[];
}

/** An absent or unreadable file means that nothing is known, which costs requests and nothing else. */
export async function readExtractionState(root: string): Promise<ExtractionState> {
  try {
    const value: unknown = JSON.parse(await readFile(join(root, STATE_FILE), 'utf8'));
    const ids = isJsonObject(value) ? value['completePolicyIndexes'] : undefined;
    return { completePolicyIndexes: Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : [] };
  } catch {
    return { completePolicyIndexes: [] };
  }
}

export async function writeExtractionState(root: string, state: ExtractionState): Promise<void> {
  const file = join(root, STATE_FILE);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, `${JSON.stringify({ version: 1, ...state }, undefined, 2)}\n`);
}

/** True where the index names every policy of APIs and products that was found, and there was one to find. */
export function isPolicyIndexComplete(index: ReadonlySet<ResourceKey>, live: State): boolean {
  const policies = [...live].filter(
    ([, { id }]) => RESOURCES[id.kind].policyXml && RESOURCES[id.kind].parent && id.workspace === undefined,
  );
  return policies.length > 0 && policies.every(([key]) => index.has(key));
}
