import { HostFault } from '../../hosts/host-fault.js';
import { textAt } from '../../json-members.js';
import { isJsonObject } from '@nx-apiops/plan';
import { GraphQLFault } from './graphql-fault.js';

/** What GraphQL says otherwise than REST of the same refusal. */
export function refFault(branch: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    const message = error instanceof HostFault && isJsonObject(error.body) ? textAt(error.body, 'message') : undefined;
    if (message !== 'Reference already exists') throw error;
    throw new GraphQLFault('UNPROCESSABLE', `A ref named "refs/heads/${branch}" already exists in the repository.`);
  }
}
