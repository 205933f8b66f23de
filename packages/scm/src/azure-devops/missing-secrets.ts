import type { ApiopsConfig } from '@nx-apiops/config';
import { environmentSecret, missingSecretsNote } from '../secret-names.js';
import type { ProjectResources } from './project-resources.js';
import { variableGroupName } from './resource-names.js';

/** The secrets that pipelines ask for and no variable group has. What a Key Vault has is not known here. */
export async function missingSecrets(
  { pipelines, environments }: ApiopsConfig,
  context: { readonly resources: ProjectResources; readonly given: ReadonlyMap<string, string> },
): Promise<string[]> {
  if (pipelines.secrets.length === 0) return [];
  const { resources, given } = context;
  const notes = environments.map(async ({ name, variableGroup }): Promise<string[]> => {
    if (variableGroup) return [];
    const group = await resources.variableGroup(variableGroupName(name));
    const missing = pipelines.secrets.filter(
      (secret) =>
        group?.variables?.[secret]?.isSecret !== true &&
        !given.has(secret) &&
        !given.has(environmentSecret(name, secret)),
    );
    return missingSecretsNote(name, missing);
  });
  return (await Promise.all(notes)).flat();
}
