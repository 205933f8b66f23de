import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { settingId, type Plan, type SettingOperation } from '@nx-apiops/plan';
import { afterAll, describe, expect, it } from 'vitest';
import { APPLICATIONS, AZURE_DEVOPS, changesOf, GITHUB, HOSTILE, MODEL, planOf } from '../../test/emit-cases.js';
import { IDENTITY_TYPES, identitySettings } from '../identity-settings.js';
import { deterministicId } from '../roles.js';
import { emitScript, type EmittedFile } from './emit-script.js';

const github = { model: MODEL, host: GITHUB };
const CASES: readonly (readonly [string, readonly EmittedFile[]])[] = [
  ['cli-github', emitScript(planOf(MODEL, GITHUB), github, 'cli')],
  ['cli-applications', emitScript(planOf(APPLICATIONS, GITHUB), { model: APPLICATIONS, host: GITHUB }, 'cli')],
  ['cli-azure-devops', emitScript(planOf(MODEL, AZURE_DEVOPS), { model: MODEL, host: AZURE_DEVOPS }, 'cli')],
  ['cli-changes', emitScript(changesOf(MODEL, GITHUB), github, 'cli')],
  [
    'cli-applications-azure-devops',
    emitScript(changesOf(APPLICATIONS, AZURE_DEVOPS), { model: APPLICATIONS, host: AZURE_DEVOPS }, 'cli'),
  ],
  ['bicep-github', emitScript(planOf(MODEL, GITHUB), github, 'bicep')],
  ['bicep-changes', emitScript(changesOf(MODEL, GITHUB), github, 'bicep')],
];

