import type { Hosting } from '@nx-apiops/config';
import { CODE_OWNERS_FILES, codeOwnersFile } from '@nx-apiops/rollout';
import type { Tree } from '@nx/devkit';
import { GeneratorError } from '../errors.js';
import { treeFiles } from './tree-files.js';

/** Takes the owners along to another host. A file that is there stays. */
export function moveCodeOwners(tree: Tree, from: Hosting, to: Hosting): void {
  const former = codeOwnersFile(treeFiles(tree), from);
  if (tree.exists(former) && !tree.exists(CODE_OWNERS_FILES[to])) tree.rename(former, CODE_OWNERS_FILES[to]);
}

const NAME = '[A-Za-z0-9]+(?:[-_.]+[A-Za-z0-9]+)*';
const OWNER = new RegExp(
  `^(?:(?:(?:group|user):)?(?:${NAME}/)?${NAME}|@${NAME}(?:/${NAME})?|[A-Za-z0-9.!#$%&'*+/=?^_\`{|}~-]+@${NAME})$`,
);

/**
 * Refuses what is neither a reference of the API catalogue nor an owner of CODEOWNERS, whose reader would pass over the
 * line. `option` names the option in messages. Throws `OPTION_INVALID`.
 */
export function assertOwner(owner: string, option: string): void {
  if (OWNER.test(owner)) return;
  throw new GeneratorError('OPTION_INVALID', `${option} ${JSON.stringify(owner)} can own nothing.`, {
    hint: 'Name a team such as orders-team, group:default/orders-team or @acme/orders-team, or a mail address.',
  });
}
