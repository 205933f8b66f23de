import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../json.js';
import { applySettings } from './apply-settings.js';
import { ownedPart } from './owned-part.js';
import { planSettings } from './plan-settings.js';
import { readSettings } from './read-settings.js';
import { settingId, type Setting } from './setting.js';
import type { SettingHandlers } from './setting-handler.js';

/** A service whose settings are JSON in memory. */
function service(content: Record<string, JsonObject> = {}): {
  content: Record<string, JsonObject>;
  handlers: SettingHandlers;
  writes: string[];
} {
  const writes: string[] = [];
  const merge = (a: JsonObject, b: JsonObject): JsonObject => ({ ...a, ...b });
  const handler = (type: string) => ({
    read: async (name: string) => content[`${type} ${name}`],
    write: async (name: string, value: JsonObject) => {
      writes.push(`${type} ${name}`);
      content[`${type} ${name}`] = merge(content[`${type} ${name}`] ?? {}, value);
    },
    remove: async (name: string) => {
      writes.push(`-${type} ${name}`);
      delete content[`${type} ${name}`];
    },
  });
  return { content, writes, handlers: { rule: handler('rule'), gate: handler('gate') } };
}

const rule: Setting = { type: 'rule', name: 'main', value: { approvals: 2, checks: ['gate'] } };
const gate: Setting = { type: 'gate', name: 'prod', value: { open: false }, after: [settingId(rule)] };

const plan = async (
  desired: readonly Setting[],
  { handlers }: ReturnType<typeof service>,
  obsolete: readonly Setting[] = [],
) => planSettings({ target: 'here', desired, actual: await readSettings(desired, handlers), obsolete });

describe('settings', () => {
  it('creates what is missing in the order of dependencies, and nothing the second time', async () => {
    const there = service();
    const first = await plan([gate, rule], there);
    expect(first.actions.map(({ kind, id, dependsOn }) => [kind, id, dependsOn])).toEqual([
      ['create', 'gate prod', ['rule main']],
      ['create', 'rule main', []],
    ]);
    expect(await applySettings(first, there.handlers)).toMatchObject([{ status: 'done' }, { status: 'done' }]);
    expect(there.writes).toEqual(['rule main', 'gate prod']);
    expect(await plan([gate, rule], there)).toMatchObject({ actions: [], unchanged: 2 });
  });

  it('owns only what is stated, and keeps the rest', async () => {
    const there = service({ 'rule main': { approvals: 1, checks: ['gate'], byOthers: true } });
    const changes = await plan([rule], there);
    expect(changes.actions).toMatchObject([{ kind: 'update', changes: [{ path: 'approvals', before: 1, after: 2 }] }]);
    await applySettings(changes, there.handlers);
    expect(there.content['rule main']).toEqual({ approvals: 2, checks: ['gate'], byOthers: true });
  });

  it('deletes what is named as obsolete, and that last', async () => {
    const there = service({ 'gate old': { open: true } });
    const old: Setting = { type: 'gate', name: 'old', value: { open: true } };
    const changes = await plan([rule], there, [old]);
    expect(changes.actions).toMatchObject([{ kind: 'create' }, { kind: 'delete', dependsOn: ['rule main'] }]);
    await applySettings(changes, there.handlers);
    expect(there.writes).toEqual(['rule main', '-gate old']);
  });

  it('shows no secret', async () => {
    const secret: Setting = { type: 'rule', name: 'key', value: { value: 'hunter2' }, secretMembers: ['value'] };
    const { actions } = await plan([secret], service());
    expect(actions[0]?.changes).toEqual([{ path: 'value', secret: true }]);
  });

  it('writes nothing where somebody changed the setting meanwhile, and goes on with the others', async () => {
    const there = service({ 'rule main': { approvals: 1 } });
    const changes = await plan([rule, { ...gate, after: [] }], there);
    there.content['rule main'] = { approvals: 0 };
    const results = await applySettings(changes, there.handlers);
    expect(results).toMatchObject([
      { status: 'failed', error: { code: 'SETTING_STALE', message: expect.stringContaining('approvals') } },
      { status: 'done' },
    ]);
    expect(there.content['rule main']).toEqual({ approvals: 0 });
  });

  it('takes for done what is as desired by now, as after an interrupted apply', async () => {
    const there = service();
    const changes = await plan([rule], there);
    there.content['rule main'] = { ...rule.value, extra: 1 };
    expect(await applySettings(changes, there.handlers)).toMatchObject([{ status: 'done' }]);
    expect(there.writes).toEqual([]);
  });

  it('refuses types that nothing handles', async () => {
    const unknown = { ...rule, type: 'moat' };
    await expect(readSettings([unknown], service().handlers)).rejects.toMatchObject({ code: 'SETTING_UNKNOWN' });
  });

  it('takes a failed read for a failure, never for absence', async () => {
    const { handlers } = service();
    const broken = { ...handlers, rule: { read: async () => Promise.reject(new Error('503')), write: async () => {} } };
    await expect(readSettings([rule], broken)).rejects.toThrow('503');
  });

  it('gives the part that is owned: of itself everything, of others nothing', () => {
    const json = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }));
    fc.assert(
      fc.property(json, json, (a, b) => {
        const value = JSON.parse(JSON.stringify(a)) as JsonObject;
        expect(ownedPart(value, value)).toEqual(value);
        expect(
          Object.keys(ownedPart(value, JSON.parse(JSON.stringify(b)) as JsonObject)).every((name) =>
            Object.hasOwn(b, name),
          ),
        ).toBe(true);
      }),
    );
  });
});
