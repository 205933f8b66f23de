import { startEmulator } from '@nx-apiops/emulator';
import { azureDevOpsBranchFile, createAzureDevOpsClient } from '../src/index.js';
import { branchFileContract, LEDGER, type HostedFile } from './branch-file-contract.js';
import { startLossyProxy } from './lossy-proxy.js';

/** What an emulator answers, as it comes out of JSON. */
type Parsed = ReturnType<typeof JSON.parse>;

const NO_WAIT = { now: () => performance.now(), sleep: async () => {} };

async function start(): Promise<HostedFile> {
  const emulator = await startEmulator({
    empty: true,
    azureDevOps: {
      repositories: [
        { name: 'platform', files: { 'azure-pipelines.yml': 'trigger: all' } },
        { name: 'void', files: {} },
      ],
    },
  });
  const proxy = await startLossyProxy(emulator.url);
  const client = createAzureDevOpsClient({ organizationUrl: `${proxy.url}/azure-devops/acme` });
  const call = async (method: string, path: string, body?: object): Promise<Parsed> => {
    const url = new URL(`${emulator.url}/azure-devops/acme/apis/_apis/git/repositories/platform/${path}`);
    url.searchParams.set('api-version', '7.1');
    const response = await fetch(url, {
      method,
      headers: { authorization: 'Bearer pat', accept: 'application/json', 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    });
    return response.json();
  };
  const tipOf = async (branch: string): Promise<string | undefined> =>
    (await call('GET', `refs?filter=heads/${branch}`)).value[0]?.objectId;
  const pathsOf = async (commit: string): Promise<readonly string[]> => {
    const version = `versionDescriptor.versionType=commit&versionDescriptor.version=${commit}`;
    const { value } = await call('GET', `items?recursionLevel=full&${version}`);
    return value.filter(({ isFolder }: Parsed) => !isFolder).map(({ path }: Parsed) => path.slice(1));
  };
  return {
    proxy,
    open: (repository = 'platform') =>
      azureDevOpsBranchFile({ client, repository: { project: 'apis', repository }, ...LEDGER, clock: NO_WAIT }),
    commits: async () => {
      const all: (readonly string[])[] = [];
      let next = await tipOf(LEDGER.branch);
      while (next !== undefined) {
        all.push(await pathsOf(next));
        next = (await call('GET', `commits/${next}`)).parents[0];
      }
      return all;
    },
    makeBranch: async () => {
      const update = { name: `refs/heads/${LEDGER.branch}`, oldObjectId: '0'.repeat(40) };
      await call('POST', 'refs', [{ ...update, newObjectId: await tipOf('main') }]);
    },
    close: async () => {
      await proxy.close();
      await emulator.close();
    },
  };
}

branchFileContract({
  name: 'Azure DevOps',
  start,
  mostRequestsToMake: 3,
  steps: [{ name: 'the push', fits: ({ method, path }) => method === 'POST' && /\/pushes(?:\?|$)/i.test(path) }],
});
