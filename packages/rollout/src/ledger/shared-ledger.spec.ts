import { ScmError, type BranchFile } from '@nx-apiops/scm';
import { describe, expect, it } from 'vitest';
import { compact } from './ledger-text.js';
import { advance, emptyLedger, type Ledger, type LedgerStep } from './ledger.js';
import { openLedger, type LedgerPort } from './open-ledger.js';
import { mergeLedgers, pullLedger, pushLedger } from './shared-ledger.js';

const at = (minute: number): string => new Date(Date.UTC(2026, 11, 1, 0, minute)).toISOString();
const ledgerOf = (minute: number, ...steps: readonly LedgerStep[]): Ledger =>
  steps.reduce((ledger, step) => advance(ledger, step, at(minute)), emptyLedger('2026-12'));

/** A branch that others write, too; the first so many writes come too late. */
function branchOf(
  text?: string,
  outrun: readonly string[] = [],
): BranchFile & { readonly text: () => string | undefined } {
  const waiting = [...outrun];
  let content = text;
  let version = 0;
  return {
    name: 'ledger on a branch',
    text: () => content,
    read: async () => (content === undefined ? undefined : { text: content, version: String(version) }),
    write: async (more) => {
      const other = waiting.shift();
      version += 1;
      content = other ?? more;
      if (other !== undefined) throw new ScmError('SCM_BRANCH_CHANGED', 'Somebody else was faster.');
      return String(version);
    },
  };
}

function memory(text?: string): LedgerPort {
  let content = text;
  return {
    name: 'ledger.jsonl',
    read: async () => content,
    append: async (more) => void (content = (content ?? '') + more),
    replace: async (whole) => void (content = whole),
  };
}

const open = async (port: LedgerPort) => openLedger(port, '2026-12', () => new Date(at(9)));

describe('a ledger that several machines share', () => {
  it('has of each repository what was recorded last', () => {
    const ours = ledgerOf(1, { repository: 'a', state: 'planned' }, { repository: 'b', state: 'merged' });
    const theirs = ledgerOf(2, { repository: 'a', state: 'pull-request' }, { repository: 'c', state: 'failed' });
    const states = [...mergeLedgers(ours, theirs).entries.values()].map(({ repository, state }) => [repository, state]);
    expect(states).toEqual([
      ['a', 'pull-request'],
      ['b', 'merged'],
      ['c', 'failed'],
    ]);
    expect(mergeLedgers(theirs, ours).entries.get('a')?.state).toBe('pull-request');
  });

  it('is brought to this machine, and back with what is new', async () => {
    const branch = branchOf(compact(ledgerOf(2, { repository: 'a', state: 'pull-request' })));
    const port = memory(compact(ledgerOf(1, { repository: 'a', state: 'planned' })));
    await pullLedger(port, branch, '2026-12');
    const ledger = await open(port);
    expect(ledger.entry('a')?.state).toBe('pull-request');
    await ledger.record([{ repository: 'b', state: 'planned' }]);
    await pushLedger(ledger, branch);
    expect(branch.text()).toBe(compact(ledger.ledger()));
  });

  it('loses nothing when another machine writes at the same time', async () => {
    const theirs = ledgerOf(3, { repository: 'x', state: 'merged' });
    const branch = branchOf(undefined, [compact(theirs), compact(theirs)]);
    const ledger = await open(memory());
    await ledger.record([{ repository: 'a', state: 'planned' }]);
    await pushLedger(ledger, branch);
    expect(branch.text()).toBe(compact(mergeLedgers(ledger.ledger(), theirs)));
  });

  it('is written once where nothing is new', async () => {
    const branch = branchOf();
    const ledger = await open(memory());
    await pushLedger(ledger, branch);
    await pushLedger(ledger, branch);
    expect((await branch.read())?.version).toBe('1');
  });

  it('is left alone where it is that of another campaign, or there is none', async () => {
    const port = memory();
    await pullLedger(port, branchOf(), '2026-12');
    await pullLedger(port, branchOf(compact(emptyLedger('2027-01'))), '2026-12');
    expect(await port.read()).toBeUndefined();
    await expect(pullLedger(port, branchOf('{"a":1}\n'), '2026-12')).rejects.toThrow('ledger on a branch:1');
  });
});
