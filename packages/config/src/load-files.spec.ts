import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findEnvironment, loadApiopsConfig } from './load-apiops-config.js';
import { loadFilter } from './parse-filter.js';
import { loadOverrides } from './parse-overrides.js';
import { parseApiopsConfig } from './parse-apiops-config.js';
import { refuseStrayOverrides } from './refuse-stray-overrides.js';
import { APIOPS_SAMPLE } from './testing/apiops-sample.js';
import { thrown } from './testing/thrown.js';

const tokens = () => undefined;
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'nx-apiops-config-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

/** The folder as messages show it. */
const shown = () => folder.replaceAll('\\', '/');
const write = (name: string, content: string | Uint8Array) => writeFileSync(join(folder, name), content);

describe('loadApiopsConfig', () => {
  it('reads apiops.yaml', () => {
    write('apiops.yaml', APIOPS_SAMPLE);
    expect(loadApiopsConfig(folder).organization).toBe('acme');
  });

  it.each(['.', 'no/such/folder'])('tells how to get a repository where %s holds none', (below) => {
    const error = thrown(() => loadApiopsConfig(join(folder, below)));
    expect(error.code).toBe('FILE_MISSING');
    expect(error.message).toBe(`there is no apiops.yaml in ${join(folder, below)}`);
    expect(error.hint).toContain('npx create-nx-apiops <dir>');
  });

  it('names the file in its errors', () => {
    write('apiops.yaml', 'version: [');
    expect(thrown(() => loadApiopsConfig(folder)).message).toMatch(`${shown()}/apiops.yaml:1:11  not readable`);
  });

  it.each(['apiops.yml', 'Apiops.yaml', 'APIOPS.YML'])('does not pass over %s', (name) => {
    write(name, APIOPS_SAMPLE);
    const error = thrown(() => loadApiopsConfig(folder));
    expect(error.code).toBe('FILE_MISNAMED');
    expect(error.message).toBe(`${shown()}/${name} is not read: the file's name must be apiops.yaml`);
    expect(error.hint).toBe('Rename it to apiops.yaml, or remove it.');
  });

  it('refuses a file that is not UTF-8', () => {
    write('apiops.yaml', Buffer.from(`\uFEFF${APIOPS_SAMPLE}`, 'utf16le'));
    const error = thrown(() => loadApiopsConfig(folder));
    expect(error.code).toBe('FILE_UNREADABLE');
    expect(error.message).toBe(`${shown()}/apiops.yaml is not UTF-8 text`);
    expect(error.hint).toContain('PowerShell');
  });

  it('refuses a folder in place of the file, and a file in place of the folder', () => {
    mkdirSync(join(folder, 'apiops.yaml'));
    expect(thrown(() => loadApiopsConfig(folder)).message).toBe(`${shown()}/apiops.yaml cannot be read (EISDIR)`);
    write('file', '');
    expect(thrown(() => loadApiopsConfig(join(folder, 'file'))).code).toBe('FILE_UNREADABLE');
  });
});

describe('loadOverrides', () => {
  it('reads the file of the environment', () => {
    write('configuration.prod.yaml', 'apis:\n  - name: x\n');
    const overrides = loadOverrides(folder, 'prod', { tokens });
    expect(overrides.file).toBe(`${shown()}/configuration.prod.yaml`);
    expect(overrides.entries[0]?.at).toEqual({ file: overrides.file, line: 2, column: 5 });
  });

  it('has no entries where there is no file', () => {
    write('configuration.dev.yaml', 'apis:\n  - name: x\n');
    const file = `${shown()}/configuration.prod.yaml`;
    expect(loadOverrides(folder, 'prod', { tokens })).toEqual({ file, entries: [] });
  });

  it.each(['configuration.prod.yml', 'configuration.Prod.yaml'])('does not pass over %s', (name) => {
    write(name, 'apis: []\n');
    expect(thrown(() => loadOverrides(folder, 'prod', { tokens })).code).toBe('FILE_MISNAMED');
  });

  it.each(['../x', 'a/b', 'a\\b', '', '.', '..'])('refuses the environment name "%s"', (name) => {
    const error = thrown(() => loadOverrides(folder, name, { tokens }));
    expect(error.code).toBe('ENVIRONMENT_UNKNOWN');
    expect(error.message).toBe(`"${name}" cannot name an environment`);
  });
});

describe('loadFilter', () => {
  it('reads the filter, and is undefined without one', () => {
    expect(loadFilter(folder)).toBeUndefined();
    write('configuration.extractor.yaml', 'apis: []\n');
    expect(loadFilter(folder)?.sections.get('apis')).toEqual([]);
  });

  it('checks the sections that it is told', () => {
    write('configuration.extractor.yaml', 'apiz: []\n');
    expect(thrown(() => loadFilter(folder, { sections: () => ['apis'] })).message).toMatch(/did you mean "apis"\?$/);
  });
});

describe('findEnvironment', () => {
  it('finds an environment by its name', () => {
    write('apiops.yaml', APIOPS_SAMPLE);
    expect(findEnvironment(loadApiopsConfig(folder), 'prod').serviceName).toBe('apim-acme-prod');
  });

  it.each([
    ['prodd', 'Did you mean "prod"?'],
    ['PROD', 'Did you mean "prod"?'],
    ['staging', 'Name one of them, or add "staging" to apiops.yaml.'],
  ])('names the known ones for %s', (name, hint) => {
    write('apiops.yaml', APIOPS_SAMPLE);
    const error = thrown(() => findEnvironment(loadApiopsConfig(folder), name));
    expect(error.code).toBe('ENVIRONMENT_UNKNOWN');
    expect(error.message).toBe(`"${name}" is no environment of apiops.yaml, which lists dev, prod`);
    expect(error.hint).toBe(hint);
  });
});

describe('refuseStrayOverrides', () => {
  const config = parseApiopsConfig(APIOPS_SAMPLE, 'apiops.yaml');

  it('takes the files of environments, the filter, and files of other names', () => {
    for (const name of ['dev', 'prod', 'extractor']) write(`configuration.${name}.yaml`, '');
    for (const name of ['configuration.yaml', 'configuration.md', 'my-configuration.x.yaml']) write(name, '');
    write('configuration.extractor.orders.yaml', '');
    expect(() => refuseStrayOverrides(folder, config)).not.toThrow();
    expect(() => refuseStrayOverrides(join(folder, 'absent'), config)).not.toThrow();
  });

  it.each([
    ['configuration.prd.yaml', 'did you mean configuration.prod.yaml?'],
    ['configuration-prod.yaml', 'did you mean configuration.prod.yaml?'],
    ['configuration.Dev.yml', 'did you mean configuration.dev.yaml?'],
    ['configuration.extractors.yaml', 'did you mean configuration.extractor.yaml?'],
    ['configuration.somewhere.yaml', 'apiops.yaml has no environment "somewhere"'],
  ])('refuses %s', (name, text) => {
    write(name, '');
    const error = thrown(() => refuseStrayOverrides(folder, config));
    expect(error).toMatchObject({ code: 'FILE_MISNAMED', message: `${shown()}/${name} is not read: ${text}` });
    expect(error.hint).toBe('Rename it after an environment of apiops.yaml, which lists dev, prod, or remove it.');
  });

  it('names all of them', () => {
    for (const name of ['prd', 'dve']) write(`configuration.${name}.yaml`, '');
    expect(thrown(() => refuseStrayOverrides(folder, config)).message.split('\n')).toHaveLength(2);
  });
});
