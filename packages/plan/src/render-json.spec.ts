import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json } from './json.js';
import { renderJson } from './render-json.js';
import { action, plan } from './testing/plan-builder.js';
import { samplePlan } from './testing/sample-plan.js';

describe('renderJson', () => {
  it('is the plan with its summary', () => {
    expect(JSON.parse(renderJson(samplePlan))).toEqual({
      ...samplePlan,
      summary: { create: 1, update: 1, delete: 1, unchanged: 210 },
    });
  });

  it('keeps any operation and value', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        const value: Json = JSON.parse(text);
        const original = plan([action('a', { operation: value, changes: [{ path: 'p', before: value }] })]);
        expect(JSON.parse(renderJson(original)).actions).toEqual(original.actions);
      }),
    );
  });

  it('gives the same text in whatever order members were set', () => {
    const one = plan([action('a', { operation: { b: [{ d: 1, c: 2 }], a: 3 } })]);
    const other = plan([action('a', { operation: { a: 3, b: [{ c: 2, d: 1 }] } })]);
    expect(renderJson(one)).toBe(renderJson(other));
  });

  it('is indented and ends with a newline', () => {
    expect(renderJson(plan([]))).toBe(
      [
        '{',
        '  "version": 1,',
        '  "target": "apim-acme-dev (dev)",',
        '  "summary": {',
        '    "create": 0,',
        '    "update": 0,',
        '    "delete": 0,',
        '    "unchanged": 0',
        '  },',
        '  "notes": [],',
        '  "unchanged": 0,',
        '  "actions": []',
        '}',
        '',
      ].join('\n'),
    );
  });

  it('drops the values of a change that is marked as secret', () => {
    const leaky = plan([action('a', { changes: [{ path: 'p', before: 'hunter1', after: 'hunter2', secret: true }] })]);
    expect(JSON.parse(renderJson(leaky)).actions[0].changes).toEqual([{ path: 'p', secret: true }]);
  });

  it('escapes what could act on a terminal', () => {
    const name = 'a\u001b[2J\u009b\u202e\u{e0041}\nb';
    const rendered = renderJson(plan([action('a', { name })]));
    expect(rendered.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(JSON.parse(rendered).actions[0].name).toBe(name);
  });
});
