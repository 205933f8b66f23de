import { describe, expect, it } from 'vitest';
import type { ActionResult } from './plan.js';
import { renderResults } from './render-results.js';

function result(id: string, overrides: Partial<ActionResult> = {}): ActionResult {
  return { id, kind: 'create', type: 'api', name: id, status: 'done', durationMs: 0, ...overrides };
}

const failed = result('orders', {
  kind: 'update',
  status: 'failed',
  durationMs: 1500,
  error: { code: 'ARM_CONFLICT', message: 'The path "orders" is taken.\nBy: v0', hint: 'Choose another path.' },
});
const plain = { color: false };

describe('renderResults', () => {
  it('shows failures, what was skipped for which reason, and the totals', () => {
    const results = [
      result('a', { durationMs: 400 }),
      failed,
      result('b', { status: 'skipped', blockedBy: 'orders' }),
      result('c', { status: 'skipped', blockedBy: 'orders', kind: 'delete', type: 'tag' }),
      result('d', { status: 'skipped' }),
      result('e', { kind: 'delete', durationMs: 62_000 }),
    ];
    expect(renderResults(results, plain)).toBe(
      [
        'failed  ~ update api orders  [ARM_CONFLICT]',
        '    The path "orders" is taken.',
        '    By: v0',
        '    Hint: Choose another path.',
        '  skipped because of this: 2 actions',
        '    + create api b',
        '    - delete tag c',
        '',
        '  skipped because the run was stopped: 1 action',
        '    + create api d',
        '',
        '2 done, 1 failed, 3 skipped.',
        'Done: 1 created, 0 updated, 1 deleted.',
        'Time of all actions 1 min 4 s, longest 1 min 2 s: - delete api e',
        '',
      ].join('\n'),
    );
  });

  it('shows only totals when all is done', () => {
    expect(renderResults([result('a', { durationMs: 850 })], plain)).toBe(
      [
        '1 done, 0 failed, 0 skipped.',
        'Done: 1 created, 0 updated, 0 deleted.',
        'Time of all actions 850 ms, longest 850 ms: + create api a',
        '',
      ].join('\n'),
    );
    expect(renderResults([], plain)).toBe('0 done, 0 failed, 0 skipped.\n');
  });

  it('gives the same text in colour, besides the colours', () => {
    const colored = renderResults([failed], { color: true });
    expect(colored).toContain('\u001b[31mfailed\u001b[39m');
    expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(renderResults([failed], plain));
  });

  it('counts the skipped actions that it does not name', () => {
    const skipped = Array.from({ length: 25 }, (_, index) =>
      result(`s${index}`, { status: 'skipped', blockedBy: 'orders' }),
    );
    const rendered = renderResults([failed, ...skipped], plain);
    expect(rendered).toContain('skipped because of this: 25 actions');
    expect(rendered).toContain('create api s19\n    … 5 more\n');
  });

  it('lets no text act on the terminal', () => {
    const hostile = '\u001b[2J\u009b\u202e\r';
    const error = { code: hostile, message: hostile, hint: hostile };
    const rendered = renderResults([result('a', { status: 'failed', name: hostile, type: hostile, error })], plain);
    expect(rendered.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
  });
});
