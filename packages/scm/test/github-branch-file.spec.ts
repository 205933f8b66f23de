import { startEmulator } from '@nx-apiops/emulator';
import { createGitHubClient, githubBranchFile } from '../src/index.js';
import { branchFileContract, LEDGER, type HostedFile } from './branch-file-contract.js';
import { startLossyProxy } from './lossy-proxy.js';

/** What an emulator answers, as it comes out of JSON. */
type Parsed = ReturnType<typeof JSON.parse>;

const NO_WAIT = { now: () => performance.now(), sleep: async () => {} };

async function start(): Promise<HostedFile> {
  const emulator = await startEmulator({
    empty: true,
    github: {
      repositories: [{ name: 'platform', files: { '.github/workflows/ci.yml': 'on: push' } }, { name: 'void' }],
    },
  });
  const proxy = await startLossyProxy(emulator.url);
  const client = createGitHubClient({ apiUrl: `${proxy.url}/github` });
  const call = async (method: string, path: string, body?: object): Promise<Parsed> => {
    const response = await fetch(`${emulator.url}/github/repos/acme/platform/git/${path}`, {
      method,
      headers: { authorization: 'Bearer owner' },
      ...(body && { body: JSON.stringify(body) }),
    });
    return response.json();
  };
  const pathsOf = async (sha: string): Promise<readonly string[]> => {
    const { tree } = await call('GET', `trees/${sha}?recursive=1`);
    return tree.filter(({ type }: Parsed) => type === 'blob').map(({ path }: Parsed) => path);
  };
  return {
    proxy,
    open: (repo = 'platform') =>
      githubBranchFile({ client, repository: { owner: 'acme', repo }, ...LEDGER, clock: NO_WAIT }),
    commits: async () => {
      const all: (readonly string[])[] = [];
      let next: string | undefined = (await call('GET', `ref/heads/${LEDGER.branch}`)).object.sha;
      while (next !== undefined) {
        all.push(await pathsOf(next));
        next = (await call('GET', `commits/${next}`)).parents[0]?.sha;
      }
      return all;
    },
    makeBranch: async () => {
      const { object } = await call('GET', 'ref/heads/main');
      await call('POST', 'refs', { ref: `refs/heads/${LEDGER.branch}`, sha: object.sha });
    },
    close: async () => {
      await proxy.close();
      await emulator.close();
    },
  };
}

branchFileContract({
  name: 'GitHub',
  start,
  mostRequestsToMake: 4,
  steps: [
    { name: 'the branch', fits: ({ method, path }) => method === 'POST' && path.endsWith('/git/refs') },
    { name: 'the first commit', fits: ({ method, path }) => method === 'POST' && path.endsWith('/git/commits') },
    { name: 'a commit', fits: ({ body }) => body.includes('createCommitOnBranch') },
  ],
});
