import fc from 'fast-check';
import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ledgerFile } from './ledger-file.js';
import { openLedger, type LedgerPort } from './open-ledger.js';
import { compact, parseLedger, renderLedgerEntry, renderLedgerHeader } from './ledger-text.js';
import { advance, emptyLedger, LEDGER_STATES, type Ledger, type LedgerStep } from './ledger.js';
import { lockLedger } from './lock-ledger.js';

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

/** A ledger after these steps, and its text as it was written line by line. */
function written(steps: readonly LedgerStep[]): { readonly ledger: Ledger; readonly lines: readonly string[] } {
  let ledger = emptyLedger('2026-12');
  const lines = [renderLedgerHeader('2026-12')];
  for (const [index, value] of steps.entries()) {
    ledger = advance(ledger, value, at(index));
    const entry = ledger.entries.get(value.repository);
    if (entry) lines.push(renderLedgerEntry(entry));
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

const clock = () => new Date(at(0));

describe('openLedger', () => {
  it('begins a ledger, and goes on with it', async () => {
    const port = memory();
    const first = await openLedger(port, '2026-12', clock);
    await first.record([{ repository: 'acme/a', state: 'planned' }]);
    const second = await openLedger(port, '2026-12', clock);
    expect(second.ledger()).toEqual(first.ledger());
    expect(second.entry('acme/a')).toMatchObject({ state: 'planned' });
    await expect(openLedger(port, '2027-01', clock)).rejects.toThrow(
      'ledger.jsonl is the ledger of the campaign 2026-12.',
    );
  });

  it('writes nothing for a step that says nothing new', async () => {
    const port = memory();
    const ledger = await openLedger(port, 'x', clock);
    const step = { repository: 'a', state: 'skipped', reason: 'archived' } as const;
    await ledger.record([step]);
    const before = port.text();
    await ledger.record([step, step]);
    expect(port.text()).toBe(before);
    await ledger.record([{ ...step, reason: 'a fork' }]);
    expect(port.text()).not.toBe(before);
  });

  it('writes what comes while it writes in one go, in order', async () => {
    const appended: string[] = [];
    let letGo = (): void => {};
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const port = memory();
    const slow: LedgerPort = {
      ...port,
      append: async (text) => {
        appended.push(text);
        await held;
        await port.append(text);
      },
    };
    const ledger = await openLedger(slow, 'x', clock);
    const states = ['planned', 'committed', 'pull-request'] as const;
    const recorded = states.map((state) => ledger.record([{ repository: 'a', state }]));
    await Promise.resolve();
    letGo();
    await Promise.all(recorded);
    expect(appended.length).toBeLessThanOrEqual(2);
    expect((await openLedger(port, 'x', clock)).ledger()).toEqual(ledger.ledger());
  });

  it('tells everybody who records that nothing can be written', async () => {
    const full: LedgerPort = { ...memory(), append: async () => Promise.reject(new Error('no space left')) };
    const ledger = await openLedger(full, 'x', clock);
    await expect(ledger.record([{ repository: 'a', state: 'planned' }])).rejects.toThrow('no space left');
    await expect(ledger.record([{ repository: 'b', state: 'planned' }])).rejects.toThrow('no space left');
  });

  it('begins a new line behind one that is torn', async () => {
    const { ledger, lines } = written([{ repository: 'acme/a', state: 'planned' }]);
    for (const torn of ['{', '{"repository":"acme/b","state":"planned","updatedAt":"2026-12-01T00:00:00Z"}']) {
      const port = memory(lines.join('') + torn);
      const opened = await openLedger(port, '2026-12', clock);
      expect(opened.ledger()).toEqual(ledger);
      await opened.record([{ repository: 'acme/b', state: 'planned' }]);
      expect((await openLedger(port, '2026-12', clock)).ledger()).toEqual(opened.ledger());
    }
  });
});

describe('ledgerFile', () => {
  let folder = '';
  beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'nx-apiops-ledger-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('is appended to and replaced', async () => {
    const path = join(folder, 'new', 'ledger.jsonl');
    const port = ledgerFile(path);
    const ledger = await openLedger(port, 'x', clock);
    for (const state of ['planned', 'committed', 'pull-request'] as const)
      await ledger.record([{ repository: 'acme/a', state }]);
    expect(readFileSync(path, 'utf8').split('\n')).toHaveLength(5);
    appendFileSync(path, '{"torn');
    expect((await openLedger(port, 'x', clock)).ledger()).toEqual(ledger.ledger());
    expect(readFileSync(path, 'utf8')).toBe(compact(ledger.ledger()));
  });

  it('is written by one process at a time', async () => {
    const path = join(folder, 'ledger.jsonl');
    const letGo = await lockLedger(path);
    await expect(lockLedger(path)).rejects.toThrow(`process ${process.pid} on`);
    await letGo();
    await (
      await lockLedger(path)
    )();
  });

  it('is taken over from a process that is gone, and from no other', async () => {
    const path = join(folder, 'ledger.jsonl');
    const child = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => child.on('close', resolve));
    writeFileSync(`${path}.lock`, `${child.pid} ${hostname()}\n`);
    await (
      await lockLedger(path)
    )();
    writeFileSync(`${path}.lock`, `${child.pid} elsewhere.example\n`);
    await expect(lockLedger(path)).rejects.toThrow('on elsewhere.example');
    writeFileSync(`${path}.lock`, '');
    await expect(lockLedger(path)).rejects.toThrow('another process');
  });

  it('is taken over by one of many that find it left behind', async () => {
    const path = join(folder, 'ledger.jsonl');
    const child = spawn(process.execPath, ['-e', '']);
    await new Promise((resolve) => child.on('close', resolve));
    for (let round = 0; round < 20; round += 1) {
      writeFileSync(`${path}.lock`, `${child.pid} ${hostname()}\n`);
      const tried = await Promise.allSettled(Array.from({ length: 6 }, async () => lockLedger(path)));
      const held = tried.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
      expect(held).toHaveLength(1);
      await held[0]?.();
      expect(readdirSync(folder)).toEqual([]);
    }
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
    const { entries } = (await openLedger(ledgerFile(path), 'x', clock)).ledger();
    expect(last).toBeGreaterThan(10);
    for (let index = 0; index <= last; index++) expect(entries.has(`acme/${index}`)).toBe(true);
  });
});
