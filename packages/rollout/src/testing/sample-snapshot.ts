import { parseApiopsConfig } from '@nx-apiops/config';
import { readPipelineSources, type PipelineSources } from '../derive/pipeline-sources.js';
import type { RepositoryPlan } from '../plan/repository-plan.js';
import { planRepository, type RolloutTarget } from '../plan/plan-repository.js';
import { withFiles, type RepositorySnapshot } from '../plan/repository-snapshot.js';

export const NEW_VERSION = '9.1.0';

/** The present sources under another version. */
export function sourcesOf(version: string): PipelineSources {
  return { ...readPipelineSources(), version };
}

/** Sources of a version in which every file says something else. */
export function changedSourcesOf(version: string): PipelineSources {
  const changed = (files: ReadonlyMap<string, string>) =>
    new Map([...files].map(([path, text]) => [path, `${text}# new\n`]));
  const { workflows, templates, workspace } = sourcesOf(version);
  return { version, workflows: changed(workflows), templates: changed(templates), workspace };
}

export const TARGET: RolloutTarget = { sources: sourcesOf(NEW_VERSION) };

export const APIOPS_YAML = `version: 1
organization: acme
hosting: github
environments:
  - name: dev
    serviceName: apim-acme-dev # ours
  - name: prod
    serviceName: apim-acme-prod
`;

/** A repository with these files. */
export function snapshotWith(
  files: Readonly<Record<string, string>>,
  facts: Partial<RepositorySnapshot> = {},
): RepositorySnapshot {
  const empty: RepositorySnapshot = {
    host: 'github',
    fullName: 'acme/orders-apis',
    defaultBranch: 'main',
    headOid: 'a'.repeat(40),
    flags: [],
    topics: [],
    properties: {},
    teams: [],
    paths: [],
    files: {},
    ...facts,
  };
  return withFiles(empty, files);
}

/** A repository whose derived files are those of a version. */
export function managedSnapshot(
  version: string,
  apiopsYaml = APIOPS_YAML,
  facts: Partial<RepositorySnapshot> = {},
): RepositorySnapshot {
  const host = parseApiopsConfig(apiopsYaml, 'apiops.yaml').hosting;
  const bare = snapshotWith({ 'apiops.yaml': apiopsYaml }, { host, ...facts });
  return applied(bare, planRepository({ ...bare, flags: [] }, { sources: sourcesOf(version) }));
}

/** The snapshot after the pull request of a plan was merged. */
export function applied(snapshot: RepositorySnapshot, { changes }: RepositoryPlan): RepositorySnapshot {
  const texts = changes.map((change) => [change.path, change.kind === 'delete' ? undefined : change.text] as const);
  return withFiles(snapshot, Object.fromEntries(texts));
}

export function textOf(snapshot: RepositorySnapshot, path: string): string {
  return snapshot.files[path]?.text ?? '';
}
