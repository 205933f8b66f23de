import type { SettingHandler } from '@nx-apiops/plan';
import type { ProjectContext } from './project-context.js';

/** Environments of the project. Their approvals and checks are settings of their own. */
export function environmentHandler({ client, facts, resources }: ProjectContext): SettingHandler {
  const exists = async (name: string): Promise<boolean> =>
    (await resources.resourceId('environment', name)) !== undefined;
  return {
    read: async (name) => ((await exists(name)) ? { exists: true } : undefined),
    write: async (name) => {
      if (await exists(name)) return;
      await client.use('taskAgent', (api) => api.addEnvironment({ name }, facts.project.name));
    },
  };
}
