import { describe, expect, it } from 'vitest';
import { snapshotWith } from '../testing/sample-snapshot.js';
import { matchesSelection, needsWholeTree, type Selection } from './matches-selection.js';

const repository = snapshotWith(
  { 'apiops.yaml': '', 'apim/apis/orders/apiInformation.json': '' },
  { topics: ['apiops', 'java'], teams: ['orders'], properties: { tier: 'gold', tags: ['a', 'b'] } },
);

describe('matchesSelection', () => {
  it.each<[Selection, boolean, string]>([
    [{}, false, 'nothing is selected'],
    [{ repositories: ['Acme/Orders-APIs'] }, true, 'named'],
    [{ repositories: ['acme/other'] }, false, 'not named'],
    [{ repositories: ['acme/other'], topics: ['apiops'] }, true, 'topic apiops'],
    [{ names: ['*-apis'] }, true, 'name *-apis'],
    [{ names: ['acme/*'] }, false, 'no name fits'],
    [{ topics: ['x', 'APIOPS'] }, true, 'topic APIOPS'],
    [{ teams: ['orders'], topics: ['x'] }, false, 'no topic fits'],
    [{ teams: ['orders'], topics: ['java'] }, true, 'topic java, team orders'],
    [{ properties: { tier: ['silver', 'gold'] } }, true, 'property tier gold'],
    [{ properties: { tier: ['gold'], tags: ['c'] } }, false, 'no property fits'],
    [{ properties: { toString: ['x'] } }, false, 'no property fits'],
    [{ files: ['apiops.yaml'] }, true, 'file apiops.yaml'],
    [{ files: ['*.json'] }, false, 'no file fits'],
    [{ files: ['**/apiInformation.json'] }, true, 'file **/apiInformation.json'],
    [{ topics: ['apiops'], exclude: { names: ['orders-*'] } }, false, 'excluded by name orders-*'],
    [{ repositories: ['acme/orders-apis'], exclude: { topics: ['java'] } }, false, 'excluded by topic java'],
    [{ topics: ['apiops'], exclude: { repositories: ['acme/orders-apis'] } }, false, 'excluded by name'],
    [{ topics: ['apiops'], exclude: { teams: ['x'], names: ['y'] } }, true, 'topic apiops'],
  ])('%j: %s, %s', (selection, isSelected, reason) => {
    expect(matchesSelection(repository, selection)).toEqual({ isSelected, reason });
  });

  it('fits no file where none was looked at', () => {
    const { paths: _, ...facts } = repository;
    expect(matchesSelection(facts, { files: ['**'] })).toMatchObject({ isSelected: false });
  });
});

describe('needsWholeTree', () => {
  it.each([
    ['apiops.yaml', false],
    ['*.yaml', false],
    ['?piops.yaml', false],
    ['.github/CODEOWNERS', false],
    ['.github/workflows/publish.yml', false],
    ['.github/*/publish.yml', false],
    ['.github/actions/x/action.yml', true],
    ['docs/*.md', false],
    ['docs/guides/x.md', true],
    ['tools/pipelines/templates/x.yml', false],
    ['tools/x.yml', true],
    ['src/index.ts', true],
    ['*/CODEOWNERS', true],
    ['.github*/CODEOWNERS', true],
    ['**', true],
    ['.github/**', true],
    ['**.yaml', true],
  ])('for %s: %s', (pattern, isNeeded) => {
    expect(needsWholeTree({ files: [pattern] })).toBe(isNeeded);
    expect(needsWholeTree({ exclude: { files: [pattern] } })).toBe(isNeeded);
    expect(needsWholeTree({ files: ['apiops.yaml', pattern] })).toBe(isNeeded);
  });

  it('not for a selection without files', () => {
    expect(needsWholeTree({})).toBe(false);
    expect(needsWholeTree({ topics: ['apiops'], exclude: { names: ['x'] } })).toBe(false);
  });
});
