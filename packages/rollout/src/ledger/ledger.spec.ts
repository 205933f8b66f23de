import fc from 'fast-check';
import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ledgerFile } from './ledger-file.js';
import { openLedger, recordStep, type LedgerPort } from './ledger-port.js';
import { compact, parseLedger, renderLedgerEntry, renderLedgerHeader } from './ledger-text.js';
import {
  advance,
  advancedEntry,
  emptyLedger,
  isSettled,
  LEDGER_STATES,
  withEntry,
  type Ledger,
  type LedgerStep,
} from './ledger.js';

const at = (minute: number): string => new Date(Date.UTC(2026, 11, 1, 0, minute)).toISOString();
const OID = 'c'.repeat(40);

const step = fc.record(
  {
    repository: fc.oneof(fc.constantFrom('acme/a', 'acme/b', '__proto__'), fc.string()),
    state: fc.constantFrom(...LEDGER_STATES),
    reason: fc.string({ unit: 'binary' }),
    commitOid: fc.constant(OID),
    pullRequest: fc.record({ number: fc.nat(), url: fc.webUrl() }),
    currentVersion: fc.constant('1.0.0'),
  },
  { requiredKeys: ['repository', 'state'] },
);

/** A ledger after these steps, without those that cannot follow, and its text as it was written line by line. */
function written(steps: readonly LedgerStep[]): { readonly ledger: Ledger; readonly lines: readonly string[] } {
  let ledger = emptyLedger('2026-12');
  const lines = [renderLedgerHeader('2026-12')];
  for (const [index, value] of steps.entries()) {
    try {
      const entry = advancedEntry(ledger, value, at(index));
      ledger = withEntry(ledger, entry);
      lines.push(renderLedgerEntry(entry));
    } catch {
      continue;
    }
  }
  return { ledger, lines };
}

function memory(text?: string): LedgerPort & { readonly text: () => string | undefined } {
  let content = text;
  return {
    name: 'ledger.jsonl',
    text: () => content,
    read: async () => content,
    append: async (more) => void (content = (content ?? '') + more),
    replace: async (whole) => void (content = whole),
  };
}

describe('advance', () => {
  it('keeps what a step does not say, and the states before', () => {
    let ledger = emptyLedger('2026-12');
    ledger = advance(ledger, { repository: 'acme/a', state: 'planned', targetVersion: '2.0.0' }, at(0));
    ledger = advance(ledger, { repository: 'acme/a', state: 'failed', reason: 'HTTP 500' }, at(1));
    ledger = advance(ledger, { repository: 'acme/a', state: 'committed', commitOid: OID }, at(2));
    expect(ledger.entries.get('acme/a')).toEqual({
      repository: 'acme/a',
      state: 'committed',
      commitOid: OID,
      targetVersion: '2.0.0',
      updatedAt: at(2),
      history: [
        { state: 'planned', at: at(0) },
        { state: 'failed', at: at(1) },
      ],
    });
  });

  it.each([
    ['planned', 'merged'],
    ['skipped', 'branch'],
    ['merged', 'pull-request'],
    ['closed', 'committed'],
  ] as const)('refuses to go from %s to %s', (from, to) => {
    const ledger = advance(emptyLedger('x'), { repository: 'acme/a', state: from }, at(0));
    expect(() => advance(ledger, { repository: 'acme/a', state: to }, at(1))).toThrow(
      `acme/a cannot go from ${from} to ${to}.`,
    );
  });

  it('can always plan again, and knows where nothing is left to do', () => {
    for (const state of LEDGER_STATES) {
      const ledger = advance(emptyLedger('x'), { repository: 'acme/a', state }, at(0));
      expect(advance(ledger, { repository: 'acme/a', state: 'planned' }, at(1)).entries.size).toBe(1);
    }
    expect(LEDGER_STATES.filter((state) => !isSettled(state))).toEqual(['planned', 'branch', 'committed', 'failed']);
  });
});

