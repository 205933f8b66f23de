import { afterEach, beforeEach } from 'vitest';
import type { AzureDevOpsSeed } from '../azure-devops/azure-devops-seed.js';
import { startEmulator, type Emulator } from '../emulator.js';

interface Sent {
  readonly token?: string | null;
  readonly version?: string | null;
  readonly headers?: Record<string, string>;
}

/** For resources that have preview versions only. */
export const PREVIEW = { version: '7.1-preview.1' };
export const ZEROS = '0'.repeat(40);

/** A change of a push that adds a file. */
export const add = (path: string, content = 'x') => ({
  changeType: 'add',
  item: { path },
  newContent: { content, contentType: 'rawtext' },
});

export const POLICIES = 'apis/_apis/policy/configurations';
export const REVIEWERS = 'fa4e907d-c16b-4a4c-9dfa-4906e5d171dd';
export const REQUIRED = 'fd2167ab-b0be-447a-8ec8-39368250530e';

/** A policy that blocks, on main of all repositories. */
export const policy = (id: string, settings: object) => ({
  isEnabled: true,
  isBlocking: true,
  type: { id },
  settings: { scope: [{ repositoryId: null, refName: 'refs/heads/main', matchKind: 'exact' }], ...settings },
});

/** A fresh emulator for each test, and what tests ask its Azure DevOps. */
export function useAzureDevOps() {
  let emulator: Emulator;
  beforeEach(async () => {
    emulator = await startEmulator();
  });
  afterEach(() => emulator.close());

  const restart = async (azureDevOps: AzureDevOpsSeed) => {
    await emulator.close();
    emulator = await startEmulator({ azureDevOps });
  };
  const send = async (
    method: string,
    path: string,
    body?: unknown,
    { token = 'pat', version = '7.1', headers }: Sent = {},
  ) => {
    const url = new URL(`${emulator.url}/azure-devops/acme/${path}`);
    if (version !== null) url.searchParams.set('api-version', version);
    const response = await fetch(url, {
      method,
      headers: {
        accept: 'application/json',
        ...(token !== null && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: text.startsWith('{') ? JSON.parse(text) : undefined,
    };
  };

  const repo = async () => (await send('GET', 'apis/_apis/git/repositories/acme-apis')).body;
  const tip = async (ref = 'heads/main') =>
    (await send('GET', `apis/_apis/git/repositories/acme-apis/refs?filter=${ref}`)).body.value[0]?.objectId;
  const push = (change: object, { ref = 'refs/heads/main', oldObjectId }: { ref?: string; oldObjectId: string }) =>
    send('POST', 'apis/_apis/git/repositories/acme-apis/pushes', {
      refUpdates: [{ name: ref, oldObjectId }],
      commits: [{ comment: 'Change', changes: [change] }],
    });

  /** Somebody's id, by name. */
  const identity = async (name: string) => {
    const filter = encodeURIComponent(name);
    return (await send('GET', `_apis/identities?searchFilter=General&filterValue=${filter}`)).body.value[0];
  };
  const state = () => emulator.hostState('azure-devops');
  return { send, restart, repo, tip, push, identity, state, emulator: () => emulator };
}
