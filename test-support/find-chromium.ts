import { spawnSync } from 'node:child_process';

/** A Chromium that can be started here: CHROMIUM_PATH, or what systems install it as. */
export function findChromium(): string | undefined {
  const { CHROMIUM_PATH } = process.env;
  if (CHROMIUM_PATH) return CHROMIUM_PATH;
  return ['chromium', 'chromium-browser', 'google-chrome'].map(pathOf).find((path) => path !== undefined);
}

function pathOf(name: string): string | undefined {
  const { status, stdout } = spawnSync('sh', ['-c', 'command -v "$1"', 'sh', name], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}
