import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  APIOPS_YAML,
  applied,
  changedSourcesOf,
  managedSnapshot,
  NEW_VERSION,
  snapshotWith,
  sourcesOf,
  TARGET,
  textOf,
} from '../testing/sample-snapshot.js';
import { planRepository, type RolloutTarget } from './plan-repository.js';
import type { RepositoryPlan } from './repository-plan.js';
import { REPOSITORY_FLAGS, wantedPaths, withFiles, type RepositorySnapshot } from './repository-snapshot.js';

const OLD = '9.0.0';
const PUBLISH = '.github/workflows/publish.yml';
const REUSABLE = '.github/workflows/apiops-publish.yml';
const SHARED = `${APIOPS_YAML}pipelines:
  form: shared
  platform: { repository: acme/platform, ref: v1.0.0 }
`;
const AZURE = APIOPS_YAML.replace('hosting: github', 'hosting: azure-devops');

const plan = (snapshot: RepositorySnapshot, target: RolloutTarget = TARGET): RepositoryPlan =>
  planRepository(snapshot, target);
const edit = (snapshot: RepositorySnapshot, path: string, from: string, to: string): RepositorySnapshot => {
  const text = textOf(snapshot, path);
  expect(text).toContain(from);
  return withFiles(snapshot, { [path]: text.replace(from, to) });
};
const addJob = (snapshot: RepositorySnapshot, path: string, job: string): RepositorySnapshot =>
  edit(snapshot, path, '  # <<< yours: jobs', `${job}\n  # <<< yours: jobs`);

describe.each([
  ['inline on GitHub', APIOPS_YAML],
  ['shared on GitHub', SHARED],
  ['inline on Azure DevOps', AZURE],
  ['shared on Azure DevOps', SHARED.replace('hosting: github', 'hosting: azure-devops')],
])('a repository of an older version, %s', (_, apiopsYaml) => {
  const snapshot = managedSnapshot(OLD, apiopsYaml);

  it('is brought to the new version, with every derived file', () => {
    const planned = plan(snapshot);
    expect(planned).toMatchObject({
      status: 'change',
      currentVersion: OLD,
      targetVersion: NEW_VERSION,
      conflicts: [],
      isDraft: false,
    });
    const derived = snapshot.paths.filter((path) => textOf(snapshot, path).startsWith('# Derived'));
    expect(derived.length).toBeGreaterThanOrEqual(4);
    expect(planned.changes.map(({ path }) => path)).toEqual(derived);
    for (const change of planned.changes) expect(change).toMatchObject({ kind: 'update', added: 2, removed: 2 });
  });

  it('follows apiops.yaml and the sources, whatever they say now', () => {
    const target = { sources: changedSourcesOf(NEW_VERSION) };
    const renamed = edit(snapshot, 'apiops.yaml', 'name: prod', 'name: live');
    const planned = plan(renamed, target);
    expect(planned).toMatchObject({ status: 'change', conflicts: [] });
    const after = applied(renamed, planned);
    const derived = after.paths.filter((path) => textOf(after, path).startsWith('# Derived'));
    const isCopy = (path: string): boolean => /\/(?:apiops-[^/]+|templates\/.+)\.yml$/.test(path);
    for (const path of derived) expect(textOf(after, path).endsWith('# new\n')).toBe(isCopy(path));
    expect(derived.filter((path) => /publish/.test(path)).some((path) => /\blive\b/.test(textOf(after, path)))).toBe(
      true,
    );
    expect(plan(after, target)).toMatchObject({ status: 'current', changes: [] });
  });

  it('is current afterwards, and its own version leaves it alone', () => {
    expect(plan(applied(snapshot, plan(snapshot)))).toMatchObject({ status: 'current', changes: [], checks: [] });
    expect(plan(snapshot, { sources: sourcesOf(OLD) })).toMatchObject({ status: 'current', changes: [] });
  });
});

