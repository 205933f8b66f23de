import type { SettingHandler } from '@nx-apiops/plan';
import type { ProjectContext } from './project-context.js';
import { parseResourceName, resourceMissing } from './project-resources.js';

/** Which pipelines may use a resource, as a desired value. */
export interface PipelinePermissionRules {
  /** Names of pipelines of the repository's folder, sorted; others with their folder. */
  readonly pipelines: readonly string[];
  readonly everyPipeline: false;
}

interface Permission {
  readonly allPipelines?: { readonly authorized?: boolean };
  readonly pipelines?: readonly { readonly id: number; readonly authorized?: boolean }[];
}

const VERSION = '7.1-preview.1';

/**
 * Which pipelines may use an environment, a variable group or a service connection. Pipelines of the same name in
 * another folder are those of another repository of the project: they are not seen here, and keep what they have.
 */
export function pipelinePermissionHandler(
  context: Pick<ProjectContext, 'client' | 'facts' | 'resources'>,
): SettingHandler {
  const { client, resources } = context;
  const find = async (name: string): Promise<{ path: string; permission: Permission } | undefined> => {
    const path = await pathOf(context, name);
    if (path === undefined) return undefined;
    return { path, permission: await client.send<Permission>({ method: 'GET', path, version: VERSION }) };
  };
  const permitted = async ({
    pipelines = [],
  }: Permission): Promise<{ readonly id: number; readonly name: string }[]> => {
    const ids = pipelines.filter(({ authorized }) => authorized === true).map(({ id }) => id);
    const named = await Promise.all(ids.map(async (id) => ({ id, name: await resources.pipelineName(id) })));
    return named.filter(({ name }) => !isOfOtherRepository(name));
  };
  return {
    read: async (name) => {
      const found = await find(name);
      const pipelines = found ? await permitted(found.permission) : [];
      const everyPipeline = found?.permission.allPipelines?.authorized === true;
      // Of a new resource, nobody knows yet who may use it.
      if (pipelines.length === 0 && !everyPipeline) return undefined;
      return { pipelines: pipelines.map((pipeline) => pipeline.name).sort(), everyPipeline };
    },
    write: async (name, value) => {
      const wanted = value as unknown as PipelinePermissionRules;
      const found = await find(name);
      if (!found) throw resourceMissing(name);
      const now = await permitted(found.permission);
      const surplus = now.filter((pipeline) => !wanted.pipelines.includes(pipeline.name));
      const ids = await Promise.all(wanted.pipelines.map((pipeline) => resources.pipelineId(pipeline)));
      await client.send({
        method: 'PATCH',
        path: found.path,
        version: VERSION,
        body: {
          pipelines: [
            ...ids.map((id) => ({ id, authorized: true })),
            ...surplus.map(({ id }) => ({ id, authorized: false })),
          ],
          ...(found.permission.allPipelines?.authorized === true && { allPipelines: { authorized: false } }),
        },
      });
    },
  };
}

async function pathOf(
  { facts, resources }: Pick<ProjectContext, 'facts' | 'resources'>,
  scoped: string,
): Promise<string | undefined> {
  const { type, name } = parseResourceName(scoped);
  const id = await resources.resourceId(type, name);
  if (id === undefined) return undefined;
  return `${encodeURIComponent(facts.project.name)}/_apis/pipelines/pipelinepermissions/${type}/${id}`;
}

/** `\other-apis\apiops-publish`: the pipelines that this tool makes in folders of repositories. */
function isOfOtherRepository(name: string): boolean {
  return /^\\[^\\]+\\apiops-(?:pull-request|publish|extract|drift)$/i.test(name);
}
