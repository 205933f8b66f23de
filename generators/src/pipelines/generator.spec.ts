import { expect, it } from 'vitest';
import { presetGenerator } from '../preset/generator.js';
import { filesOf, treeWith } from '../testing/golden.js';
import { loadYaml } from '../testing/load-yaml.js';
import { actionUses } from './action-pins.js';
import { pipelinesGenerator } from './generator.js';

it('follows apiops.yaml, and changes nothing on a second run', async () => {
  const tree = treeWith();
  await presetGenerator(tree, { org: 'acme', environments: ['dev', 'prod'] });
  const text = tree.read('apiops.yaml', 'utf8') ?? '';
  tree.write('apiops.yaml', text.replace('extractFrom', '  - { name: dr, serviceName: apim-acme-dr }\nextractFrom'));
  await pipelinesGenerator(tree);
  expect(loadYaml(tree.read('.github/workflows/publish.yml', 'utf8') ?? '')).toMatchObject({
    jobs: {
      dev: { with: { environment: 'dev' } },
      prod: { needs: 'dev' },
      dr: { needs: 'prod', with: { environment: 'dr' } },
    },
  });
  const first = filesOf(tree);
  await pipelinesGenerator(tree);
  expect(filesOf(tree)).toEqual(first);
});

it('uses only actions of the table of pins', async () => {
  const tree = treeWith();
  await presetGenerator(tree, { org: 'acme' });
  const pinned = new Set(Object.values(actionUses()));
  const used = Object.entries(filesOf(tree))
    .filter(([path]) => path.startsWith('.github/workflows/'))
    .flatMap(([, content]) => [...content.matchAll(/uses: (.*)/g)].map(([, uses = '']) => uses));
  expect(used.filter((uses) => !uses.startsWith('./') && !pinned.has(uses))).toEqual([]);
  expect(used.length).toBeGreaterThan(5);
});

it('passes no untrusted text into a shell', async () => {
  for (const hosting of ['github', 'azure-devops'] as const) {
    const tree = treeWith();
    await presetGenerator(tree, { org: 'acme', hosting });
    const scripts = Object.entries(filesOf(tree))
      .filter(([path]) => /^\.(github\/workflows|azure-pipelines)\//.test(path))
      .flatMap(([path, content]) => scriptsIn(loadYaml(content)).map((script) => ({ path, script })));
    expect(scripts.length).toBeGreaterThan(2);
    expect(scripts.filter(({ script }) => script.includes('${{'))).toEqual([]);
  }
});

/** Texts that a shell runs. */
function scriptsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    ['run', 'script', 'inlineScript', 'bash'].includes(key) && typeof child === 'string' ? [child] : scriptsIn(child),
  );
}
