import { ScmError } from '../../errors.js';
import { blobOid } from '../blob-oid.js';
import type { LookedAtFolder, LookedAtFolders } from '../looked-at-folders.js';
import type { FilesQuestion, RepositoryReading, RolloutRepository } from '../rollout-port.js';
import type { TextCache } from '../text-cache.js';
import { GITHUB_BATCH } from '../unverified.js';
import { ask, inGroups, literal, problemOf, type GitHubSession } from './graphql-session.js';
import { parseRepositoryName } from '../../github/repository.js';

const APIOPS_FILE = 'apiops.yaml';
const DEEPEST = 4;

interface TreeEntry {
  readonly name: string;
  readonly type: string;
  readonly oid: string;
  readonly object?: { readonly entries?: readonly TreeEntry[] | null } | null;
}

interface BlobNode {
  readonly oid: string;
  readonly text: string | null;
  readonly isTruncated: boolean;
}

/** `f0`, `f1` … for folders, and `text` for `apiops.yaml`. */
type TreeAnswer = Readonly<Record<string, { readonly entries?: readonly TreeEntry[] | null } | BlobNode | null>>;

/** Ids of the contents by path. */
type Tree = Map<string, string>;

interface Reading {
  readonly repository: RolloutRepository;
  readonly tree: Tree;
  problem?: ScmError;
}

/** As many levels of names as are asked for. */
const LEVELS = Array.from({ length: DEEPEST }, (_, index) => {
  const deeper = index === 0 ? '' : ` object { ...Level${index} }`;
  return `fragment Level${index + 1} on Tree { entries { name type oid${deeper} } }`;
}).join('\n');

/** In groups; texts that `texts` has are not read again. */
export async function* readFiles(
  context: { readonly session: GitHubSession; readonly texts: TextCache; readonly folders: LookedAtFolders },
  repositories: readonly RolloutRepository[],
  question: FilesQuestion,
): AsyncIterable<readonly RepositoryReading[]> {
  const { session, texts, folders } = context;
  const full = repositories.filter(({ headOid }) => headOid !== '');
  for (let start = 0; start < full.length; start += GITHUB_BATCH.repositories) {
    const readings = full
      .slice(start, start + GITHUB_BATCH.repositories)
      .map((repository): Reading => ({ repository, tree: new Map() }));
    const usual = folders.usual();
    await readTrees(context, readings, () => usual);
    const further = new Map<Reading, readonly LookedAtFolder[]>();
    for (const reading of readings) {
      const apiopsYaml = texts.get(reading.tree.get(APIOPS_FILE) ?? '');
      const named = apiopsYaml === undefined ? [] : folders.further(apiopsYaml, usual);
      if (named.length > 0) further.set(reading, named);
    }
    await readTrees(context, [...further.keys()], (reading) => further.get(reading) ?? []);
    for (const reading of readings) {
      const isWhole = question.isWhole?.(reading.repository, pathsOf(reading)) ?? false;
      if (isWhole && !reading.problem) await readWholeTree(session, reading);
    }
    const wanted = new Map(readings.map((reading) => [reading, question.wanted(pathsOf(reading))]));
    await readTexts(context, wanted);
    yield readings.map((reading) => toResult(reading, wanted.get(reading) ?? [], texts));
  }
}

function pathsOf({ tree }: Reading): readonly string[] {
  return [...tree.keys()].sort();
}

function toResult(reading: Reading, wanted: readonly string[], texts: TextCache): RepositoryReading {
  const { repository, tree, problem } = reading;
  if (problem) return { repository, problem };
  const files = wanted.flatMap((path) => {
    const oid = tree.get(path);
    const text = oid === undefined ? undefined : texts.get(oid);
    return oid === undefined || text === undefined ? [] : [[path, { oid, text }] as const];
  });
  return { repository, headOid: repository.headOid, paths: pathsOf(reading), files: Object.fromEntries(files) };
}

async function readTrees(
  { session, texts }: { readonly session: GitHubSession; readonly texts: TextCache },
  readings: readonly Reading[],
  foldersOf: (reading: Reading) => readonly LookedAtFolder[],
): Promise<void> {
  const what = 'read trees';
  const open = readings.filter(({ problem }) => !problem);
  const read = async (group: readonly Reading[]): Promise<void> => {
    const parts = group.map((reading, index) => repositoryPart(reading, foldersOf(reading), index));
    const query = `query {\n${parts.join('\n')}\n}\n${LEVELS}`;
    const { data, errors } = await ask<Record<string, TreeAnswer | null>>(session, what, { query });
    for (const [index, reading] of group.entries()) {
      const answer = data[`r${index}`];
      if (answer) keepTree(reading, answer, { folders: foldersOf(reading), texts });
      else reading.problem = problemOf(errors, `r${index}`, `${what} of ${reading.repository.fullName}`);
    }
  };
  for await (const outcome of inGroups(open, GITHUB_BATCH.repositories, read)) {
    if ('problem' in outcome) for (const reading of outcome.group) reading.problem = outcome.problem;
  }
}

