import type { Tree } from '@nx/devkit';
import { writeCodeOwners } from '../code-owners-sync/write-code-owners.js';
import { readRepository } from '../tree/repository.js';
import { registerSyncGenerator } from './register-sync-generator.js';

/**
 * Carries a repository from 0.1: registers the sync generator and makes the lines of the APIs in CODEOWNERS a derived
 * block. Lines that say something else than the catalogue stay, behind it, where they still count. Does nothing the
 * second time.
 */
export async function deriveCodeOwnersMigration(tree: Tree): Promise<void> {
  registerSyncGenerator(tree, 'nx-apiops:code-owners-sync');
  writeCodeOwners(readRepository(tree));
}
