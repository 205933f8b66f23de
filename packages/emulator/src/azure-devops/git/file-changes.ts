import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { objectsAt, textAt } from '../../json-members.js';
import { invalidArgument, missingArgument } from '../azure-devops-fault.js';
import { enumText } from '../enum-text.js';
import { editedPathMissing } from '../unverified.js';
import { pathTaken } from './git-faults.js';
import type { Tree } from './repository-state.js';

const CHANGE_TYPES = { add: 1, edit: 2, rename: 8, delete: 16 };
const CONTENT_TYPES = { rawText: 0, base64Encoded: 1 };

/** The tree after the changes of a commit as a push lists them. Throws for an `add` of what exists and the like. */
export function applyChanges(tree: Tree, commit: JsonObject): Tree {
  const changed = new Map(tree);
  for (const change of objectsAt(commit, 'changes')) applyChange(changed, change);
  return changed;
}

function applyChange(tree: Map<string, Buffer>, change: JsonObject): void {
  const type = enumText(change['changeType'], CHANGE_TYPES);
  const path = slashed(textAt(change, 'item.path'), 'item.path');
  switch (type) {
    case 'add':
      if (tree.has(path)) throw pathTaken(path);
      tree.set(path, contentOf(change['newContent']));
      return;
    case 'edit':
      if (!tree.has(path)) throw editedPathMissing(path, type);
      tree.set(path, contentOf(change['newContent']));
      return;
    case 'delete':
      if (!tree.delete(path)) throw editedPathMissing(path, type);
      return;
    case 'rename': {
      const source = slashed(textAt(change, 'sourceServerItem'), 'sourceServerItem');
      const content = tree.get(source);
      if (!content) throw editedPathMissing(source, type);
      if (tree.has(path)) throw pathTaken(path);
      tree.delete(source);
      tree.set(path, isJsonObject(change['newContent']) ? contentOf(change['newContent']) : content);
      return;
    }
    case undefined:
      throw invalidArgument(`The change type ${JSON.stringify(change['changeType'])} is not supported in a push.`);
  }
}

function contentOf(content: Json | undefined): Buffer {
  if (!isJsonObject(content)) throw missingArgument('newContent');
  const isBase64 = enumText(content['contentType'], CONTENT_TYPES) === 'base64Encoded';
  return Buffer.from(textAt(content, 'content') ?? '', isBase64 ? 'base64' : 'utf8');
}

function slashed(path: string | undefined, member: string): string {
  if (path === undefined || path === '') throw missingArgument(member);
  return `/${path.replace(/^\/+/, '')}`;
}
