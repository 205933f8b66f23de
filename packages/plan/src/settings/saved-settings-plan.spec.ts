import { describe, expect, it } from 'vitest';
import { planSettings } from './plan-settings.js';
import { assertSettingsPlan, assertSettled, parseSettingsPlan, renderSettingsPlan } from './saved-settings-plan.js';
import type { Setting } from './setting.js';

const rule = (approvals: number): Setting => ({ type: 'rule', name: 'main', value: { approvals } });
const plan = (settings: readonly Setting[], before?: number) =>
  planSettings({
    target: 'here',
    desired: settings,
    actual: new Map(before === undefined ? [] : [['rule main', { approvals: before }]]),
  });

describe('a saved plan of settings', () => {
  it('is the same plan again', () => {
    const saved = plan([rule(2)], 1);
    expect(parseSettingsPlan(renderSettingsPlan('protect', saved), 'protect', 'p.json')).toEqual({
      purpose: 'protect',
      ...saved,
    });
  });

  it.each([
    ['x', 'p.json is no JSON.'],
    ['{}', 'p.json is no saved plan.'],
    [renderSettingsPlan('identity', plan([rule(2)])), 'p.json is a plan of "identity", not of protect.'],
  ])('refuses %j', (text, message) => {
    expect(() => parseSettingsPlan(text, 'protect', 'p.json')).toThrow(message);
  });

  it('stands while nothing else is to be done, and when part of it is done', () => {
    expect(() => assertSettingsPlan(plan([rule(2)], 1), plan([rule(2)], 1))).not.toThrow();
    expect(() => assertSettingsPlan(plan([rule(2)], 1), plan([rule(2)], 2))).not.toThrow();
  });

  it('must not do what is no longer asked for, unless that is done', async () => {
    const handlers = (approvals: number) => ({ rule: { read: async () => ({ approvals }), write: async () => {} } });
    const saved = plan([rule(2)], 1);
    await expect(assertSettled(saved, plan([]), handlers(1))).rejects.toThrow('no longer asked for: rule main');
    await expect(assertSettled(saved, plan([]), handlers(2))).resolves.toBeUndefined();
    await expect(assertSettled(saved, saved, handlers(1))).resolves.toBeUndefined();
  });

  it.each([
    ['more is to be done', plan([rule(2), { ...rule(2), name: 'next' }], 1), 'rule next'],
    ['something else is to be done', plan([rule(3)], 1), 'rule main'],
    ['it would be done to something else', plan([rule(2)], 0), 'rule main'],
    ['it would be done elsewhere', { ...plan([rule(2)], 1), target: 'there' }, 'the target, which was here'],
  ])('does not stand when %s', (_, current, named) => {
    expect(() => assertSettingsPlan(plan([rule(2)], 1), current)).toThrow(named);
  });
});
