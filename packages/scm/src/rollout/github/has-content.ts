import { blobOid } from '../blob-oid.js';
import type { RolloutCommit, RolloutRepository } from '../rollout-port.js';
import { ask, literal, problemOf, type GitHubSession } from './graphql-session.js';

interface Entry {
  readonly name: string;
  readonly oid: string;
  readonly mode: number;
}

type Folder = { readonly entries?: readonly Entry[] | null } | null;
type Node = Readonly<Record<string, Folder>> & {
  readonly tip: { readonly parents?: { readonly nodes: readonly ({ readonly oid: string } | null)[] } } | null;
};

const EXECUTABLE = 0o100755;

/**
 * Whether the commit is one on top of the base, with exactly these changes. Folders on the way to a change are compared
 * name by name: a change anywhere else shows in one of them, by the id of the file or folder in which it is.
 */
export async function hasContent(
  session: GitHubSession,
  { id, fullName }: RolloutRepository,
  wanted: Pick<RolloutCommit, 'baseOid' | 'changes'> & { readonly tip: string },
): Promise<boolean> {
  const { tip, baseOid, changes } = wanted;
  const what = 'compare branch';
  const folders = foldersOf(changes.map(({ path }) => path));
  const parts = folders.flatMap((folder, index) => [
    `b${index}: object(expression: ${literal(`${baseOid}:${folder}`)}) { ...Names }`,
    `t${index}: object(expression: ${literal(`${tip}:${folder}`)}) { ...Names }`,
  ]);
  const query = `query ($id: ID!) {
    node(id: $id) { ... on Repository {
      tip: object(oid: ${literal(tip)}) { ... on Commit { parents(first: 2) { nodes { oid } } } }
      ${parts.join('\n')}
    } }
  }
  fragment Names on Tree { entries { name oid mode } }`;
  const { data, errors } = await ask<{ node: Node | null }>(session, what, { query, variables: { id } });
  const node = data.node;
  if (!node) throw problemOf(errors, 'node', `${what} of ${fullName}`);
  const parents = node.tip?.parents?.nodes ?? [];
  if (parents.length !== 1 || parents[0]?.oid !== baseOid) return false;
  return folders.every((folder, index) => {
    const [base, now] = [entriesOf(node[`b${index}`]), entriesOf(node[`t${index}`])];
    const names = new Set([...base.keys(), ...now.keys()]);
    return [...names].every((name) => {
      const path = folder === '' ? name : `${folder}/${name}`;
      // What is in it is compared for itself.
      if (folders.includes(path)) return true;
      const change = changes.find((one) => one.path === path);
      const [before, after] = [base.get(name), now.get(name)];
      if (!change) return before?.oid === after?.oid && before?.mode === after?.mode;
      if (change.kind === 'delete') return after === undefined;
      const isMode = change.isExecutable === undefined || change.isExecutable === (after?.mode === EXECUTABLE);
      return after?.oid === blobOid(change.text) && isMode;
    });
  });
}

/** All folders that lead to one of the paths, the root among them. */
function foldersOf(paths: readonly string[]): readonly string[] {
  const folders = paths.flatMap((path) => {
    const parts = path.split('/').slice(0, -1);
    return ['', ...parts.map((_, index) => parts.slice(0, index + 1).join('/'))];
  });
  return [...new Set(folders)];
}

function entriesOf(folder: Folder | undefined): ReadonlyMap<string, Entry> {
  return new Map((folder?.entries ?? []).map((entry) => [entry.name, entry]));
}
