import { parseApiopsConfig, type EnvironmentSection, type Hosting } from '@nx-apiops/config';
import { toCodeOwner } from '@nx-apiops/rollout';
import { stringify } from 'yaml';
import { GeneratorError } from '../errors.js';
import { assertOwner } from '../tree/code-owners.js';
import { parseAssignments } from '../tree/parse-assignments.js';
import { refuseInvalid } from '../tree/refuse-invalid.js';
import { slugOf } from '../tree/slug.js';
import type { PresetSchema } from './schema.js';

/** All that the templates of a repository need to know. */
export interface PresetOptions {
  readonly name: string;
  readonly organization: string;
  readonly hosting: Hosting;
  /** Of Azure DevOps; absent: that of the git remote. */
  readonly project?: string;
  readonly layout: NonNullable<PresetSchema['layout']>;
  readonly artifactFolder: string;
  readonly environments: readonly (EnvironmentSection & { readonly resourceGroup: string })[];
  /** As CODEOWNERS has it. */
  readonly platformTeam: string;
}

const ARTIFACT_FOLDER = 'apim-artifacts';

/** The environments of a repository for which none are named, in the order of promotion. */
export const DEFAULT_ENVIRONMENTS = ['dev', 'qa', 'prod'] as const;

/** Fills in what was not stated. Throws `OPTION_INVALID` for anything that `apiops.yaml` could not say. */
export function resolveOptions(schema: PresetSchema): PresetOptions {
  const organization = String(schema.org).trim();
  const stem = slugOf(organization);
  const names = (schema.environments ?? DEFAULT_ENVIRONMENTS).map((name) => name.trim());
  const services = parseAssignments(schema.service ?? [], '--service', names);
  const groups = parseAssignments(schema.resourceGroup ?? [], '--resource-group', names);
  const subscriptions = parseAssignments(schema.subscription ?? [], '--subscription', names);
  const environments = names.map((name) => {
    const subscriptionId = subscriptions.get(name);
    return {
      name,
      ...(subscriptionId !== undefined && { subscriptionId }),
      resourceGroup: groups.get(name) ?? `rg-apim-${stem}-${name}`,
      serviceName: services.get(name) ?? `apim-${stem}-${name}`,
    };
  });
  const platformTeam = schema.platformTeam ?? 'api-platform';
  assertOwner(platformTeam, '--platform-team');
  const hosting = schema.hosting ?? 'github';
  const project = projectOf(schema.project, hosting);
  const options: PresetOptions = {
    name: slugOf(schema.name ?? `${organization}-apis`),
    organization,
    hosting,
    ...(project !== undefined && { project }),
    layout: schema.layout ?? 'apiops-cli',
    artifactFolder: ARTIFACT_FOLDER,
    environments,
    platformTeam: toCodeOwner(platformTeam, organization),
  };
  refuseUnusable(options);
  return options;
}

/** Throws `OPTION_INVALID` for a project where there are none. */
function projectOf(project: string | undefined, hosting: Hosting): string | undefined {
  const name = project?.trim();
  if (name === undefined || name === '') return undefined;
  if (hosting === 'azure-devops') return name;
  throw new GeneratorError('OPTION_INVALID', `--project ${name} has no meaning on GitHub, which has no projects.`, {
    hint: 'Leave it out, or add --hosting azure-devops.',
  });
}

/** What the schema of `apiops.yaml` refuses is refused here, before anything is written, in terms of the options. */
function refuseUnusable(options: PresetOptions): void {
  const { name, organization, hosting, project, layout, artifactFolder, environments } = options;
  if (name === '') throw new GeneratorError('OPTION_INVALID', 'The name of the repository has no letter or digit.');
  const repository = `${organization}/${name}`;
  const file = {
    version: 1,
    organization,
    repository,
    hosting,
    ...(project !== undefined && { project }),
    artifacts: { folder: artifactFolder, layout },
    environments,
  };
  refuseInvalid(
    () => parseApiopsConfig(stringify(file), 'apiops.yaml'),
    'Options: --org, --project, --environments, --service <env>=<name>, --resource-group <env>=<name>, --subscription <env>=<id>.',
  );
}
