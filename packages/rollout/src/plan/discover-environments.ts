import { isJsonObject, type JsonObject } from '@nx-apiops/plan';
import { yamlObjects } from '../derive/yaml-objects.js';
import { readText, type RepositorySnapshot } from './repository-snapshot.js';

/** What the files of the older tools tell of an environment. */
export interface FoundEnvironment {
  readonly name: string;
  readonly serviceName?: string;
  readonly resourceGroup?: string;
  readonly subscriptionId?: string;
}

export interface FoundEnvironments {
  /** In the order of promotion where `isOrdered`, else by name. */
  readonly environments: readonly FoundEnvironment[];
  /** Whether the usual meaning of the names tells the order of promotion. */
  readonly isOrdered: boolean;
  /** Names of secrets that override files ask for by token, sorted. */
  readonly secrets: readonly string[];
}

type Field = Exclude<keyof FoundEnvironment, 'name'>;

/** Variables of the older tools, and what a value of theirs must look like: expressions are none. */
const VARIABLES: Readonly<Record<string, { readonly field: Field; readonly pattern: RegExp }>> = {
  API_MANAGEMENT_SERVICE_NAME: { field: 'serviceName', pattern: /^[a-zA-Z](?:[a-zA-Z0-9-]{0,48}[a-zA-Z0-9])?$/ },
  apimServiceName: { field: 'serviceName', pattern: /^[a-zA-Z](?:[a-zA-Z0-9-]{0,48}[a-zA-Z0-9])?$/ },
  AZURE_RESOURCE_GROUP_NAME: { field: 'resourceGroup', pattern: /^[\p{L}\p{N}_.()-]{0,89}[\p{L}\p{N}_()-]$/u },
  AZURE_SUBSCRIPTION_ID: { field: 'subscriptionId', pattern: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i },
};

const ENVIRONMENT = /^[a-z][a-z0-9-]{0,30}$/;
const OVERRIDES = /^configuration\.([^/]+)\.ya?ml$/;
const PIPELINE =
  /^(?:\.github\/workflows\/[^/]+|(?:tools\/)?pipelines\/.+|\.azure-pipelines\/.+|azure-pipelines[^/]*)\.ya?ml$/;