describe('lines of the user', () => {
  it('survive at their places, with the line ends of the file', () => {
    const line = fc.constantFrom('', '  # Ours', '  smoke:', '    runs-on: ubuntu-latest', "    if: '>>> x'");
    const jobs = fc
      .array(line, { maxLength: 4 })
      .filter((lines) => !/^ {4}/.test(lines.find((text) => !/^\s*(#.*)?$/.test(text)) ?? ''))
      .filter(
        (lines) => new Set(lines.filter((text) => text.trim() !== '')).size === lines.filter((t) => t.trim()).length,
      );
    fc.assert(
      fc.property(jobs, fc.boolean(), (lines, isWindows) => {
        const own = addJob(managedSnapshot(OLD), PUBLISH, ['  # mine', ...lines].join('\n'));
        const text = textOf(own, PUBLISH);
        const snapshot = withFiles(own, { [PUBLISH]: isWindows ? text.replaceAll('\n', '\r\n') : text });
        const planned = plan(snapshot);
        expect(planned.status).toBe('change');
        const after = textOf(applied(snapshot, planned), PUBLISH);
        const eol = isWindows ? '\r\n' : '\n';
        expect(after).toContain(['>>> yours: jobs', '  # mine', ...lines, '  # <<< yours: jobs'].join(eol));
        expect(after.replaceAll('\r\n', '')).not.toContain('\r');
        if (isWindows) expect(after.replaceAll('\r\n', '')).not.toContain('\n');
        expect(plan(applied(snapshot, planned)).status).toBe('current');
      }),
      { numRuns: 40 },
    );
  });

  it('are waited for by the gate, whether or not nx sync ran since', () => {
    const path = '.github/workflows/pull-request.yml';
    const snapshot = addJob(managedSnapshot(OLD), path, '  smoke:\n    runs-on: ubuntu-latest');
    expect(textOf(applied(snapshot, plan(snapshot)), path)).toContain('needs: [apiops, smoke]');
  });
});

describe('an edit elsewhere', () => {
  it.each<[string, (snapshot: RepositorySnapshot) => RepositorySnapshot, string, string]>([
    ['of a caller', (at) => edit(at, PUBLISH, 'name: Publish', 'name: Ours'), PUBLISH, 'edited'],
    ['of a called file', (at) => edit(at, REUSABLE, 'npm ci', 'npm ci --silent'), REUSABLE, 'edited'],
    ['that took the mark away', (at) => edit(at, PUBLISH, '# <<< yours: jobs', ''), PUBLISH, 'own-lines'],
    ['that replaced the file', (at) => withFiles(at, { [PUBLISH]: 'name: Ours\n' }), PUBLISH, 'foreign'],
    [
      'of a file without digest',
      (at) =>
        withFiles(at, {
          [PUBLISH]: textOf(at, PUBLISH)
            .replace(/# As.*\n/, '')
            .replace('name: P', 'name: p'),
        }),
      PUBLISH,
      'unknown-origin',
    ],
    [
      'that does not fit at its place',
      (at) => edit(at, PUBLISH, '  # <<< yours: jobs', 'smoke: 1\n  # <<< yours: jobs'),
      PUBLISH,
      'own-lines',
    ],
  ])('%s is shown and left alone', (_, change, path, reason) => {
    const snapshot = change(managedSnapshot(OLD));
    const planned = plan(snapshot);
    expect(planned).toMatchObject({ status: 'conflict', isDraft: true });
    expect(planned.conflicts).toMatchObject([{ path, reason }]);
    expect(planned.conflicts[0]?.difference.some((line) => line.startsWith('- '))).toBe(true);
    expect(planned.reason).toContain(path);
    expect(planned.changes.map((change) => change.path)).not.toContain(path);
    const after = applied(snapshot, planned);
    expect(textOf(after, path)).toBe(textOf(snapshot, path));
    expect(plan(after)).toMatchObject({ status: 'conflict', changes: [] });
  });

  it('never gets lost, wherever it is', () => {
    const base = managedSnapshot(OLD);
    const lines = textOf(base, PUBLISH).split('\n');
    const place = lines.findIndex((line) => line.includes('>>> yours'));
    fc.assert(
      fc.property(fc.integer({ min: 2, max: lines.length - 1 }), fc.boolean(), (index, isChanged) => {
        const target = isChanged ? { sources: changedSourcesOf(NEW_VERSION) } : TARGET;
        const edited = lines.toSpliced(index, 0, '# EDIT');
        const snapshot = withFiles(base, { [PUBLISH]: edited.join('\n') });
        expect(textOf(applied(snapshot, plan(snapshot, target)), PUBLISH)).toContain('# EDIT');
        expect(plan(snapshot, target).status).toBe(index === place + 1 ? 'change' : 'conflict');
      }),
    );
  });

  it('of the header alone is put right, since nothing gets lost', () => {
    const snapshot = edit(managedSnapshot(OLD), PUBLISH, `nx-apiops ${OLD}`, 'nx-apiops 8.0.0');
    expect(plan(snapshot)).toMatchObject({ status: 'change', currentVersion: '8.0.0', conflicts: [] });
  });

  it('that says what the new version says is no conflict', () => {
    const target = { sources: { ...TARGET.sources, workflows: new Map([...TARGET.sources.workflows]) } };
    const workflow = target.sources.workflows.get('apiops-publish.yml') ?? '';
    target.sources.workflows.set('apiops-publish.yml', workflow.replace('npm ci', 'npm ci --silent'));
    const snapshot = edit(managedSnapshot(OLD), REUSABLE, 'npm ci', 'npm ci --silent');
    expect(plan(snapshot, target)).toMatchObject({ status: 'change', conflicts: [] });
  });
});

describe('a derived file that is not needed any more', () => {
  const wasInline = withFiles(managedSnapshot(OLD), { 'apiops.yaml': SHARED });

  it('is removed where it stands as it was derived', () => {
    const planned = plan(wasInline);
    expect(planned.changes.filter(({ kind }) => kind === 'delete').map(({ path }) => path)).toContain(REUSABLE);
    expect(plan(applied(wasInline, planned))).toMatchObject({ status: 'current' });
  });

  it('stays where it was edited, and so does a file of the user', () => {
    const ours = withFiles(edit(wasInline, REUSABLE, 'npm ci', 'x'), { '.github/workflows/ours.yml': 'name: Ours\n' });
    const planned = plan(ours);
    expect(planned).toMatchObject({ status: 'conflict', conflicts: [{ path: REUSABLE, reason: 'edited' }] });
    expect(planned.changes.map(({ path }) => path)).not.toContain('.github/workflows/ours.yml');
  });
});

describe('a repository is skipped', () => {
  it.each(REPOSITORY_FLAGS)('when it is %s', (flag) => {
    const planned = plan({ ...managedSnapshot(OLD), flags: [flag] });
    expect(planned).toMatchObject({ status: 'skipped', skip: flag, changes: [] });
    expect(planned.reason).not.toBe('');
  });

  it.each<[string, RepositorySnapshot, string]>([
    ['by its topic', managedSnapshot(OLD, APIOPS_YAML, { topics: ['nx-apiops-opt-out'] }), 'opted-out'],
    [
      'by its apiops.yaml',
      withFiles(managedSnapshot(OLD), { 'apiops.yaml': `${APIOPS_YAML}rollout: false\n` }),
      'opted-out',
    ],
    ['when it is newer', managedSnapshot('9.2.0'), 'newer'],
    ['when it has no API', snapshotWith({ 'README.md': '# Ours\n' }), 'not-apiops'],
    [
      'when its pull request was closed',
      { ...managedSnapshot(OLD), pullRequest: { number: 7, url: 'https://github.com/x', state: 'closed' } },
      'declined',
    ],
  ])('%s', (_, snapshot, skip) => {
    expect(plan(snapshot)).toMatchObject({ status: 'skipped', skip, changes: [] });
  });

  it('not when the pull request is open, was merged, or there is nothing to do', () => {
    const pullRequest = { number: 7, url: 'https://github.com/x' };
    expect(plan({ ...managedSnapshot(OLD), pullRequest: { ...pullRequest, state: 'open' } }).status).toBe('change');
    expect(plan({ ...managedSnapshot(OLD), pullRequest: { ...pullRequest, state: 'merged' } }).status).toBe('change');
    expect(plan({ ...managedSnapshot(NEW_VERSION), pullRequest: { ...pullRequest, state: 'closed' } }).status).toBe(
      'current',
    );
  });
});

it('an apiops.yaml that is not valid is a conflict of that repository alone', () => {
  const planned = plan(withFiles(managedSnapshot(OLD), { 'apiops.yaml': 'version: 2\n' }));
  expect(planned).toMatchObject({
    status: 'conflict',
    changes: [],
    conflicts: [{ path: 'apiops.yaml', reason: 'invalid' }],
  });
});

it('a target may ask for drafts, where there is a pull request', () => {
  const target = { ...TARGET, isDraft: true };
  expect(plan(managedSnapshot(OLD), target)).toMatchObject({ status: 'change', isDraft: true });
  expect(plan(managedSnapshot(NEW_VERSION), target)).toMatchObject({ status: 'current', isDraft: false });
  expect(plan({ ...managedSnapshot(OLD), flags: ['fork'] }, target)).toMatchObject({ isDraft: false });
});

describe('the platform of the shared form', () => {
  const target: RolloutTarget = { ...TARGET, platform: { repository: 'acme/platform', ref: 'v1.1.0' } };

  it('is moved to the version of the campaign, with all else in apiops.yaml as it was', () => {
    const snapshot = managedSnapshot(OLD, SHARED);
    const after = applied(snapshot, plan(snapshot, target));
    expect(textOf(after, 'apiops.yaml')).toBe(SHARED.replace('v1.0.0', 'v1.1.0'));
    expect(textOf(after, PUBLISH)).toContain('acme/platform/.github/workflows/apiops-publish.yml@v1.1.0');
    expect(plan(after, target).status).toBe('current');
  });

  it.each([
    ['another platform', SHARED.replace('acme/platform', 'acme/other')],
    ['a newer version', SHARED.replace('v1.0.0', 'v1.2.0')],
    ['the inline form', APIOPS_YAML],
  ])('stays with %s', (_, apiopsYaml) => {
    const snapshot = managedSnapshot(OLD, apiopsYaml);
    expect(plan(snapshot, target).changes.map(({ path }) => path)).not.toContain('apiops.yaml');
  });
});

describe('the protection of the campaign', () => {
  const target: RolloutTarget = { ...TARGET, protection: { approvals: 2, actions: { token: 'read' } } };

  it('is stated member by member, with all else as it was, and who reviews is told to apply it', () => {
    const own = 'protection:\n  approvals: 1 # for now\n  codeOwners: true # ours\n  actions:\n    token: read\n';
    const snapshot = managedSnapshot(OLD, APIOPS_YAML + own);
    const planned = plan(snapshot, target);
    expect(textOf(applied(snapshot, planned), 'apiops.yaml')).toBe(
      APIOPS_YAML + own.replace('approvals: 1', 'approvals: 2'),
    );
    expect(planned.checks).toEqual([expect.stringContaining('runs npx nx-apiops protect apply')]);
    expect(plan(applied(snapshot, planned), target)).toMatchObject({ status: 'current', changes: [] });
  });

  it('makes the section where there is none, also in the other line ends', () => {
    const snapshot = managedSnapshot(OLD, APIOPS_YAML.replaceAll('\n', '\r\n'));
    const text = textOf(applied(snapshot, plan(snapshot, target)), 'apiops.yaml');
    const section = '\nprotection:\n  approvals: 2\n  actions:\n    token: read\n';
    expect(text).toBe((APIOPS_YAML + section).replaceAll('\n', '\r\n'));
  });

  it('leaves a repository alone that states it already, however it is written', () => {
    const own = 'protection: { actions: { "token": read }, approvals: 0x2 }\n';
    const planned = plan(managedSnapshot(NEW_VERSION, APIOPS_YAML + own), target);
    expect(planned).toMatchObject({ status: 'current', changes: [], checks: [] });
  });

  it('stands in the pipelines that are derived from it', () => {
    const { changes } = plan(managedSnapshot(NEW_VERSION), target);
    expect(changes).toContainEqual(
      expect.objectContaining({
        path: '.github/workflows/drift.yml',
        text: expect.stringContaining('uses: ./.github/workflows/apiops-protection.yml'),
      }),
    );
  });

  it('is a conflict where the host does not know it, in its words', () => {
    expect(plan(managedSnapshot(OLD, AZURE), target)).toMatchObject({
      status: 'conflict',
      changes: [],
      conflicts: [
        { path: 'apiops.yaml', message: expect.stringMatching(/that the campaign states.*Azure DevOps has no/) },
      ],
    });
  });
});

describe('package.json', () => {
  const manifest =
    '{\r\n\t"name": "x",\r\n\t"dependencies": { "nx-apiops":  "^9.0.0", "@nx-apiops/cli": "~9.0.0" }\r\n}\r\n';
  const snapshot = withFiles(managedSnapshot(OLD), { 'package.json': manifest, 'package-lock.json': '{}' });
  const tools = { 'nx-apiops': NEW_VERSION, '@nx-apiops/cli': NEW_VERSION };

  it('stays unless the campaign raises tools', () => {
    expect(plan(snapshot).changes.map(({ path }) => path)).not.toContain('package.json');
  });

  it('need not follow where pipelines say the same, and who reviews is told where they do not', () => {
    expect(plan(snapshot).checks).toEqual([]);
    const sources = changedSourcesOf(NEW_VERSION);
    expect(plan(snapshot, { sources }).checks).toEqual([
      expect.stringContaining(`npm install @nx-apiops/cli@^${NEW_VERSION} nx-apiops@^${NEW_VERSION}`),
    ]);
    expect(plan(snapshot, { sources, tools }).checks.join()).not.toContain('sync:check');
  });

  it('gets the versions, and who reviews is told about the lock', () => {
    const planned = plan(snapshot, { ...TARGET, tools });
    expect(textOf(applied(snapshot, planned), 'package.json')).toBe(manifest.replaceAll('9.0.0', NEW_VERSION));
    expect(planned.checks.join()).toContain('package-lock.json');
    expect(plan(applied(snapshot, planned), { ...TARGET, tools })).toMatchObject({ status: 'current' });
  });
});

describe('CODEOWNERS', () => {
  const api = 'apim-artifacts/apis/orders/catalog-info.yaml';
  const snapshot = withFiles(managedSnapshot(OLD), {
    '.github/CODEOWNERS': '* @acme/platform\r\n*.md @acme/docs\r\n',
    [api]: 'kind: API\nspec: { owner: orders }\n',
  });

  it('gets its derived block, and all other lines stay', () => {
    const after = applied(snapshot, plan(snapshot));
    const text = textOf(after, '.github/CODEOWNERS');
    expect(text).toContain('/apim-artifacts/apis/orders/ @acme/orders\r\n');
    expect(text.startsWith('* @acme/platform\r\n')).toBe(true);
    expect(text.endsWith('*.md @acme/docs\r\n')).toBe(true);
    expect(plan(after).status).toBe('current');
  });

  it('is a conflict where its marks do not go together', () => {
    const broken = withFiles(snapshot, { '.github/CODEOWNERS': '# >>> derived\n' });
    expect(plan(broken).conflicts).toMatchObject([{ path: '.github/CODEOWNERS', reason: 'own-lines' }]);
  });
});

describe('what a plan needs', () => {
  it('is named by wantedPaths', () => {
    const wanted = [
      'apiops.yaml',
      'CODEOWNERS',
      '.azure-pipelines/templates/steps/x.yml',
      'a/apis/b/catalog-info.yaml',
    ];
    expect(wantedPaths([...wanted, 'a/apis/b/policy.xml', 'src/x.ts', '.azure-pipelines/README.md'])).toEqual(wanted);
  });

  it('must have been read', () => {
    const { [PUBLISH]: _, ...files } = managedSnapshot(OLD).files;
    expect(() => plan({ ...managedSnapshot(OLD), files })).toThrow(`${PUBLISH} of acme/orders-apis was not read.`);
  });

  it('is plain data, and so is what it gives', () => {
    const planned = plan(managedSnapshot(OLD));
    expect(JSON.parse(JSON.stringify(planned))).toEqual(planned);
  });
});
