import { RESOURCES, type ResourceKind } from '@nx-apiops/apim';
import { overridesFileName, type ApiopsConfig } from '@nx-apiops/config';
import { isJsonObject } from '@nx-apiops/plan';
import { load } from 'js-yaml';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One resource, by the name of its folder. */
export interface NamedResource {
  readonly kind: ResourceKind;
  readonly name: string;
}

/** Tells which files of overrides have an entry for one of these resources. */
export type OverrideFiles = (resources: readonly NamedResource[]) => readonly string[];

/** Reads the files of overrides of all environments, once for all APIs. */
export function indexOverrideFiles(workspaceRoot: string, { environments }: ApiopsConfig): OverrideFiles {
  const files = environments
    .map(({ name }) => overridesFileName(name))
    .filter((file) => existsSync(join(workspaceRoot, file)))
    .map((file) => ({ file, entries: readEntries(join(workspaceRoot, file)) }));
  return (resources) => {
    const keys = resources.map(({ kind, name }) => entryKey(RESOURCES[kind].section ?? '', name));
    return files.filter(({ entries }) => !entries || keys.some((key) => entries.has(key))).map(({ file }) => file);
  };
}

/** The outermost entries of a file; undefined for a file that cannot be read, which may concern anything. */
function readEntries(file: string): ReadonlySet<string> | undefined {
  const entries = new Set<string>();
  try {
    const text = readFileSync(file, 'utf8');
    const value: unknown = text.trim() === '' ? {} : load(text);
    for (const [section, list] of Object.entries(isJsonObject(value) ? value : {})) {
      for (const item of Array.isArray(list) ? list : []) {
        if (isJsonObject(item) && typeof item['name'] === 'string') entries.add(entryKey(section, item['name']));
      }
    }
    return entries;
  } catch {
    return undefined;
  }
}

function entryKey(section: string, name: string): string {
  return `${section}/${name}`.toLowerCase();
}
