import { policyReferences } from '@nx-apiops/apim';
import type { Tree } from '@nx/devkit';
import { log } from '../tree/log.js';
import { readRepository, type Repository } from '../tree/repository.js';
import { withHint } from '../tree/with-hint.js';
import { refuseOtherAddresses, shownAddress } from './backend-addresses.js';
import { readExistingApis } from './existing-apis.js';
import { planApi, type PlannedApi } from './plan-api.js';
import { readDescription } from './read-description.js';
import { readSource, type SourcePorts } from './read-source.js';
import { resolveOptions } from './resolve-options.js';
import type { ApiSchema } from './schema.js';
import { findSameApi, updateApi } from './update-api.js';
import { withVersionArgument } from './version-argument.js';
import { unsetNamedValues, writeApi } from './write-api.js';

/**
 * Adds an API from its description, or takes over a newer description of one that is there. Everything is decided
 * before the first file is written. Throws `GeneratorError` and `ConfigError`.
 */
export async function apiGenerator(
  tree: Tree,
  schema: ApiSchema,
  ports: SourcePorts = systemPorts(tree),
): Promise<void> {
  const repository = readRepository(tree);
  const options = resolveOptions(repository.config, schema);
  const description = await readDescription(await readSource(options.spec, ports));
  for (const { at, message } of description.warnings) log.warn(`${at}  ${message}`);
  const others = readExistingApis(repository);
  const isThere = findSameApi(repository, options, { description, others }) !== undefined;
  refuseOtherAddresses(repository, options, { isThere });
  if (isThere) {
    log.info(updateApi(repository, options, description));
    return;
  }
  const api = planApi(repository, options, { description, others });
  writeApi(repository, api);
  log.info(summary(repository, api));
}

function systemPorts(tree: Tree): SourcePorts {
  const { INIT_CWD } = process.env;
  return { fetch, folders: [...(INIT_CWD === undefined ? [] : [INIT_CWD]), process.cwd(), tree.root] };
}

function summary(repository: Repository, { name, properties, backend, policy, description }: PlannedApi): string {
  const [environment] = repository.config.environments;
  const lines = [
    `${name}: "${String(properties['displayName'])}" at /${String(properties['path'])}, from ${description.fileName}.`,
    ...[...backend.urls].map(([place, url]) => `  ${place}: ${shownAddress(url)}`),
    ...(policyReferences(policy).backends.includes(backend.name)
      ? []
      : [
          `The policy does not send requests to the backend ${backend.name}: add <set-backend-service backend-id="${backend.name}" />.`,
        ]),
    ...[...unsetNamedValues(repository, policy)].map(
      ([file, names]) => `Fill in the named values of ${file} that are all zeros: ${names.join(', ')}.`,
    ),
    `Next: npx nx run apim:plan:${environment?.name ?? ''}`,
  ];
  return lines.join('\n');
}

/** What `nx g nx-apiops:api` runs. */
export const generate = withHint((tree: Tree, schema: ApiSchema) =>
  apiGenerator(tree, withVersionArgument(schema, process.argv)),
);
