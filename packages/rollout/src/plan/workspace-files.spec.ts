import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readPipelineSources } from '../derive/pipeline-sources.js';
import { workspaceFiles } from './workspace-files.js';

const sources = readPipelineSources();
const filesOf = (fullName: string, defaultBranch = 'main') => workspaceFiles({ fullName, defaultBranch }, sources);
const golden = new URL('../../../../generators/src/preset/golden/github-minimal/', import.meta.url);

describe('workspaceFiles', () => {
  it('are those that the preset writes', () => {
    const files = filesOf('acme/acme-apis');
    expect(Object.keys(files)).toEqual(['package.json', '.gitignore', 'nx.json', 'plopfile.mjs']);
    for (const [path, text] of Object.entries(files)) {
      expect(text).toBe(readFileSync(new URL(path, golden), 'utf8'));
    }
  });

  it.each([
    ['acme/Orders_APIs.v2', 'orders-apis-v2'],
    ['acme/My project/Große Bücher', 'gro-e-bucher'],
    ['acme/_private', 'private'],
    ['acme/node_modules', 'node-modules'],
    ['acme/apis/注文', 'apis'],
  ])('name the package of %s %s, which npm takes', (fullName, name) => {
    expect(JSON.parse(filesOf(fullName)['package.json'] ?? '')).toMatchObject({ name });
  });

  it('have the default branch of the repository', () => {
    const main: unknown = JSON.parse(filesOf('acme/x')['nx.json'] ?? '');
    expect(main).toMatchObject({ defaultBase: 'main', plugins: ['nx-apiops'] });
    expect(JSON.parse(filesOf('acme/x', 'trunk')['nx.json'] ?? '')).toEqual({
      ...(main as object),
      defaultBase: 'trunk',
    });
  });
});
