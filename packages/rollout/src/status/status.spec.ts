import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { Script } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { advance, emptyLedger, LEDGER_STATES, type Ledger, type LedgerStep } from '../ledger/ledger.js';
import { renderProgressChart } from './progress-chart.js';
import { renderStatusPage } from './render-status-page.js';
import { linkTarget, renderStatusJson, renderStatusMarkdown, renderStatusTable } from './render-status.js';
import { STATUS_GROUPS, summarizeRollout } from './summarize-rollout.js';

const at = (minute: number): string => new Date(Date.UTC(2026, 11, 1, 0, minute)).toISOString();
const ledgerOf = (...steps: readonly LedgerStep[]): Ledger =>
  steps.reduce((ledger, step, index) => advance(ledger, step, at(index)), emptyLedger('2026-12'));

const pullRequest = { number: 7, url: 'https://github.com/acme/b/pull/7' };
const LEDGER = ledgerOf(
  { repository: 'acme/a', state: 'planned', currentVersion: '1.0.0', targetVersion: '1.1.0' },
  { repository: 'acme/b', state: 'planned', currentVersion: '1.1.0', targetVersion: '1.1.0' },
  { repository: 'acme/c', state: 'conflict', reason: 'publish.yml was edited' },
  { repository: 'acme/d', state: 'skipped', reason: 'the repository is archived' },
  { repository: 'acme/b', state: 'pull-request', pullRequest },
  { repository: 'acme/b', state: 'merged' },
);
const summary = summarizeRollout(LEDGER);

const hostile = fc.oneof(
  fc.constantFrom(
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    '@acme/everyone #1',
    '| a | b |',
    '\u001b[31mred\u001b[0m',
    '\u202egpj.exe',
    '__proto__',
    '`code` [x](javascript:alert(1))',
    'a\nb\r\nc',
  ),
  fc.string({ unit: 'binary' }),
);
const hostileLedger = fc
  .array(fc.tuple(hostile, hostile, hostile, fc.constantFrom(...LEDGER_STATES)), { maxLength: 5 })
  .map((rows) =>
    rows.reduce((ledger, [repository, reason, url, state], index) => {
      const step = { repository: `${repository}${index}`, reason, state, pullRequest: { number: index, url } };
      return advance(ledger, step, at(index));
    }, emptyLedger('<b>x')),
  );

describe('summarizeRollout', () => {
  it('counts, and puts first what needs a look', () => {
    expect(summary).toMatchObject({
      total: 4,
      counts: { done: 1, 'under way': 1, 'needs a look': 1, 'left out': 1 },
      states: { planned: 1, merged: 1, conflict: 1, skipped: 1 },
      percentDone: 33,
    });
    expect(summary.rows.map(({ repository }) => repository)).toEqual(['acme/c', 'acme/a', 'acme/b', 'acme/d']);
    expect(summary.rows.map(({ versions }) => versions)).toEqual(['', '1.0.0 → 1.1.0', '1.1.0', '']);
  });

  it('tells how the counts came about', () => {
    expect(summary.progress.map(({ counts }) => STATUS_GROUPS.map((group) => counts[group]))).toEqual([
      [0, 1, 0, 0],
      [0, 2, 0, 0],
      [0, 2, 1, 0],
      [0, 2, 1, 1],
      [1, 1, 1, 1],
    ]);
    expect(summary.progress.at(-1)).toEqual({ at: at(5), counts: summary.counts });
  });

  it('ends with the present counts, whatever happened', () => {
    const step = fc.record({
      repository: fc.constantFrom('a', 'b', 'c'),
      state: fc.constantFrom('planned', 'conflict', 'failed', 'skipped', 'current', 'declined'),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 20 }), (steps) => {
        const { progress, counts, rows, total } = summarizeRollout(ledgerOf(...(steps as LedgerStep[])));
        expect(progress.at(-1)?.counts).toEqual(counts);
        expect(rows).toHaveLength(total);
        expect(Object.values(counts).reduce((sum, count) => sum + count)).toBe(total);
      }),
    );
  });

  it('of nothing is done', () => {
    expect(summarizeRollout(emptyLedger('x'))).toMatchObject({ total: 0, percentDone: 100, rows: [], progress: [] });
  });
});

