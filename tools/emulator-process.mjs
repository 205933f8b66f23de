import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The `nx-apiops` command as it was built. */
export const NX_APIOPS = fileURLToPath(new URL('../packages/cli/bin/nx-apiops.js', import.meta.url));

/**
 * @typedef {object} EmulatorProcess
 * @property {string} url
 * @property {string} subscriptionId
 * @property {string} resourceGroup
 * @property {readonly string[]} services
 * @property {() => Promise<any>} stats What was asked of the emulator so far.
 * @property {() => Promise<void>} resetStats
 * @property {(method: string, service: string, path: string, body?: unknown) => Promise<any>} request A request to ARM, below the service.
 * @property {() => Promise<void>} stop
 */

/**
 * Starts the emulator as its own process and waits until it listens.
 * @param {readonly string[]} args flags of `nx-apiops emulator`
 * @returns {Promise<EmulatorProcess>}
 */
export async function startEmulatorProcess(args) {
  const child = spawn(process.execPath, [NX_APIOPS, 'emulator', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.on('close', resolve));
  const line = await Promise.race([
    new Promise((resolve) => createInterface({ input: child.stdout }).once('line', resolve)),
    ended.then((code) => Promise.reject(new Error(`The emulator ended with ${code} before it listened.`))),
  ]);
  const { url, subscriptionId, resourceGroup, services } = JSON.parse(line);
  const base = `${url}/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ApiManagement/service`;
  return {
    url,
    subscriptionId,
    resourceGroup,
    services,
    stats: async () => (await fetch(`${url}/__emulator/stats`)).json(),
    resetStats: async () => void (await fetch(`${url}/__emulator/stats/reset`, { method: 'POST' })),
    request: async (method, service, path, body) => {
      const response = await fetch(`${base}/${service}/${path}?api-version=2024-05-01`, {
        method,
        headers: { authorization: 'Bearer development', 'content-type': 'application/json', 'if-match': '*' },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
      return text === '' ? undefined : JSON.parse(text);
    },
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}
