import { fileURLToPath } from 'node:url';

/** The `create-nx-apiops` command as it was built. */
export const CREATE_NX_APIOPS = fileURLToPath(
  new URL('../packages/create-nx-apiops/bin/create-nx-apiops.js', import.meta.url),
);

/** How nx and our own commands behave in a script: no daemon that stays, no questions, no colours. */
export const SCRIPTED = {
  NX_DAEMON: 'false',
  NX_INTERACTIVE: 'false',
  NX_NO_CLOUD: 'true',
  NX_TUI: 'false',
  NO_COLOR: '1',
  FORCE_COLOR: '0',
};

/**
 * Flags that lead the environments of a new repository to the services of an emulator, `apim-<org>-<environment>`.
 * @param {{ subscriptionId: string, resourceGroup: string }} emulator
 * @param {{ org: string, environments: readonly string[] }} repository
 * @returns {readonly string[]}
 */
export function repositoryFlags({ subscriptionId, resourceGroup }, { org, environments }) {
  const targets = environments.flatMap((name) => [
    ...['--service', `${name}=apim-${org}-${name}`, '--subscription', `${name}=${subscriptionId}`],
    ...['--resource-group', `${name}=${resourceGroup}`],
  ]);
  return ['--org', org, '--hosting', 'github', '--environments', environments.join(','), ...targets, '--yes'];
}