const PUBLISHES = /API_MANAGEMENT|apimServiceName|\bapiops\b|\bpublisher\b/i;
const TOKEN = /\{#\[?([A-Z][A-Z0-9_]{0,99})\]?#\}/g;

/** Names in the order of promotion, as they are usually meant. */
const STAGES = [
  /^(?:sandbox|sbx|poc|local)$/,
  /^(?:dev|develop|development)$/,
  /^(?:int|integration|sit)$/,
  /^(?:test|tst|testing)$/,
  /^(?:qa|qas|quality)$/,
  /^(?:uat|acc|acceptance)$/,
  /^(?:stage|staging|stg|preprod|pre-prod|ppe)$/,
  /^(?:prod|production|prd|live)$/,
];

/** Finds the environments in files of overrides, workflows and pipelines of the older tools. Pure. */
export function discoverEnvironments(snapshot: RepositorySnapshot): FoundEnvironments {
  const found = new Map<string, Map<Field, Set<string>>>();
  const secrets = new Set<string>();
  const note: Note = (environment, field, value) => {
    if (!ENVIRONMENT.test(environment)) return;
    const fields = found.get(environment) ?? new Map<Field, Set<string>>();
    found.set(environment, fields);
    if (field !== undefined && value !== undefined) fields.set(field, (fields.get(field) ?? new Set()).add(value));
  };
  for (const path of snapshot.paths) {
    const [, environment] = OVERRIDES.exec(path) ?? [];
    if (environment !== undefined && environment !== 'extractor') {
      const text = readText(snapshot, path) ?? '';
      for (const [, token = ''] of text.matchAll(TOKEN)) secrets.add(token);
      note(environment);
      for (const value of yamlObjects(text)) noteVariables(value, environment, note);
    } else if (PIPELINE.test(path)) {
      const text = readText(snapshot, path) ?? '';
      if (PUBLISHES.test(text)) for (const value of yamlObjects(text)) walk(value, {}, note);
    }
  }
  const { sorted, isOrdered } = byStage([...found.keys()]);
  return {
    environments: withoutShared(sorted.map((name) => ({ name, ...soleValues(found.get(name)) }))),
    isOrdered,
    secrets: [...secrets].filter((name) => !name.startsWith('GITHUB_')).sort(),
  };
}

type Note = (environment: string, field?: Field, value?: string) => void;

/** `environment` of a job counts for all in it, `env` and `variables` around it for the job. */
function walk(value: unknown, around: JsonObject, note: Note): void {
  if (Array.isArray(value)) for (const item of value) walk(item, around, note);
  if (!isJsonObject(value)) return;
  const own = isJsonObject(value['with']) ? value['with'] : {};
  const environment = environmentOf(value['environment']) ?? environmentOf(own['API_MANAGEMENT_ENVIRONMENT']);
  const inside: JsonObject = {
    ...around,
    ...asVariables(value['env']),
    ...asVariables(value['variables']),
    ...own,
    ...(environment !== undefined && { environment }),
  };
  const here = inside['environment'];
  if (typeof here === 'string') {
    note(here);
    noteVariables(inside, here, note);
  }
  for (const [key, member] of Object.entries(value)) if (key !== 'with') walk(member, inside, note);
}

function environmentOf(value: unknown): string | undefined {
  const name = isJsonObject(value) ? value['name'] : value;
  return typeof name === 'string' ? name : undefined;
}

/** GitHub has a mapping, Azure Pipelines a mapping or a list of names and values. */
function asVariables(value: unknown): JsonObject {
  if (isJsonObject(value)) return value;
  if (!Array.isArray(value)) return {};
  const pairs = (value as unknown[]).flatMap((item): [string, string][] => {
    const { name, value: member } = isJsonObject(item) ? item : {};
    return typeof name === 'string' && typeof member === 'string' ? [[name, member]] : [];
  });
  return Object.fromEntries(pairs);
}

function noteVariables(variables: JsonObject, environment: string, note: Note): void {
  for (const [variable, { field, pattern }] of Object.entries(VARIABLES)) {
    const value = variables[variable];
    if (typeof value === 'string' && pattern.test(value)) note(environment, field, value);
  }
}

/** Places that contradict each other tell nothing. */
function soleValues(fields: ReadonlyMap<Field, ReadonlySet<string>> | undefined): Partial<Record<Field, string>> {
  const sole = [...(fields ?? [])].filter(([, values]) => values.size === 1);
  return Object.fromEntries(sole.map(([field, values]) => [field, [...values][0] ?? '']));
}

/** Two environments are two instances: a name that stands for both was meant for one of them. */
function withoutShared(environments: readonly FoundEnvironment[]): readonly FoundEnvironment[] {
  const names = environments.map(({ serviceName }) => serviceName);
  const isShared = (name: string | undefined): boolean => names.filter((other) => other === name).length > 1;
  return environments.map(({ serviceName, ...rest }) => ({
    ...rest,
    ...(serviceName !== undefined && !isShared(serviceName) && { serviceName }),
  }));
}

function byStage(names: readonly string[]): { readonly sorted: readonly string[]; readonly isOrdered: boolean } {
  const stageOf = (name: string): number => STAGES.findIndex((stage) => stage.test(name));
  const stages = names.map(stageOf);
  const isOrdered = names.length === 1 || (!stages.includes(-1) && new Set(stages).size === names.length);
  const sorted = [...names].sort((a, b) => (isOrdered ? stageOf(a) - stageOf(b) : a < b ? -1 : 1));
  return { sorted, isOrdered };
}
