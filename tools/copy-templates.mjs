/**
 * Puts the templates beside the built generators; and the standard pipelines and the files that make a repository a
 * workspace beside the built package that brings them to repositories, so that the packed packages carry them.
 */
import { cpSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

const COPIES = {
  templates: 'generators/dist/templates',
  pipelines: 'packages/rollout/dist/azure-pipelines',
  '.github/workflows': 'packages/rollout/dist/github-workflows',
  'templates/preset/common/__dot__gitignore': 'packages/rollout/dist/workspace/__dot__gitignore',
  'templates/preset/common/nx.json': 'packages/rollout/dist/workspace/nx.json',
  'templates/preset/common/plopfile.mjs': 'packages/rollout/dist/workspace/plopfile.mjs',
};

/** Workflows of this repository alone stay here. @param {string} path */
const isShipped = (path) =>
  !path.endsWith('.yml') || !path.includes('workflows') || basename(path).startsWith('apiops-');

for (const [source, target] of Object.entries(COPIES)) {
  const from = fileURLToPath(new URL(`../${source}`, import.meta.url));
  const to = fileURLToPath(new URL(`../${target}`, import.meta.url));
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true, filter: isShipped });
}