describe('the table', () => {
  it('has a line for each repository and a headline', () => {
    expect(renderStatusTable(summary, { color: false, columns: 80 }).split('\n')).toEqual([
      '! acme/c  conflict                     publish.yml was edited',
      '… acme/a  planned   1.0.0 → 1.1.0',
      '✓ acme/b  merged    1.1.0          #7  https://github.com/acme/b/pull/7',
      '– acme/d  skipped                      the repository is archived',
      '',
      'Campaign 2026-12: 1 of 3 done (33 %), 1 under way, 1 needs a look, 1 left out',
    ]);
    expect(renderStatusTable(summary, { color: true, columns: 80 })).toContain('\u001b[31m! acme/c');
  });

  it('cannot steer a terminal', () => {
    fc.assert(
      fc.property(hostileLedger, (ledger) => {
        const table = renderStatusTable(summarizeRollout(ledger), { color: false, columns: 80 });
        expect(table.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
        expect(table.split('\n')).toHaveLength(ledger.entries.size === 0 ? 1 : ledger.entries.size + 2);
      }),
    );
  });
});

describe('JSON and Markdown', () => {
  it('JSON is the summary', () => {
    fc.assert(
      fc.property(hostileLedger, (ledger) => {
        const hostileSummary = summarizeRollout(ledger);
        expect(JSON.parse(renderStatusJson(hostileSummary))).toEqual(JSON.parse(JSON.stringify(hostileSummary)));
      }),
    );
  });

  it('Markdown is one table, in which names mention nobody and are no HTML', () => {
    expect(renderStatusMarkdown(summary)).toContain(
      '| <code>acme/b</code> | ✓ merged | 1.1.0 | [\\#7](<https://github.com/acme/b/pull/7>) |  |',
    );
    fc.assert(
      fc.property(hostileLedger, (ledger) => {
        const lines = renderStatusMarkdown(summarizeRollout(ledger)).trimEnd().split('\n').slice(4);
        expect(lines).toHaveLength(ledger.entries.size);
        for (const line of lines) {
          expect(line.split('|')).toHaveLength(7);
          const withoutLinks = line.replace(/\]\(<https?:[^<>\s]*>\)/g, ']');
          expect(withoutLinks.replaceAll(/<\/?code>/g, '')).not.toMatch(/[<>@`]/);
        }
      }),
    );
  });

  it.each([
    ['https://github.com/a/b/pull/1', 'https://github.com/a/b/pull/1'],
    ['javascript:alert(1)', undefined],
    ['data:text/html,x', undefined],
    ['no address', undefined],
    ['https://x/a"b<c>(d)|e', 'https://x/a%22b%3Cc%3E(d)%7Ce'],
  ])('%s is a link to %s', (url, expected) => {
    expect(linkTarget(url)).toBe(expected);
  });
});

describe('the page', () => {
  const page = renderStatusPage(summary, { at: at(9) });

  it('has a plain table, a chart, and a script that it allows itself', () => {
    expect(page).toContain('>acme/c</th><td class="state" data-key="0 conflict">! conflict</td>');
    expect(page).toContain('<a href="https://github.com/acme/b/pull/7" rel="noreferrer">#7</a>');
    expect(page).toContain('in the end 1 done, 1 under way, 1 needs a look, 1 left out.');
    const [, script = ''] = /<script>(.*)<\/script>/s.exec(page) ?? [];
    expect(() => new Script(script)).not.toThrow();
    expect(page).toContain(`script-src '${hashOf(script)}'`);
    const [, style = ''] = /<style>(.*)<\/style>/s.exec(page) ?? [];
    expect(page).toContain(`style-src '${hashOf(style)}'`);
  });

  it('counts each group and its states, and offers them as filters', () => {
    expect(page).toContain('<strong>! 1 needs a look</strong><small>1 conflict</small>');
    expect(page).toContain('<option value="conflict">conflict (1)</option>');
    expect(page).not.toContain('<option value="failed">');
  });

  it('has a chart that goes on until the page was made, with counts and times at its axes', () => {
    const chart = renderProgressChart(summary, at(9), { width: 640, height: 240, right: 120 });
    const texts = [...chart.matchAll(/<text [^>]*>(.*?)<\/text>/g)].map(([, text = '']) => text.replace(/<.*?>/g, ''));
    expect(texts.slice(0, 3)).toEqual(['0', '1', '2']);
    expect(texts).toEqual(expect.arrayContaining(['1 Dec', '00:05', '✓ 1 done', '! 1 needs a look']));
    expect([...chart.matchAll(/d="[^"]*H520"/g)].length).toBeGreaterThanOrEqual(STATUS_GROUPS.length);
    expect(renderProgressChart(summary, 'no time', { width: 640, height: 240, right: 120 })).not.toContain('NaN');
  });

  it('asks nobody for anything', () => {
    expect(page).toContain("default-src 'none'");
    expect(page.replaceAll(/<a href="[^"]*"/g, '')).not.toMatch(/https?:|\bsrc=|@import|url\(|<link|fetch\(/);
  });

  it('is light or dark as the reader wants it, with colours that can be read', () => {
    const palettes = [...page.matchAll(/:root \{([^}]*)\}/g)].map(([, text = '']) =>
      Object.fromEntries([...text.matchAll(/--(\w+): (#\w+);/g)].map(([, name = '', value = '']) => [name, value])),
    );
    expect(palettes).toHaveLength(2);
    for (const { paper = '', rule = '', ...inks } of palettes) {
      for (const ink of Object.values(inks)) expect(contrast(ink, paper)).toBeGreaterThan(4.5);
      expect(contrast(rule, paper)).toBeGreaterThan(3);
    }
  });

  it('tells the lines of the chart apart without colours', () => {
    const dashes = [...page.matchAll(/stroke-dasharray="([^"]*)"/g)].map(([, dash]) => dash);
    expect(new Set(dashes).size).toBe(STATUS_GROUPS.length);
  });

  it('shows hostile names as text', () => {
    const tags = /<(?!\/?(?:tr|th|td|time|a|svg|title|desc|path|text)\b)/;
    fc.assert(
      fc.property(hostileLedger, (ledger) => {
        const text = renderStatusPage(summarizeRollout(ledger), { at: at(9) });
        const [, body = ''] = /<tbody>(.*)<\/tbody>/s.exec(text) ?? [];
        expect(body).not.toMatch(tags);
        expect(body).not.toMatch(/<[^>]*\son\w+=/i);
        expect([...body.matchAll(/href="([^"]*)"/g)].every(([, url = '']) => /^https?:/.test(url))).toBe(true);
        expect(body.split('<tr ')).toHaveLength(ledger.entries.size + 1);
        expect(text).toContain('<title>Rollout &#60;b&#62;x</title>');
      }),
    );
  });

  it('of a campaign that has not begun has no chart', () => {
    expect(renderStatusPage(summarizeRollout(emptyLedger('x')), { at: at(0) })).not.toContain('<figure');
  });
});

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(a: string, b: string): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((left, right) => right - left);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const hex = color.length === 4 ? [...color.slice(1)].map((digit) => digit + digit).join('') : color.slice(1);
  const [red = 0, green = 0, blue = 0] = [0, 2, 4].map((index) => {
    const value = parseInt(hex.slice(index, index + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
