import type { Hosting } from '@nx-apiops/config';
import { planRepository, readPipelineSources, type PipelineSources, type RepositorySnapshot } from '@nx-apiops/rollout';

export type Files = Readonly<Record<string, string>>;

/** Repositories of one kind, and what has become of them when a campaign is through. */
export interface Kind {
  readonly name: string;
  readonly count: number;
  readonly files: (repository: string) => Files;
  readonly defaultBranch?: string;
  /** Facts that GitHub alone has. */
  readonly github?: {
    readonly archived?: boolean;
    readonly disabled?: boolean;
    readonly isFork?: boolean;
    readonly isTemplate?: boolean;
    readonly noWrite?: boolean;
    readonly protectedBranch?: boolean;
    readonly topics?: readonly string[];
    readonly checks?: 'success' | 'failure';
  };
  /** Kinds that Azure DevOps does not have are left out there. */
  readonly onlyGitHub?: boolean;
  readonly outcome: 'current' | 'pull-request' | 'draft' | 'conflict' | 'skipped';
}

const CURRENT = readPipelineSources();

/** An older version, of which every file says something else. */
const OLD: PipelineSources = {
  ...CURRENT,
  version: '0.0.9',
  workflows: older(CURRENT.workflows),
  templates: older(CURRENT.templates),
};

function older(files: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...files].map(([path, text]) => [path, `${text}# old\n`]));
}

function apiopsYaml(hosting: Hosting, repository: string, more = ''): string {
  return `version: 1
organization: acme
hosting: ${hosting}
${hosting === 'azure-devops' ? 'project: apis\n' : ''}environments:
  - name: dev
    serviceName: apim-${repository}-dev # ours
  - name: prod
    serviceName: apim-${repository}-prod
${more}`;
}

/** A repository with these files, as a plan sees it. */
export function snapshotOf(hosting: Hosting, files: Files, defaultBranch = 'main'): RepositorySnapshot {
  return {
    host: hosting,
    fullName: hosting === 'github' ? 'acme/any' : 'acme/apis/any',
    defaultBranch,
    headOid: '0'.repeat(40),
    flags: [],
    topics: [],
    properties: {},
    teams: [],
    paths: Object.keys(files),
    files: Object.fromEntries(Object.entries(files).map(([path, text]) => [path, { oid: '0'.repeat(40), text }])),
  };
}

/** The files after the standard of a version was brought to them. */
export function standardised(hosting: Hosting, files: Files, sources: PipelineSources = CURRENT): Files {
  const { changes } = planRepository(snapshotOf(hosting, files), { sources });
  const after = new Map(Object.entries(files));
  for (const change of changes) {
    if (change.kind === 'delete') after.delete(change.path);
    else after.set(change.path, change.text);
  }
  return Object.fromEntries(after);
}

/** 300 repositories in every state that a rollout meets. */
export function organizationOf(hosting: Hosting): readonly Kind[] {
  const artifacts = { 'apim-artifacts/apis/orders/apiInformation.json': '{}\n', 'README.md': '# Ours – täglich\n' };
  const base = (repository: string, more = ''): Files => ({
    ...artifacts,
    'apiops.yaml': apiopsYaml(hosting, repository, more),
  });
  const fresh = (repository: string): Files => standardised(hosting, base(repository));
  const old = (repository: string): Files => standardised(hosting, base(repository), OLD);
  const edited = (files: Files): Files => {
    const [path = ''] = Object.keys(files).filter((name) =>
      /^\.(?:github\/workflows|azure-pipelines)\/.*publish/.test(name),
    );
    return {
      ...files,
      [path]: (files[path] ?? '').replace('name: ', 'name: Our ').replace('trigger:', 'trigger: # ours'),
    };
  };
  const windows = (files: Files): Files =>
    Object.fromEntries(Object.entries(files).map(([path, text]) => [path, text.replaceAll('\n', '\r\n')]));
  const kinds: readonly Kind[] = [
    { name: 'fresh', count: hosting === 'github' ? 110 : 145, files: fresh, outcome: 'current' },
    { name: 'old', count: 87, files: old, outcome: 'pull-request' },
    { name: 'windows', count: 5, files: (repository) => windows(old(repository)), outcome: 'pull-request' },
    { name: 'bare', count: 5, files: base, outcome: 'pull-request' },
    { name: 'edited', count: 10, files: (repository) => edited(old(repository)), outcome: 'draft' },
    { name: 'stuck', count: 5, files: (repository) => edited(fresh(repository)), outcome: 'conflict' },
    { name: 'trunk', count: 10, files: old, defaultBranch: 'trunk', outcome: 'pull-request' },
    { name: 'guarded', count: 10, files: old, github: { protectedBranch: true }, outcome: 'pull-request' },
    {
      name: 'opted-out',
      count: 5,
      files: (repository) => standardised(hosting, base(repository, 'rollout: false\n'), OLD),
      outcome: 'skipped',
    },
    {
      name: 'broken',
      count: 3,
      files: (repository) => ({ ...old(repository), 'apiops.yaml': 'version: 1\norganization: [' }),
      outcome: 'conflict',
    },
    { name: 'empty', count: 10, files: () => ({}), outcome: 'skipped' },
    { name: 'website', count: 5, files: () => ({ 'index.html': '<p>\n' }), outcome: 'skipped' },
    {
      name: 'topic',
      count: 5,
      files: old,
      github: { topics: ['nx-apiops-opt-out'] },
      onlyGitHub: true,
      outcome: 'skipped',
    },
    { name: 'archived', count: 10, files: old, github: { archived: true }, onlyGitHub: true, outcome: 'skipped' },
    { name: 'forked', count: 5, files: old, github: { isFork: true }, onlyGitHub: true, outcome: 'skipped' },
    { name: 'template', count: 5, files: old, github: { isTemplate: true }, onlyGitHub: true, outcome: 'skipped' },
    { name: 'disabled', count: 3, files: old, github: { disabled: true }, onlyGitHub: true, outcome: 'skipped' },
    { name: 'locked', count: 7, files: old, github: { noWrite: true }, onlyGitHub: true, outcome: 'skipped' },
  ];
  return kinds.filter(({ onlyGitHub }) => !onlyGitHub || hosting === 'github');
}

export interface SeededRepository {
  readonly name: string;
  readonly kind: Kind;
  readonly files: Files;
}

export function repositoriesOf(kinds: readonly Kind[]): readonly SeededRepository[] {
  return kinds.flatMap((kind) =>
    Array.from({ length: kind.count }, (_, index) => {
      const name = `${kind.name}-${String(index + 1).padStart(3, '0')}`;
      return { name, kind, files: kind.files(name) };
    }),
  );
}
