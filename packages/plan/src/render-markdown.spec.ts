import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runningText } from './markdown-text.js';
import { MAX_MARKDOWN_LENGTH, renderMarkdown } from './render-markdown.js';
import { lineDifference } from './line-difference.js';
import { hostileText } from './testing/hostile-text.js';
import { action, plan, planOf } from './testing/plan-builder.js';
import { samplePlan } from './testing/sample-plan.js';

/** The text of the page once the references to characters are read, and nothing else is. */
function decode(markdown: string): string {
  return markdown.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)));
}

describe('renderMarkdown', () => {
  it('shows totals, notes, a table in an order that could run, and the fields behind a fold', () => {
    const rendered = decode(renderMarkdown(samplePlan));
    expect(rendered).toBe(
      [
        '### Plan for <code>apim-acme-dev (dev)</code>',
        '',
        '**1 to create, 1 to update, 1 to delete, 210 unchanged.**',
        '',
        '> Note: Compared with commit 1a2b3c4.',
        '',
        '| Action | Type | Name | Fields |',
        '| --- | --- | --- | --- |',
        '| <code>+ create</code> | named value | <code>backend-url</code> | 2 |',
        '| <code>~ update</code> | api | <code>orders</code> | 4 |',
        '| <code>- delete</code> | api | <code>legacy</code> | 1 |',
        '',
        '<details><summary><code>+ create</code> named value <code>backend-url</code></summary>',
        '',
        '| Field | Before | After |',
        '| --- | --- | --- |',
        '| <code>properties.displayName</code> |  | <code>"backend-url"</code> |',
        '| <code>properties.value</code> |  | (secret) |',
        '',
        '</details>',
        '',
        '<details><summary><code>~ update</code> api <code>orders</code></summary>',
        '',
        '| Field | Before | After |',
        '| --- | --- | --- |',
        '| <code>properties.policy</code> |  | +12 −3 lines |',
        '| <code>properties.protocols</code> |  | <code>["https"]</code> |',
        '| <code>properties.serviceUrl</code> | <code>"https://old.example"</code> | <code>"https://new.example"</code> |',
        '| <code>properties.subscriptionRequired</code> | <code>true</code> |  |',
        '',
        '</details>',
        '',
        '<details><summary><code>- delete</code> api <code>legacy</code></summary>',
        '',
        '| Field | Before | After |',
        '| --- | --- | --- |',
        '| <code>properties.path</code> | <code>"v0"</code> |  |',
        '',
        '</details>',
        '',
      ].join('\n'),
    );
  });

  it('says so when there is nothing to do', () => {
    expect(renderMarkdown(plan([], { unchanged: 3 }))).toBe(
      '### Plan for <code>apim-acme-dev (dev)</code>\n\n**No changes. 3 resources are as desired.**\n',
    );
  });

  it('has the same structure whatever the names and values are', () => {
    const structure = (text: string): string => {
      const change = { path: text, before: text, after: [text] };
      const actions = [action('a', { kind: 'update', type: text, name: text, changes: [change] })];
      return renderMarkdown(plan(actions, { target: text, notes: [text] }))
        .replaceAll(runningText(text, 1000), 'TEXT')
        .replace(/<code>[^<|\n]*<\/code>/g, 'CODE');
    };
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(structure(`Ω${text}Ω`)).toBe(structure('plain'));
      }),
    );
  });

  it('mentions nobody in running text', () => {
    const rendered = renderMarkdown(plan([], { notes: ['Published by @acme/team for #12 today'] }));
    expect(decode(rendered)).toContain('Note: Published by <code>@acme/team</code> for <code>#12</code> today');
  });

  it('never shows the value of a change that is marked as secret', () => {
    const leaky = plan([action('a', { changes: [{ path: 'p', before: 'hunter1', after: 'hunter2', secret: true }] })]);
    expect(renderMarkdown(leaky)).not.toContain('hunter');
  });

  it('counts the fields of a resource that it does not show', () => {
    const changes = Array.from({ length: 41 }, (_, index) => ({ path: `p${index}`, after: index }));
    expect(renderMarkdown(plan([action('a', { changes })]))).toContain('\n\n1 more field is not shown.\n\n</details>');
  });

  it('fits into a comment whatever the plan holds, and says what it left out', () => {
    const long = '|<@'.repeat(1000);
    const changes = Array.from({ length: 30 }, (_, index) => ({ path: `p${index}`, before: long, after: `${long}.` }));
    const actions = Array.from({ length: 3000 }, (_, index) =>
      action(`n${index}`, { name: `${index}${long}`, changes }),
    );
    const small = actions.map((each) => ({ ...each, name: each.id, changes: [{ path: 'p', after: 1 }] }));
    const huge = { target: long, notes: Array.from({ length: 100 }, () => long) };
    for (const cut of [plan(actions, huge), plan(small, huge), plan(small), plan(actions)]) {
      const rendered = renderMarkdown(cut);
      expect(rendered.length).toBeLessThanOrEqual(MAX_MARKDOWN_LENGTH);
      expect(rendered).toMatch(
        /\*\*Cut to fit into a comment\.\*\* Left out: .*\d+ of 3000 rows of the table, \d+ of 3000 lists of changed fields\./,
      );
      expect(rendered.match(/<details>/g)?.length).toBe(rendered.match(/<\/details>/g)?.length);
    }
    expect(renderMarkdown(plan(small, huge))).toMatch(/Left out: \d+ of 100 notes,/);
  });

  it('states exactly how much it left out', () => {
    const actions = Array.from({ length: 2000 }, (_, index) => action(`n${index}`));
    const rendered = renderMarkdown(plan(actions));
    const shown = rendered.match(/^\| <code>\+ create/gm)?.length ?? 0;
    expect(shown).toBeGreaterThan(300);
    expect(rendered).toContain(`Left out: ${2000 - shown} of 2000 rows of the table.`);
  });

  it('refuses a plan with a circle', () => {
    expect(() => renderMarkdown(planOf({ a: ['a'] }))).toThrow('a -> a');
  });

  it('shows how a long text differs in a block that nothing in it can end', () => {
    const lines = lineDifference('a\n```\n', 'a\n````\n</details> @acme/all\n');
    const text = renderMarkdown(
      plan([action('a', { kind: 'update', changes: [{ path: 'properties.value', lines }] })]),
    );
    expect(text).toContain('\n`````diff\n  a\n- ```\n+ ````\n+ </details> @acme/all\n`````\n');
  });
});
