import { isJsonObject } from '@nx-apiops/plan';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parsePolicy } from '@nx-apiops/apim';
import { renderTemplates } from './tree/render-templates.js';
import { templateDir } from './tree/template-dir.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const collection: unknown = JSON.parse(readFileSync(join(root, 'generators/generators.json'), 'utf8'));
const generators = isJsonObject(collection) && isJsonObject(collection['generators']) ? collection['generators'] : {};

/** Derives what it writes from other files, or edits one, so that there is nothing to fill in. */
const UNTEMPLATED = new Set(['branch-protection', 'code-owners-sync', 'identity', 'pipelines-sync']);

describe.each(Object.entries(generators))('the generator %s', (name, entry) => {
  it.each(['generator.ts', 'generator.spec.ts', 'schema.json', 'schema.ts', 'README.md'])('has a %s', (file) => {
    expect(existsSync(join(root, 'generators/src', name, file)), `add generators/src/${name}/${file}`).toBe(true);
  });

  it('has a folder of templates of its name, unless it fills in none', () => {
    expect(existsSync(join(root, 'templates', name)), `add templates/${name}`).toBe(!UNTEMPLATED.has(name));
  });

  it('is found under its name', () => {
    expect(entry).toMatchObject({
      implementation: `./dist/${name}/generator.js#generate`,
      schema: `./src/${name}/schema.json`,
    });
  });

  it('describes itself as its schema does, and each of its options', () => {
    const schema: unknown = JSON.parse(readFileSync(join(root, 'generators/src', name, 'schema.json'), 'utf8'));
    const properties = isJsonObject(schema) && isJsonObject(schema['properties']) ? schema['properties'] : {};
    expect(schema).toMatchObject({ additionalProperties: false, description: expect.stringMatching(/\.$/) });
    for (const [option, property] of Object.entries(properties)) {
      expect(property, `${option} of ${name}`).toMatchObject({ description: expect.stringMatching(/\.$/) });
    }
  });
});

it('every folder of templates belongs to a generator', () => {
  const folders = readdirSync(join(root, 'templates'), { withFileTypes: true }).filter((item) => item.isDirectory());
  expect(folders.map(({ name }) => name).sort()).toEqual(
    Object.keys(generators)
      .filter((name) => !UNTEMPLATED.has(name))
      .sort(),
  );
});

it('the types of the options are those of the schemas', () => {
  const { status, stderr } = spawnSync(process.execPath, [join(root, 'tools/schema-types.mjs'), '--check'], {
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

describe('the policy template', () => {
  const templates = join(templateDir('api'), 'policies');
  it.each(readdirSync(templates))('%s is a policy, escapes names, and sends requests to the backend', (name) => {
    const text = renderTemplates(join(templates, name), { backend: `a"b'c`, slug: 'a' }).get('policy.xml') ?? '';
    expect(parsePolicy(text).name).toBe('policies');
    expect(text).toContain('backend-id="a&#34;b&#39;c"');
    for (const section of ['inbound', 'backend', 'outbound', 'on-error'])
      expect(text).toMatch(new RegExp(`<${section}>\\s*<base />`));
  });
});
