import {
  ApimError,
  detectLayout,
  policyReferences,
  resourceId,
  toArtifactPath,
  toTextPath,
  type Layout,
  type ResourceKind,
} from '@nx-apiops/apim';
import type { ApiopsArtifacts } from '@nx-apiops/config';
import { isJsonObject, type JsonObject } from '@nx-apiops/plan';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ApiFolder } from './api-folders.js';

/** What APIs have in common: fragments, named values, backends, version sets. */
export interface SharedResources {
  /** What the API's policies and information name, also by way of fragments; sorted by folder. */
  readonly usedBy: (api: ApiFolder) => readonly SharedResource[];
}

export interface SharedResource {
  readonly kind: SharedKind;
  readonly name: string;
  /** From the root of the repository. */
  readonly folder: string;
}

type SharedKind = Extract<ResourceKind, 'backend' | 'namedValue' | 'policyFragment' | 'versionSet'>;

/** Shared resources by kind and name; named values by display name. Names are in lower case. */
type SharedIndex = Readonly<Record<SharedKind, ReadonlyMap<string, SharedResource>>>;

/** Reads which shared resources there are, once for all APIs. */
export function indexSharedResources(workspaceRoot: string, artifacts: ApiopsArtifacts): SharedResources {
  const root = join(workspaceRoot, artifacts.folder);
  const layout = artifacts.layout ?? detectLayout(listFolder(root).map((name) => `${name}/`));
  const list = (kind: SharedKind): readonly SharedResource[] => listResources(root, artifacts.folder, { kind, layout });
  const index: SharedIndex = {
    backend: byName(list('backend')),
    namedValue: byDisplayName(list('namedValue'), root, layout),
    policyFragment: byName(list('policyFragment')),
    versionSet: byName(list('versionSet')),
  };
  const fragments = new Map<SharedResource, ReadonlySet<SharedResource>>();

  const usedByFragment = (fragment: SharedResource): ReadonlySet<SharedResource> => {
    const known = fragments.get(fragment);
    if (known) return known;
    // A fragment that includes itself adds nothing.
    fragments.set(fragment, new Set());
    const used = namedIn(fragmentText(root, fragment.name, layout));
    fragments.set(fragment, used);
    return used;
  };
  const namedIn = (policy: string): ReadonlySet<SharedResource> => {
    const references = referencesIn(policy);
    const find = (kind: SharedKind, names: readonly string[]): readonly SharedResource[] =>
      names.flatMap((name) => index[kind].get(name.toLowerCase()) ?? []);
    const included = find('policyFragment', references.fragments);
    return new Set([
      ...find('backend', references.backends),
      ...find('namedValue', references.namedValues),
      ...included,
      ...included.flatMap((fragment) => [...usedByFragment(fragment)]),
    ]);
  };

  return {
    usedBy: ({ root: folder }) => {
      const { apiVersionSetId } = readInformation(join(workspaceRoot, folder, 'apiInformation.json'));
      const versionSet = index.versionSet.get(
        String(apiVersionSetId ?? '')
          .toLowerCase()
          .split('/')
          .at(-1) ?? '',
      );
      const used = policiesBelow(join(workspaceRoot, folder)).flatMap((policy) => [...namedIn(policy)]);
      return [...new Set([...used, ...(versionSet ? [versionSet] : [])])].sort((a, b) =>
        a.folder < b.folder ? -1 : 1,
      );
    },
  };
}

/** Texts of the policies of an API, its operations and its resolvers. */
function policiesBelow(folder: string): readonly string[] {
  const nested = ['operations', 'resolvers'].flatMap((kind) =>
    listFolder(join(folder, kind)).map((name) => join(folder, kind, name)),
  );
  return [folder, ...nested].flatMap((place) => readText(join(place, 'policy.xml')) ?? []);
}

const NOTHING = { backends: [], fragments: [], namedValues: [] } as const;

/** Most policies of operations name nothing, and reading them as XML is what takes the time. */
const MAY_NAME_SOMETHING = /fragment-id|backend-id|\{\{/;

/** A policy that is not well formed names nothing here; publishing reports it. */
function referencesIn(policy: string): Pick<ReturnType<typeof policyReferences>, keyof typeof NOTHING> {
  if (!MAY_NAME_SOMETHING.test(policy)) return NOTHING;
  try {
    return policyReferences(policy);
  } catch (error) {
    if (error instanceof ApimError) return NOTHING;
    throw error;
  }
}

function listResources(
  root: string,
  artifactFolder: string,
  { kind, layout }: { readonly kind: SharedKind; readonly layout: Layout },
): readonly SharedResource[] {
  const anyFile = toArtifactPath(resourceId(kind, ['x']), layout);
  const parent = anyFile.slice(0, anyFile.indexOf('/x/'));
  return listFolder(join(root, parent)).map((name) => ({ kind, name, folder: `${artifactFolder}/${parent}/${name}` }));
}

function byName(resources: readonly SharedResource[]): ReadonlyMap<string, SharedResource> {
  return new Map(resources.map((resource) => [resource.name.toLowerCase(), resource]));
}

function byDisplayName(
  resources: readonly SharedResource[],
  root: string,
  layout: Layout,
): ReadonlyMap<string, SharedResource> {
  return new Map(
    resources.map((resource) => {
      const file = toArtifactPath(resourceId(resource.kind, [resource.name]), layout);
      const { displayName } = readInformation(join(root, file));
      return [(typeof displayName === 'string' ? displayName : resource.name).toLowerCase(), resource];
    }),
  );
}

function fragmentText(root: string, name: string, layout: Layout): string {
  const id = resourceId('policyFragment', [name]);
  const textPath = toTextPath(id, layout);
  const text = textPath === undefined ? undefined : readText(join(root, textPath));
  return text ?? String(readInformation(join(root, toArtifactPath(id, layout)))['value'] ?? '');
}

/** The properties in an information file; none where it cannot be read, which publishing reports. */
function readInformation(file: string): JsonObject {
  try {
    const value: unknown = JSON.parse(readText(file) ?? '{}');
    const properties = isJsonObject(value) ? value['properties'] : undefined;
    return isJsonObject(properties) ? properties : {};
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}

function readText(file: string): string | undefined {
  return existing(() => readFileSync(file, 'utf8'));
}

function listFolder(folder: string): readonly string[] {
  return existing(() => readdirSync(folder)) ?? [];
}

/** One call instead of two: a large repository has tens of thousands of files. */
function existing<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return undefined;
    throw error;
  }
}
