/**
 * Writes the pins of packages/rollout/src/derive/action-pins.ts into the workflows of this repository, from which those of
 * all repositories are derived. Run `npm run build` before.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pinActions } from '../packages/rollout/dist/derive/action-pins.js';

const folder = fileURLToPath(new URL('../.github/workflows', import.meta.url));
for (const name of readdirSync(folder).filter((file) => file.endsWith('.yml'))) {
  const file = join(folder, name);
  writeFileSync(file, pinActions(readFileSync(file, 'utf8')));
}
