import { parseApiopsConfig } from '@nx-apiops/config';
import { describe, expect, it } from 'vitest';
import { snapshotFiles, withFiles, type RepositorySnapshot } from '../plan/repository-snapshot.js';
import { APIOPS_YAML, managedSnapshot, sourcesOf, textOf } from '../testing/sample-snapshot.js';
import { planPipelines } from './plan-pipelines.js';

const PUBLISH = '.github/workflows/publish.yml';
const changesOf = (snapshot: RepositorySnapshot, version: string): readonly string[] => {
  const config = parseApiopsConfig(textOf(snapshot, 'apiops.yaml'), 'apiops.yaml');
  return planPipelines(config, sourcesOf(version), snapshotFiles(snapshot)).map(({ path }) => path);
};

describe('pipelines that a newer version derived', () => {
  const newer = managedSnapshot('9.1.0');

  it('are in step where they say the same, with lines of the user too', () => {
    expect(changesOf(newer, '9.0.0')).toEqual([]);
    const own = textOf(newer, PUBLISH).replace('  # <<< yours', '  smoke:\n    uses: ./x.yml\n  # <<< yours');
    expect(changesOf(withFiles(newer, { [PUBLISH]: own }), '9.0.0')).toEqual([]);
  });

  it.each<[string, Readonly<Record<string, string | undefined>>]>([
    ['were edited', { [PUBLISH]: textOf(newer, PUBLISH).replace('name: Publish', 'name: Ours') }],
    ['do not follow apiops.yaml', { 'apiops.yaml': APIOPS_YAML.replace('name: prod', 'name: live') }],
    ['have a file that is not known', { '.github/workflows/apiops-new.yml': textOf(newer, PUBLISH) }],
  ])('are never taken back: where they %s, newer tools are asked for', (_, files) => {
    expect(() => changesOf(withFiles(newer, files), '9.0.0')).toThrow(
      /\.yml was derived by nx-apiops 9\.1\.0, and the installed 9\.0\.0 would derive something else\./,
    );
  });

  it('are followed by the version that derived them, and by later ones', () => {
    expect(changesOf(newer, '9.1.0')).toEqual([]);
    expect(changesOf(newer, '9.1.1')).toHaveLength(newer.paths.length - 2);
  });
});
