/** Puts the templates and the standard pipelines beside the built generators, so that the packed plugin carries them. */
import { cpSync, rmSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

const COPIES = { templates: 'templates', pipelines: 'azure-pipelines', '.github/workflows': 'github-workflows' };

/** Workflows of this repository alone stay here. @param {string} path */
const isShipped = (path) =>
  !path.endsWith('.yml') || !path.includes('workflows') || basename(path).startsWith('apiops-');

for (const [source, target] of Object.entries(COPIES)) {
  const from = fileURLToPath(new URL(`../${source}`, import.meta.url));
  const to = fileURLToPath(new URL(`../generators/dist/${target}`, import.meta.url));
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true, filter: isShipped });
}