describe('the text of a ledger', () => {
  it('is read as it was written, line by line or compact', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const { ledger, lines } = written(steps);
        expect(parseLedger(lines.join(''), 'x')).toEqual({ ledger, isTorn: false });
        expect(parseLedger(compact(ledger), 'x')).toEqual({ ledger, isTorn: false });
        expect(compact(parseLedger(compact(ledger), 'x').ledger ?? ledger)).toBe(compact(ledger));
      }),
    );
  });

  it('loses nothing but the line that was being written, wherever the run was killed', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 6 }), fc.nat(), (steps, cut) => {
        const { lines } = written(steps);
        const bytes = Buffer.from(lines.join(''));
        const torn = bytes.subarray(0, cut % (bytes.length + 1)).toString('utf8');
        const whole = torn.split('\n').length - 1;
        const expected = whole === 0 ? undefined : parseLedger(lines.slice(0, whole).join(''), 'x').ledger;
        const parsed = parseLedger(torn, 'x');
        expect(parsed.ledger).toEqual(expected);
        expect(parsed.isTorn).toBe(torn !== lines.slice(0, whole).join(''));
      }),
    );
  });

  it.each([
    ['{"a":1}\n', 1],
    ['no JSON\n', 1],
    [`${renderLedgerHeader('x')}{"repository":"a"}\n`, 2],
    [`${renderLedgerHeader('x')}{"repository":"a","state":"dreaming","updatedAt":"2026-12-01T00:00:00Z"}\n`, 2],
    [`${renderLedgerHeader('x')}{"repo\n{}\n`, 2],
  ])('is refused where a whole line is none of ours: %j', (text, line) => {
    expect(() => parseLedger(text, 'ledger.jsonl')).toThrow(`ledger.jsonl:${line}  `);
  });
});

describe('openLedger and recordStep', () => {
  it('begin a ledger, and go on with it', async () => {
    const port = memory();
    const ledger = await recordStep(port, await openLedger(port, '2026-12'), {
      repository: 'acme/a',
      state: 'planned',
      at: at(0),
    });
    expect(await openLedger(port, '2026-12')).toEqual(ledger);
    await expect(openLedger(port, '2027-01')).rejects.toThrow('ledger.jsonl is the ledger of the campaign 2026-12.');
  });

  it('write nothing for a step that cannot follow', async () => {
    const port = memory();
    const ledger = await recordStep(port, await openLedger(port, 'x'), {
      repository: 'a',
      state: 'skipped',
      at: at(0),
    });
    const before = port.text();
    await expect(recordStep(port, ledger, { repository: 'a', state: 'branch', at: at(1) })).rejects.toThrow(
      'cannot go',
    );
    expect(port.text()).toBe(before);
  });

  it('begin a new line behind one that is torn', async () => {
    const { ledger, lines } = written([{ repository: 'acme/a', state: 'planned' }]);
    for (const torn of ['{', '{"repository":"acme/b","state":"planned","updatedAt":"2026-12-01T00:00:00Z"}']) {
      const port = memory(lines.join('') + torn);
      const opened = await openLedger(port, '2026-12');
      expect(opened).toEqual(ledger);
      const after = await recordStep(port, opened, { repository: 'acme/b', state: 'planned', at: at(9) });
      expect(await openLedger(port, '2026-12')).toEqual(after);
    }
  });
});

describe('ledgerFile', () => {
  let folder = '';
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'nx-apiops-ledger-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is appended to and replaced', async () => {
    const path = join(folder, 'ledger.jsonl');
    const port = ledgerFile(path);
    let ledger = await openLedger(port, 'x');
    for (const state of ['planned', 'branch', 'committed'] as const)
      ledger = await recordStep(port, ledger, { repository: 'acme/a', state, at: at(0) });
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(5);
    appendFileSync(path, '{"torn');
    expect(await openLedger(port, 'x')).toEqual(ledger);
    expect(readFileSync(path, 'utf8')).toBe(compact(ledger));
  });

  it('holds all that was recorded when its process is killed', async () => {
    const path = join(folder, 'ledger.jsonl');
    const entry = (index: number): string =>
      renderLedgerEntry({ repository: `acme/${index}`, state: 'planned', updatedAt: at(0), history: [] });
    writeFileSync(path, renderLedgerHeader('x'));
    const script = `
      const { openSync, writeSync, fsyncSync } = require('node:fs');
      const file = openSync(process.argv[1], 'a');
      for (let index = 0; ; index++) {
        writeSync(file, ${JSON.stringify(entry(0))}.replace('acme/0', 'acme/' + index));
        fsyncSync(file);
        process.stdout.write(index + '\\n');
      }`;
    const child = spawn(process.execPath, ['-e', script, path], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.on('data', (data: Buffer) => {
      said += data.toString();
      if (said.length > 100) child.kill('SIGKILL');
    });
    await new Promise((resolve) => child.on('close', resolve));
    const last = Number(said.split('\n').at(-2));
    const { entries } = await openLedger(ledgerFile(path), 'x');
    expect(last).toBeGreaterThan(10);
    for (let index = 0; index <= last; index++) expect(entries.has(`acme/${index}`)).toBe(true);
  });
});
