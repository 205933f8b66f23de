import { isJsonObject, type JsonObject } from '@nx-apiops/plan';
import { isDeepStrictEqual } from 'node:util';
import { compareVersions } from '../derive/compare-versions.js';
import { parseJsonObject } from '../derive/parse-json-object.js';

/** Names of packages, and the versions that they have to have at least. */
export type ToolVersions = Readonly<Record<string, string>>;

export interface RaisedTools {
  /** The very text where nothing was raised. */
  readonly text: string;
  /** What is older and was not raised, one sentence each. */
  readonly left: readonly string[];
}

const SECTIONS = ['dependencies', 'devDependencies'] as const;
const RANGE = /^([\^~]?)(\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?)$/;

/**
 * The text of a package.json with newer versions of the tools, `^` and `~` kept, and nothing else changed. Newer ones
 * stay. What is no such range, as a file or a tag, stays too and is named. Pure.
 */
export function raiseTools(text: string, tools: ToolVersions): RaisedTools {
  const left: string[] = [];
  let raised = text;
  for (const [name, version] of Object.entries(tools)) {
    for (const section of SECTIONS) {
      const current = rangeOf(raised, section, name);
      if (current === undefined) continue;
      const [, sign = '', from] = RANGE.exec(current) ?? [];
      if (from === undefined) left.push(`package.json takes ${name} from ${current}: bring it to ${version} yourself.`);
      else if (compareVersions(from, version) < 0) {
        const edited = replaceRange(raised, { section, name, current, wanted: `${sign}${version}` });
        if (edited === undefined) left.push(`package.json could not be edited safely: raise ${name} to ${version}.`);
        else raised = edited;
      }
    }
  }
  return { text: raised, left };
}

interface Replacement {
  readonly section: (typeof SECTIONS)[number];
  readonly name: string;
  readonly current: string;
  readonly wanted: string;
}

/** Tries each place that looks right, and takes the one after which the file means what it should. */
function replaceRange(text: string, { section, name, current, wanted }: Replacement): string | undefined {
  const manifest = parseManifest(text);
  const members = manifest?.[section];
  if (!manifest || !isJsonObject(members)) return undefined;
  const expected = { ...manifest, [section]: { ...members, [name]: wanted } };
  const pair = new RegExp(
    `${escapeRegExp(JSON.stringify(name))}\\s*:\\s*${escapeRegExp(JSON.stringify(current))}`,
    'g',
  );
  for (const { 0: found, index } of text.matchAll(pair)) {
    const replaced = `${found.slice(0, -JSON.stringify(current).length)}${JSON.stringify(wanted)}`;
    const edited = text.slice(0, index) + replaced + text.slice(index + found.length);
    if (isDeepStrictEqual(parseManifest(edited), expected)) return edited;
  }
  return undefined;
}

function rangeOf(text: string, section: (typeof SECTIONS)[number], name: string): string | undefined {
  const members = parseManifest(text)?.[section];
  const range = isJsonObject(members) && Object.hasOwn(members, name) ? members[name] : undefined;
  return typeof range === 'string' ? range : undefined;
}

function parseManifest(text: string): JsonObject | undefined {
  return parseJsonObject(text.replace(/^\uFEFF/, ''));
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
