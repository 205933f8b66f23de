import type { Tree } from '@nx/devkit';
import { APIOPS_FILE, setEnvironment, setIdentity } from '@nx-apiops/config';
import { log } from '../tree/log.js';
import { refuseInvalid } from '../tree/refuse-invalid.js';
import { readRepository } from '../tree/repository.js';
import { withHint } from '../tree/with-hint.js';
import { resolveOptions, type IdentityEdit } from './resolve-options.js';
import type { IdentitySchema } from './schema.js';

const OPTIONS =
  'Options: --tenant, --kind, --location, --subscription, --resourceGroup, --prefix, --keyVault <env>=<name>.';

/**
 * States in `apiops.yaml` which identities the pipelines get. Keys that stand there are kept unless an option names
 * them; Key Vaults are added. `environment` gives `AZURE_TENANT_ID`.
 * Throws `OPTION_INVALID`, and what the configuration's functions throw.
 */
export async function identityGenerator(
  tree: Tree,
  schema: IdentitySchema = {},
  environment: Readonly<Record<string, string | undefined>> = process.env,
): Promise<void> {
  const { config } = readRepository(tree);
  const edit = resolveOptions(config, schema, environment['AZURE_TENANT_ID']);
  const text = tree.read(APIOPS_FILE, 'utf8') ?? '';
  const edited = refuseInvalid(() => editText(text, edit), OPTIONS);
  if (edited !== text) tree.write(APIOPS_FILE, edited);
  log.info('See what this would create and grant: npx nx-apiops identity plan');
}

function editText(text: string, { identity, keyVaults }: IdentityEdit): string {
  return [...keyVaults].reduce(
    (current, [name, vaults]) => setEnvironment(current, name, { keyVaults: vaults }),
    setIdentity(text, identity),
  );
}

/** What `nx g nx-apiops:identity` runs. */
export const generate = withHint((tree: Tree, schema: IdentitySchema) => identityGenerator(tree, schema));
