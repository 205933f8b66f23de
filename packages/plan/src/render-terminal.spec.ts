import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderTerminal } from './render-terminal.js';
import { lineDifference } from './line-difference.js';
import { hostileText } from './testing/hostile-text.js';
import { action, plan, planOf } from './testing/plan-builder.js';
import { samplePlan } from './testing/sample-plan.js';

const plain = { color: false };

function lineWith(text: string, rendered: string): string | undefined {
  return rendered.split('\n').find((line) => line.includes(text));
}

describe('renderTerminal', () => {
  it('shows notes, then the actions by type in an order in which they could run, then the totals', () => {
    expect(renderTerminal(samplePlan, plain)).toBe(
      [
        'Note: Compared with commit 1a2b3c4.',
        '',
        'Target: apim-acme-dev (dev)',
        '',
        'named value',
        '  + create  backend-url',
        '      properties.displayName  "backend-url"',
        '      properties.value        (secret)',
        '',
        'api',
        '  ~ update  orders',
        '      properties.policy                +12 −3 lines',
        '      properties.protocols             (not set) → ["https"]',
        '      properties.serviceUrl            "https://old.example" → "https://new.example"',
        '      properties.subscriptionRequired  true → (not set)',
        '  - delete  legacy',
        '      properties.path  "v0"',
        '',
        'Plan: 1 to create, 1 to update, 1 to delete, 210 unchanged.',
        '',
      ].join('\n'),
    );
  });

  it('says so when there is nothing to do', () => {
    expect(renderTerminal(plan([], { unchanged: 210 }), plain)).toBe(
      'Target: apim-acme-dev (dev)\n\nNo changes. 210 resources are as desired.\n',
    );
    expect(renderTerminal(plan([], { unchanged: 1 }), plain)).toContain('No changes. 1 resource is as desired.');
  });

  it('gives the same text in colour, besides the colours', () => {
    const colored = renderTerminal(samplePlan, { color: true });
    expect(colored).toContain('\u001b[32m+ create\u001b[39m');
    expect(colored).toContain('\u001b[33m~ update\u001b[39m');
    expect(colored).toContain('\u001b[31m- delete\u001b[39m');
    expect(colored.replace(/\u001b\[\d+m/g, '')).toBe(renderTerminal(samplePlan, plain));
  });

  it('shortens values to the width, with the difference in sight', () => {
    const [before, after] = ['a', 'b'].map((end) => `https://backend.example/${'x'.repeat(100)}/${end}`);
    const long = plan([
      action('a', { kind: 'update', changes: [{ path: 'url', before: before ?? '', after: after ?? '' }] }),
    ]);
    const line = lineWith('url', renderTerminal(long, { color: false, width: 60 })) ?? '';
    expect(line.length).toBeLessThanOrEqual(60);
    expect(line).toMatch(/url {2}…x+\/a" → …x+\/b"$/);
    expect(lineWith('url', renderTerminal(long, { color: false, width: 300 }))).toContain(`"${before}" → "${after}"`);
  });

  it('counts the fields that it does not show', () => {
    const changes = Array.from({ length: 25 }, (_, index) => ({ path: `p${index}`, after: index }));
    const many = plan([action('a', { changes })]);
    expect(renderTerminal(many, plain)).toContain('p19  19\n      … 5 more fields\n');
    expect(renderTerminal(many, { color: false, maxChangesPerAction: 24 })).toContain('… 1 more field\n');
    expect(renderTerminal(many, { color: false, maxChangesPerAction: 25 })).not.toContain('more');
  });

  it('never shows the value of a change that is marked as secret', () => {
    const leaky = plan([
      action('a', { kind: 'update', changes: [{ path: 'p', before: 'hunter1', after: 'hunter2', secret: true }] }),
    ]);
    expect(renderTerminal(leaky, plain)).not.toContain('hunter');
  });

  it('lets no text act on the terminal or add lines', () => {
    fc.assert(
      fc.property(hostileText, (hostile) => {
        const change = { path: hostile, before: hostile, after: [hostile] };
        const rendered = renderTerminal(
          plan([action('a', { name: hostile, type: hostile, kind: 'update', changes: [change] })], {
            target: hostile,
            notes: [hostile],
          }),
          plain,
        );
        expect(rendered.split('\n')).toHaveLength(10);
        expect(rendered.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
      }),
    );
  });

  it('refuses a plan with a circle', () => {
    expect(() => renderTerminal(planOf({ a: ['a'] }), plain)).toThrow('a -> a');
  });

  it('shows how a long text differs, bounded, and what comes and goes as a whole', () => {
    const before = Array.from({ length: 40 }, (_, index) => `line ${index}\n`).join('');
    const changes = [
      { path: 'properties.value', lines: lineDifference('<a />\n<b />\n', '<a />\n<c>::error::</c>\n') },
      { path: 'properties.other', lines: lineDifference(before, before.replaceAll('line', 'Line')) },
      { path: 'specification.operations["GET /pets"]', part: 'removed' as const },
    ];
    const text = renderTerminal(plan([action('a', { kind: 'update', changes })]), plain);
    expect(text).toContain('  <a />\n            - <b />\n            + <c>::error::</c>\n');
    expect(text).toContain('… 50 more lines\n');
    expect(text).toContain('specification.operations["GET /pets"]');
    expect(text).toMatch(/\["GET \/pets"\] +removed/);
  });

  it('says that nobody looked at the instance where the plan is made from a record', () => {
    expect(renderTerminal({ ...plan([], { unchanged: 210 }), isFromRecord: true }, plain)).toContain(
      'No changes. 210 resources are as published last; the instance itself was not compared.',
    );
  });
});
