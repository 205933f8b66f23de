import {
  readArtifacts,
  resourceKey,
  UNKNOWN_SECRET,
  withoutObsoleteMarkers,
  type ArtifactSource,
  type Layout,
  type ResourceKey,
  type State,
} from '@nx-apiops/apim';
import { parseOverrides, type Overrides } from '@nx-apiops/config';
import type { JsonObject } from '@nx-apiops/plan';
import { resolveOverrides, type WinningEntries, type WinningEntry } from './apply-overrides.js';
import { maskSecrets } from './secret-vault.js';

/** Where the files of one environment's desired state come from. */
export interface DesiredSource {
  readonly artifacts: ArtifactSource;
  readonly layout?: Layout;
  /** `configuration.<env>.yaml`; its text is undefined where there is none. */
  readonly overrides: { readonly file: string; readonly read: () => Promise<string | undefined> };
  /** Values for tokens such as `{#name#}`; undefined for those that nobody set. */
  readonly tokens: (name: string) => string | undefined;
}

/** The effective desired state of one environment. */
export interface DesiredState {
  readonly state: State;
  readonly layout: Layout;
  readonly overrides: Overrides;
  /** The resources that an override changed. */
  readonly overridden: readonly ResourceKey[];
  /** The entry that each value of an override comes from. */
  readonly winners: WinningEntries;
  /** The values that went into it, by the names of their tokens. Never printed. */
  readonly tokens: ReadonlyMap<string, string>;
  /** Files that look like artifacts and are none, perhaps because their names are misspelt. */
  readonly ignoredFiles: readonly string[];
  /** For people: files that are read and change nothing. */
  readonly notes: readonly string[];
}

function isSuspicious(path: string): boolean {
  return /\.(json|xml|wsdl|wadl|graphql)$/i.test(path);
}

/** A secret's place that a Key Vault reference has taken is no open place. */
function withoutNeedlessMarkers(state: State): State {
  return new Map(
    [...state].map(([key, resource]) => {
      const properties = withoutObsoleteMarkers(resource.id.kind, resource.properties);
      return [key, properties === resource.properties ? resource : { ...resource, properties }];
    }),
  );
}

/** Artifacts with overrides merged in. Throws `ARTIFACT_*` of apim, `OVERRIDE`, and the errors of the configuration. */
export async function readDesiredState(source: DesiredSource): Promise<DesiredState> {
  const { file } = source.overrides;
  const text = await source.overrides.read();
  const tokens = new Map<string, string>();
  const lookUp = (name: string): string | undefined => {
    const value = source.tokens(name);
    if (value) tokens.set(name, value);
    return value;
  };
  const overrides: Overrides =
    text === undefined ? { file, entries: [] } : parseOverrides(text, file, { tokens: lookUp });
  const { state, layout, otherFiles, notes } = await readArtifacts(source.artifacts, source.layout);
  const { state: overriddenState, winners } = resolveOverrides(state, overrides);
  const effective = withoutNeedlessMarkers(overriddenState);
  const overridden = [...effective].filter(([key, resource]) => state.get(key) !== resource).map(([key]) => key);
  const ignoredFiles = otherFiles.filter(isSuspicious);
  return { state: effective, layout, overrides, overridden, winners, tokens, ignoredFiles, notes };
}

/** What the overrides make of the artifacts that they touch, with secrets masked, by resource. */
export function maskedOverrides({ state, overridden }: DesiredState): Readonly<Record<ResourceKey, JsonObject>> {
  const resources = overridden.flatMap((key) => state.get(key) ?? []);
  return Object.fromEntries(resources.map((resource) => [resourceKey(resource.id), maskSecrets(resource)]));
}

/** The entry that each overridden value comes from, by resource and path. */
export function winningEntries({
  winners,
}: DesiredState): Readonly<Record<ResourceKey, Readonly<Record<string, WinningEntry>>>> {
  return Object.fromEntries(winners);
}

/** The source with tokens that nobody gives now as unknown, which equals every value. Only for looking. */
export function withUnknownTokens(source: DesiredSource): DesiredSource {
  return { ...source, tokens: (name) => source.tokens(name) || UNKNOWN_SECRET };
}

/** The state that was published at some time, as far as it is known now. */
export async function readPublishedState(source: DesiredSource): Promise<DesiredState> {
  return readDesiredState(withUnknownTokens(source));
}