/** All is read at the commit that the list told, whatever is pushed meanwhile. */
function repositoryPart({ repository }: Reading, folders: readonly LookedAtFolder[], index: number): string {
  const { id, headOid } = repository;
  const fields = folders.map(({ path, levels }, position) => {
    const expression = literal(`${headOid}:${path}`);
    return `f${position}: object(expression: ${expression}) { ...Level${Math.min(levels, DEEPEST)} }`;
  });
  const file = literal(`${headOid}:${APIOPS_FILE}`);
  const text = `text: object(expression: ${file}) { ... on Blob { oid text isTruncated } }`;
  return `r${index}: node(id: ${literal(id)}) { ... on Repository { ${[...fields, text].join(' ')} } }`;
}

function keepTree(
  reading: Reading,
  answer: TreeAnswer,
  { folders, texts }: { readonly folders: readonly LookedAtFolder[]; readonly texts: TextCache },
): void {
  for (const [position, { path }] of folders.entries()) {
    const folder = answer[`f${position}`];
    if (folder && 'entries' in folder) keepEntries(reading.tree, path, folder.entries ?? []);
  }
  const file = answer['text'];
  if (file && 'text' in file && isWholeText(file)) texts.set(file.oid, file.text);
}

function keepEntries(tree: Tree, folder: string, entries: readonly TreeEntry[]): void {
  for (const { name, type, oid, object } of entries) {
    const path = folder === '' ? name : `${folder}/${name}`;
    if (type === 'blob') tree.set(path, oid);
    else keepEntries(tree, path, object?.entries ?? []);
  }
}

/** Binary content, long content, and text that is not UTF-8 come changed or not at all. */
function isWholeText(node: BlobNode): node is BlobNode & { readonly text: string } {
  return node.text !== null && !node.isTruncated && blobOid(node.text) === node.oid;
}

async function readWholeTree(session: GitHubSession, reading: Reading): Promise<void> {
  const { fullName, headOid } = reading.repository;
  session.counter.add('read whole trees');
  try {
    const { tree, truncated } = await session.client.send('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', {
      ...parseRepositoryName(fullName),
      tree_sha: headOid,
      recursive: '1',
    });
    if (truncated) {
      reading.problem = new ScmError('SCM_REQUEST', `${fullName} has more files than GitHub tells.`, {
        hint: 'Leave the repository out of the rollout.',
      });
    }
    for (const { path, type, sha } of tree) if (type === 'blob') reading.tree.set(path, sha);
  } catch (error) {
    if (!(error instanceof ScmError)) throw error;
    reading.problem = error;
  }
}

interface WantedText {
  readonly oid: string;
  /** Any that has it. */
  readonly reading: Reading;
}

async function readTexts(
  { session, texts }: { readonly session: GitHubSession; readonly texts: TextCache },
  wanted: ReadonlyMap<Reading, readonly string[]>,
): Promise<void> {
  const what = 'read texts';
  const missing = new Map<string, WantedText>();
  for (const [reading, paths] of wanted) {
    for (const path of reading.problem ? [] : paths) {
      const oid = reading.tree.get(path);
      if (oid !== undefined && texts.get(oid) === undefined) missing.set(oid, { oid, reading });
    }
  }
  const odd: WantedText[] = [];
  const read = async (group: readonly WantedText[]): Promise<void> => {
    const query = `query {\n${textParts(group).join('\n')}\n}\nfragment Text on Blob { oid text isTruncated }`;
    const { data } = await ask<Record<string, Record<string, BlobNode | null> | null>>(session, what, { query });
    const found = Object.values(data).flatMap((blobs) => Object.values(blobs ?? {}));
    const whole = new Set<string>();
    for (const node of found) {
      if (!node || !isWholeText(node)) continue;
      texts.set(node.oid, node.text);
      whole.add(node.oid);
    }
    odd.push(...group.filter(({ oid }) => !whole.has(oid)));
  };
  for await (const outcome of inGroups([...missing.values()], GITHUB_BATCH.texts, read)) {
    if ('problem' in outcome) odd.push(...outcome.group);
  }
  for (const text of odd) await readOddText(session, text, texts);
}

function textParts(group: readonly WantedText[]): readonly string[] {
  const byRepository = new Map<string, string[]>();
  for (const { oid, reading } of group) {
    const { id } = reading.repository;
    byRepository.set(id, [...(byRepository.get(id) ?? []), oid]);
  }
  return [...byRepository].map(([id, oids], index) => {
    const blobs = oids.map((oid, position) => `b${position}: object(oid: ${literal(oid)}) { ...Text }`);
    return `r${index}: node(id: ${literal(id)}) { ... on Repository { ${blobs.join(' ')} } }`;
  });
}

/** Byte by byte; what is no UTF-8 is read as well as it goes, and compares as different from any text of ours. */
async function readOddText(session: GitHubSession, { oid, reading }: WantedText, texts: TextCache): Promise<void> {
  session.counter.add('read contents');
  try {
    const { content } = await session.client.send('GET /repos/{owner}/{repo}/git/blobs/{file_sha}', {
      ...parseRepositoryName(reading.repository.fullName),
      file_sha: oid,
    });
    texts.set(oid, Buffer.from(content, 'base64').toString('utf8'));
  } catch (error) {
    if (!(error instanceof ScmError)) throw error;
    reading.problem = error;
  }
}
