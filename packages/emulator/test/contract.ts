import { beforeAll, describe } from 'vitest';
import { ArmTestClient, type ContractTarget } from './arm-test-client.js';
import { describeApis } from './contract/apis.js';
import { describeAssociations } from './contract/associations.js';
import { describeEnvelopes } from './contract/envelopes.js';
import { describeImports } from './contract/imports.js';
import { describeLists } from './contract/lists.js';
import { describeLongRunning } from './contract/long-running.js';
import { describePolicies } from './contract/policies.js';
import { describeResources } from './contract/resources.js';
import { describeRevisions } from './contract/revisions.js';
import { describeWorkspaces } from './contract/workspaces.js';

/** What one part of the contract may use. The client exists once tests run. */
export interface Contract {
  readonly client: () => ArmTestClient;
  /** A name that nothing else has, starting with a word. */
  readonly unique: (word: string) => string;
}

/**
 * What API Management does, as far as it is known: each test states one fact. Runs against the emulator in every build;
 * given the address and a token of a live service it says where the emulator, and the resource table, are wrong. It
 * creates resources with names of its own and leaves the rest of the service alone, so it needs a service for tests.
 */
export function describeContract(title: string, target: () => ContractTarget | Promise<ContractTarget>): void {
  describe(title, () => {
    let client: ArmTestClient | undefined;
    let count = 0;
    const run = Date.now().toString(36);
    beforeAll(async () => {
      client = new ArmTestClient(await target());
    });
    const contract: Contract = {
      client: () => {
        if (!client) throw new Error('The target of the contract is not ready.');
        return client;
      },
      unique: (word) => {
        count += 1;
        return `${word}-${run}-${count}`;
      },
    };
    describeEnvelopes(contract);
    describeResources(contract);
    describeLongRunning(contract);
    describeLists(contract);
    describePolicies(contract);
    describeApis(contract);
    describeRevisions(contract);
    describeImports(contract);
    describeAssociations(contract);
    describeWorkspaces(contract);
  });
}