const folder = mkdtempSync(join(tmpdir(), 'nx-apiops-emit-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const has = (program: string): boolean => spawnSync(program, ['--version']).status === 0;

describe.each(CASES)('%s', (name, files) => {
  it('is as its golden files', () => {
    const golden = fileURLToPath(new URL(`golden/${name}`, import.meta.url));
    if (process.env['UPDATE_GOLDEN'] === '1') {
      rmSync(golden, { recursive: true, force: true });
      mkdirSync(golden, { recursive: true });
      for (const { file, text } of files) writeFileSync(join(golden, file), text);
    }
    const hint = 'If the change is meant, run: UPDATE_GOLDEN=1 npx vitest run packages/identity';
    expect(files.map(({ file }) => file).sort(), hint).toEqual(readdirSync(golden).sort());
    for (const { file, text } of files) {
      expect(text, hint).toBe(readFileSync(join(golden, file), 'utf8').replaceAll('\r\n', '\n'));
    }
  });

  const scripts = files.filter(({ file }) => file.endsWith('.sh'));
  const hasShellcheck = has('shellcheck');
  it.skipIf(!hasShellcheck)(
    `passes shellcheck ${hasShellcheck ? '' : '(skipped: shellcheck is not installed here)'}`,
    () => {
      for (const { text } of scripts) {
        const { stdout } = spawnSync('shellcheck', ['--format=gcc', '--severity=style', '-'], {
          input: text,
          encoding: 'utf8',
        });
        expect(stdout).toBe('');
      }
    },
  );

  it('declares what it refers to, once, with every bracket closed', () => {
    for (const { file, text } of files.filter(({ file }) => file.endsWith('.bicep'))) {
      expectBicep(text, file, new Set(files.map((one) => one.file)));
    }
  });
});

/** There is no compiler here; this holds what a mistake in writing would break. */
function expectBicep(text: string, file: string, files: ReadonlySet<string>): void {
  const bare = text.replaceAll(/^\s*\/\/.*$/gm, '').replaceAll(/'(?:\\.|[^'\\\n])*'/g, "''");
  expect(bare.match(/'/g)?.length ?? 0, `${file}: quotes`).toBe((bare.match(/''/g)?.length ?? 0) * 2);
  const open: string[] = [];
  for (const bracket of bare.match(/[[\](){}]/g) ?? []) {
    if ('[({'.includes(bracket)) open.push(bracket);
    else expect(`${open.pop()}${bracket}`, `${file}: brackets`).toMatch(/^(?:\[\]|\(\)|\{\})$/);
  }
  expect(open, `${file}: brackets`).toEqual([]);
  const declared = [...bare.matchAll(/^(?:param|resource|module|var) (\w+)/gm)].map(([, symbol]) => symbol);
  expect(new Set(declared).size, `${file}: declared twice`).toBe(declared.length);
  const used = [
    ...[...bare.matchAll(/(?:: |= )([A-Za-z_]\w*)\b(?!\s*\()/g)].map(([, symbol]) => symbol),
    ...[...bare.matchAll(/dependsOn: \[([^\]]*)\]/g)].flatMap(([, items = '']) => items.split(/\s+/)),
  ].filter((symbol) => symbol !== undefined && symbol !== '');
  const known = new Set([...declared, 'existing']);
  expect(
    used.filter((symbol) => !known.has(symbol)),
    `${file}: not declared`,
  ).toEqual([]);
  for (const [, module = ''] of text.matchAll(/^module \w+ '([^']+)'/gm)) expect(files).toContain(module);
}

describe('an emitted plan', () => {
  it('is nothing where there is nothing to do', () => {
    const nothing: Plan<SettingOperation> = { ...planOf(MODEL, GITHUB), actions: [] };
    expect(emitScript(nothing, github, 'cli')).toEqual([]);
    expect(emitScript(nothing, github, 'bicep')).toEqual([]);
  });

  it('has a comment for each action, in their order, and for nothing else', () => {
    const plan = changesOf(MODEL, GITHUB);
    const [script] = emitScript(plan, github, 'cli');
    const told = [...(script?.text ?? '').matchAll(/^# ((?:create|update|delete) .+)$/gm)].map(([, text]) => text);
    expect(told).toEqual(plan.actions.map(({ kind, id }) => `${kind} ${id}`));
  });

  it.each([
    ['app registrations', APPLICATIONS, GITHUB, 'app registrations'],
    ['Azure DevOps', MODEL, AZURE_DEVOPS, 'not known before it exists'],
  ])('is refused as Bicep for %s', (_, model, host, words) => {
    expect(() => emitScript(planOf(model, host), { model, host }, 'bicep')).toThrowError(
      expect.objectContaining({
        code: 'IDENTITY_CONFIG',
        message: expect.stringContaining(words),
        hint: expect.stringContaining('--emit cli'),
      }),
    );
  });

  it('is refused where it has something that is no matter of identities', () => {
    const [action] = planOf(MODEL, GITHUB).actions;
    const moat = { ...planOf(MODEL, GITHUB), actions: [{ ...action!, type: 'moat' }] };
    expect(() => emitScript(moat, github, 'cli')).toThrowError(/cannot create a moat/);
  });
});

const canRun = process.platform !== 'win32' && has('bash') && has('jq');

interface Run {
  /** The words of each call of az and gh. */
  readonly calls: readonly (readonly string[])[];
  /** What was given to gh as bodies. */
  readonly input: string;
}

/** Runs a script with programs in place of az and gh that write down their arguments, and answer as told. */
function run(files: readonly EmittedFile[], answers: string): Run {
  const place = mkdtempSync(join(folder, 'run-'));
  const log = join(place, 'log');
  for (const program of ['az', 'gh']) {
    const text = `#!/usr/bin/env bash\n{ printf '%s\\0' ${program} "$@"; printf '\\1'; } >>"$LOG"\n${answers}\n`;
    writeFileSync(join(place, program), text);
    chmodSync(join(place, program), 0o755);
  }
  writeFileSync(join(place, 'script.sh'), files.find(({ file }) => file.endsWith('.sh'))?.text ?? '');
  const { status, stderr } = spawnSync('bash', ['script.sh'], {
    cwd: place,
    env: { ...process.env, PATH: `${place}:${process.env['PATH']}`, LOG: log },
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  expect(existsSync(join(place, 'hacked'))).toBe(false);
  const calls = readFileSync(log, 'utf8').split('\u0001');
  return {
    calls: calls.slice(0, -1).map((call) => call.split('\0').slice(0, -1)),
    input: existsSync(`${log}.input`) ? readFileSync(`${log}.input`, 'utf8') : '',
  };
}

const ANSWERS = `case "$*" in
  *'account show --query tenantId'*) echo 11111111-2222-3333-4444-555555555555 ;;
  *'--query principalId'* | *identity.principalId*) echo 77777777-2222-4333-8444-555555555555 ;;
  *'--query clientId'* | *'--query appId'* | *'--query id '*) echo 88888888-2222-4333-8444-555555555555 ;;
  *clientIds.value*) echo 88888888-2222-4333-8444-555555555555 ;;
  *'service-endpoint list'*) echo "$CONNECTION" ;;
  *workloadIdentityFederationIssuer*) echo https://login.microsoftonline.com/t/v2.0 ;;
  *workloadIdentityFederationSubject*) echo /eid1/c/pub/t/x/sc/organization/connection ;;
  *'service-endpoint show'*) echo '{"name":"publisher-prod","data":{},"authorization":{"parameters":{"kept":"1"}}}' ;;
  *'service-endpoint create'*) cat "\${9}" >>"$LOG.input" ;;
  *'devops invoke'*) cat "\${16}" >>"$LOG.input" ;;
  *microsoftGraphResourceId*) echo https://graph.microsoft.com/ ;;
  *'environments?per_page'*) jq -r "\${!#}" <<<"$ENVIRONMENTS" ;;
  *deployment-branch-policies\\?per_page*) printf '%s\\n' '1 old' '2 tag v*' ;;
  *'--method get'*) echo '{"properties":{"permissions":[{"actions":["theirs"],"notActions":[]}]}}' ;;
  *'--input -'*) cat >>"$LOG.input" ;;
esac`;
const environments = (list: readonly object[]): string =>
  `ENVIRONMENTS='${JSON.stringify({ environments: list })}'\n${ANSWERS}`;

describe.skipIf(!canRun)(`an emitted script ${canRun ? '' : '(skipped: bash and jq are not here)'}`, () => {
  it.each(CASES)('runs: %s', (_, files) => {
    for (const script of files.filter(({ file }) => file.endsWith('.sh'))) {
      expect(run([script], environments([])).calls.length).toBeGreaterThan(3);
    }
  });

  it('gives assignments the ids that nx-apiops gives them', () => {
    const { calls: all } = run(emitScript(planOf(MODEL, GITHUB), github, 'cli'), environments([]));
    const calls = all.filter((call) => call.slice(1, 4).join(' ') === 'role assignment create');
    expect(calls).toHaveLength(5);
    for (const call of calls) {
      const value = (option: string): string => call[call.indexOf(option) + 1] ?? '';
      const [who, role, scope] = [value('--assignee-object-id'), value('--role'), value('--scope')];
      expect(value('--name')).toBe(deterministicId(scope, who, role));
    }
  });

  it('keeps who approves, takes other branches away, and keeps permissions that others added', () => {
    const rules = [
      { type: 'wait_timer', wait_timer: 5 },
      { type: 'required_reviewers', prevent_self_review: true, reviewers: [{ type: 'Team', reviewer: { id: 7 } }] },
      { type: 'branch_policy' },
    ];
    const there = environments([
      { name: 'prod', protection_rules: rules },
      { name: 'other', protection_rules: [] },
    ]);
    const { calls, input } = run(emitScript(changesOf(MODEL, GITHUB), github, 'cli'), there);
    const text = calls.map((call) => call.join(' '));
    expect(JSON.parse(input)).toEqual({
      deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
      wait_timer: 5,
      prevent_self_review: true,
      reviewers: [{ type: 'Team', id: 7 }],
    });
    expect(text.filter((call) => /POST|DELETE/.test(call))).toEqual([
      expect.stringContaining('environments/prod/deployment-branch-policies --silent -f name=main -f type=branch'),
      expect.stringContaining('DELETE repos/{owner}/{repo}/environments/prod/deployment-branch-policies/1'),
      expect.stringContaining('DELETE repos/{owner}/{repo}/environments/prod/deployment-branch-policies/2'),
    ]);
    const role = calls.find((call) => call.includes('--body') && call.join(' ').includes('CustomRole')) ?? [];
    const { properties } = JSON.parse(role[role.indexOf('--body') + 1] ?? '{}');
    expect(properties.permissions[0].actions).toContain('theirs');
    expect(properties.permissions[0].actions).toContain('Microsoft.ApiManagement/service/read');
  });

  it('makes connections of Azure DevOps, and points existing ones at their identity', () => {
    const target = { model: MODEL, host: AZURE_DEVOPS };
    const made = run(emitScript(planOf(MODEL, AZURE_DEVOPS), target, 'cli'), environments([]));
    const { calls } = made;
    const bodies = made.input.split(/(?<=^\})\n/m).filter((body) => body.trim() !== '');
    expect(bodies.map((body) => JSON.parse(body).name)).toEqual([
      'reader-dev',
      'publisher-dev',
      'reader-prod',
      'publisher-prod',
    ]);
    expect(JSON.parse(bodies[3] ?? '')).toMatchObject({
      type: 'azurerm',
      data: { subscriptionId: MODEL.environments[1]?.service.subscriptionId, creationMode: 'Manual' },
      authorization: {
        scheme: 'WorkloadIdentityFederation',
        parameters: { tenantid: MODEL.tenantId, serviceprincipalid: '88888888-2222-4333-8444-555555555555' },
      },
    });
    const trusts = calls.filter((call) => call.join(' ').includes('federated-credential create'));
    expect(trusts).toHaveLength(4);
    expect(trusts[0]).toContain('/eid1/c/pub/t/x/sc/organization/connection');
    const changed = run(
      emitScript(changesOf(MODEL, AZURE_DEVOPS), target, 'cli'),
      `CONNECTION=c1\n${environments([])}`,
    );
    expect(JSON.parse(changed.input)).toMatchObject({
      data: { subscriptionId: MODEL.environments[1]?.service.subscriptionId },
      authorization: { parameters: { kept: '1', serviceprincipalid: '88888888-2222-4333-8444-555555555555' } },
    });
  });

  it.each([
    ['managed identities', MODEL],
    ['app registrations', APPLICATIONS],
  ])('passes on what names of %s hold, and runs none of it', (_, model) => {
    const name = HOSTILE;
    const hostile = {
      ...model,
      branch: name,
      resourceGroup: name,
      reader: { name: `r ${name}` },
      publishers: [{ name: `p ${name}`, environment: name }],
      environments: [
        { ...model.environments[0]!, name, service: { ...model.environments[0]!.service, serviceName: name } },
      ],
    };
    // Assignments take their names apart again, which such names do not survive.
    const desired = identitySettings(hostile, GITHUB).filter(({ type }) => type !== IDENTITY_TYPES.assignment);
    const actions = planOf(hostile, GITHUB).actions.filter(({ id }) =>
      desired.some((setting) => settingId(setting) === id),
    );
    const files = emitScript(
      { ...planOf(hostile, GITHUB), target: name, actions },
      { model: hostile, host: GITHUB },
      'cli',
    );
    const { calls } = run(files, environments([]));
    const words = new Set(calls.flat());
    expect(words).toContain(`name=${name}`);
    expect(words).toContain(name);
    if (model.kind === 'managed-identity') {
      expect(words).toContain(`p ${name}`);
      expect(words).toContain(`repo:acme@1/apis@2:environment:${name}`);
    } else {
      expect(
        [...words].some((word) =>
          word.includes(`(uniqueName='${encodeURIComponent(`p ${name}`.replaceAll("'", "''"))}')`),
        ),
      ).toBe(true);
    }
  });
});
