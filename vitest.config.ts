import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('.', import.meta.url));
const scoped = readdirSync(`${root}packages`).filter((folder) => folder !== 'create-nx-apiops');

export default defineConfig({
  resolve: {
    // Tests run the sources; only end-to-end tests run what was built.
    alias: [
      ...scoped.map((folder) => ({
        find: new RegExp(`^@nx-apiops/${folder}$`),
        replacement: `${root}packages/${folder}/src/index.ts`,
      })),
      { find: /^nx-apiops$/, replacement: `${root}generators/src/index.ts` },
    ],
  },
  test: {
    include: ['packages/*/{src,test}/**/*.spec.ts', 'generators/{src,test}/**/*.spec.ts', 'e2e/**/*.spec.ts'],
    // Without it Vitest leaves one core idle.
    maxWorkers: '100%',
    testTimeout: 20_000,
    // Removing an installed repository takes a while on a busy disk.
    hookTimeout: 60_000,
    reporters: ['default', `${root}tools/summary-reporter.mjs`],
  },
});
