import { afterEach, describe, expect, it } from 'vitest';
import type { BranchFile } from '../src/index.js';
import type { LossyStep } from './rollout-contract.js';
import type { LossyProxy } from './lossy-proxy.js';

/** An emulated host with the repositories `platform`, which has a file, and `void`, which has none. */
export interface HostedFile {
  /** As another machine has it, which remembers nothing that others did. */
  readonly open: (repository?: string) => BranchFile;
  readonly proxy: LossyProxy;
  /** Paths of all files in each commit of the branch, the newest first. */
  readonly commits: () => Promise<readonly (readonly string[])[]>;
  /** Makes the branch, without the file. */
  readonly makeBranch: () => Promise<void>;
  readonly close: () => Promise<void>;
}

export const LEDGER = { branch: 'nx-apiops/ledger', path: 'campaigns/ledger.json' } as const;

/** What a ledger relies on, the same for each host. */
export function branchFileContract(host: {
  readonly name: string;
  readonly start: () => Promise<HostedFile>;
  /** Requests that change something: their answers get lost in turn. */
  readonly steps: readonly LossyStep[];
  readonly mostRequestsToMake: number;
}): void {
  describe(`a file on a branch in ${host.name}`, () => {
    let hosted: HostedFile | undefined;
    afterEach(async () => hosted?.close());
    const start = async () => (hosted = await host.start());
    const counted = async <Result>({ passed }: LossyProxy, work: () => Promise<Result>) => {
      const before = passed.length;
      const result = await work();
      // Azure DevOps is asked once where its areas are.
      return { result, count: passed.slice(before).filter(({ method }) => method !== 'OPTIONS').length };
    };

    it('does not exist at first, and is then what was written', async () => {
      const { open, commits, proxy } = await start();
      const file = open();
      expect(file.name).toContain(LEDGER.path);
      expect(await file.read()).toBeUndefined();
      const made = await counted(proxy, () => file.write('{ "a": "ä" }\n', { message: 'One', replaces: undefined }));
      expect(made.count).toBeLessThanOrEqual(host.mostRequestsToMake);
      const read = await counted(proxy, () => open().read());
      expect(read).toEqual({ result: { text: '{ "a": "ä" }\n', version: made.result }, count: 1 });
      expect(await commits()).toEqual([[LEDGER.path]]);
    });

    it('is changed by one request after another, and by two where somebody else may have written', async () => {
      const { open, commits, proxy } = await start();
      const file = open();
      const first = await file.write('1', { message: 'One', replaces: undefined });
      const second = await counted(proxy, () => file.write('2', { message: 'Two\n\nWhy.', replaces: first }));
      expect(second.count).toBe(1);
      const other = open();
      const third = await counted(proxy, () => other.write('3', { message: 'Three', replaces: second.result }));
      expect(third.count).toBe(2);
      expect(await file.read()).toEqual({ text: '3', version: third.result });
      expect(await commits()).toHaveLength(3);
    });

    it('is not replaced where it is no longer what was read', async () => {
      const { open, commits } = await start();
      const [ours, theirs] = [open(), open()];
      const read = await ours.write('1', { message: 'One', replaces: undefined });
      const theirVersion = await theirs.write('2', { message: 'Two', replaces: read });
      const refused = { code: 'SCM_BRANCH_CHANGED', message: expect.stringContaining(LEDGER.path) };
      await expect(ours.write('3', { message: 'Three', replaces: read })).rejects.toMatchObject(refused);
      await expect(ours.write('3', { message: 'Three', replaces: undefined })).rejects.toMatchObject(refused);
      // The same text is somebody else's all the same.
      await expect(ours.write('2', { message: 'Two', replaces: read })).rejects.toMatchObject(refused);
      expect(await ours.read()).toEqual({ text: '2', version: theirVersion });
      expect(await commits()).toHaveLength(2);
    });

    it('takes one of many changes that replace the same', async () => {
      const { open, commits } = await start();
      const replaces = await open().write('start', { message: 'Start', replaces: undefined });
      const texts = ['1', '2', '3', '4', '5'];
      const outcomes = await Promise.allSettled(texts.map((text) => open().write(text, { message: text, replaces })));
      const codes = outcomes.map((outcome) => (outcome.status === 'rejected' ? outcome.reason.code : 'written'));
      expect(codes.toSorted()).toEqual([...Array(4).fill('SCM_BRANCH_CHANGED'), 'written']);
      expect((await open().read())?.text).toBe(texts[codes.indexOf('written')]);
      expect(await commits()).toHaveLength(2);
    });

    it('is made by one of many', async () => {
      const { open, commits } = await start();
      const texts = ['1', '2', '3'];
      const outcomes = await Promise.allSettled(
        texts.map((text) => open().write(text, { message: text, replaces: undefined })),
      );
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
      expect(await commits()).toHaveLength(1);
    });

    it('costs no commit where the text stays', async () => {
      const { open, commits } = await start();
      const version = await open().write('1', { message: 'One', replaces: undefined });
      expect(await open().write('1', { message: 'Again', replaces: version })).toBe(version);
      expect(await commits()).toHaveLength(1);
    });

    it('is added to a branch that lacks it', async () => {
      const { open, commits, makeBranch } = await start();
      await makeBranch();
      expect(await open().read()).toBeUndefined();
      const version = await open().write('1', { message: 'One', replaces: undefined });
      expect(await open().read()).toEqual({ text: '1', version });
      expect((await commits()).length).toBeGreaterThan(1);
    });

    it('may have several megabytes', async () => {
      const { open, proxy } = await start();
      const text = `${JSON.stringify(Array.from({ length: 100_000 }, (_, index) => `repository-${index} – grün`))}\n`;
      expect(text.length).toBeGreaterThan(2 * 1024 * 1024);
      const version = await open().write(text, { message: 'Large', replaces: undefined });
      const { result, count } = await counted(proxy, () => open().read());
      expect(result?.text === text && result.version === version).toBe(true);
      expect(count).toBe(1);
    });

    it.each(host.steps)('has exactly one commit more after a lost answer to $name', async ({ fits }) => {
      const { open, commits, proxy } = await start();
      proxy.loseNext(fits);
      const file = open();
      const first = await file.write('1', { message: 'One', replaces: undefined });
      expect(await commits()).toHaveLength(1);
      proxy.loseNext(fits);
      const second = await file.write('2', { message: 'Two', replaces: first });
      expect(await file.read()).toEqual({ text: '2', version: second });
      expect(await commits()).toHaveLength(2);
    });

    it('does not exist in a repository that is not seen, and tells', async () => {
      const { open } = await start();
      const missing = { code: 'SCM_NOT_FOUND' };
      await expect(open('none').read()).rejects.toMatchObject(missing);
      await expect(open('none').write('1', { message: 'One', replaces: undefined })).rejects.toMatchObject(missing);
    });

    it('is not made in an empty repository, whose default branch it would become', async () => {
      const { open } = await start();
      await expect(open('void').write('1', { message: 'One', replaces: undefined })).rejects.toMatchObject({
        code: 'SCM_REPOSITORY',
        message: expect.stringContaining('void'),
      });
    });
  });
}
