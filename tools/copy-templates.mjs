/** Puts the templates and the standard pipelines beside the built generators, so that the packed plugin carries them. */
import { cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const COPIES = { templates: 'templates', pipelines: 'azure-pipelines' };

for (const [source, target] of Object.entries(COPIES)) {
  const from = fileURLToPath(new URL(`../${source}`, import.meta.url));
  const to = fileURLToPath(new URL(`../generators/dist/${target}`, import.meta.url));
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true });
}
