import type { Tree } from '@nx/devkit';
import { APIOPS_FILE, setEnvironment, setProtection } from '@nx-apiops/config';
import {
  codeOwnersFile,
  defaultOwners,
  foreignActions,
  PIPELINES_FOLDER,
  readPipelineSources,
  toReviewer,
  WORKFLOWS_FOLDER,
} from '@nx-apiops/rollout';
import { writePipelines } from '../pipelines/write-pipelines.js';
import { log } from '../tree/log.js';
import { refuseInvalid } from '../tree/refuse-invalid.js';
import { readRepository } from '../tree/repository.js';
import { treeFiles } from '../tree/tree-files.js';
import { withHint } from '../tree/with-hint.js';
import { resolveOptions, type ProtectionEdit } from './resolve-options.js';
import type { BranchProtectionSchema } from './schema.js';

/**
 * States in `apiops.yaml` what guards the branch that is published, and who approves a publish. Keys that stand there
 * are kept unless an option names them. Throws `OPTION_INVALID`, and what the configuration's functions throw.
 */
export async function branchProtectionGenerator(tree: Tree, schema: BranchProtectionSchema = {}): Promise<void> {
  const { config } = readRepository(tree);
  const files = treeFiles(tree);
  const [owner] = defaultOwners(tree.read(codeOwnersFile(files, config.hosting), 'utf8') ?? '');
  const edit = resolveOptions(config, schema, {
    ...(owner !== undefined && { platformTeam: toReviewer(owner) }),
    actions: foreignActions(config, readPipelineSources(), files),
  });
  const text = tree.read(APIOPS_FILE, 'utf8') ?? '';
  const edited = refuseInvalid(() => editText(text, edit), 'Options: --approvals, --breakGlass, --reviewers.');
  if (edited !== text) tree.write(APIOPS_FILE, edited);
  // The drift pipeline compares the protection, too.
  if (hasPipelines(tree)) writePipelines(tree, readRepository(tree).config);
  log.info('See what this would change on the host: npx nx-apiops protect plan');
}

function hasPipelines(tree: Tree): boolean {
  return [WORKFLOWS_FOLDER, PIPELINES_FOLDER].some((folder) => tree.exists(`${folder}/drift.yml`));
}

function editText(text: string, { protection, approvals }: ProtectionEdit): string {
  return [...approvals].reduce(
    (current, [name, approval]) => setEnvironment(current, name, { approval }),
    setProtection(text, protection),
  );
}

/** What `nx g nx-apiops:branch-protection` runs. */
export const generate = withHint(branchProtectionGenerator);
