/** Makes docs/images/rollout-status.png again, by the test that opens the status page in Chromium. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const { status } = spawnSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', 'e2e/status-page.spec.ts'], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  env: { ...process.env, UPDATE_SCREENSHOT: '1' },
  stdio: 'inherit',
});
process.exitCode = status ?? 1;
