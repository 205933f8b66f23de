import { describe, expect, it } from 'vitest';
import { ArmFault } from './arm-fault.js';
import { compileFilter } from './odata-filter.js';

const item = {
  name: 'orders',
  properties: { displayName: 'Orders API', isCurrent: true, apiVersion: null, limit: 5, contact: { name: "O'Neill" } },
};

describe('compileFilter', () => {
  it.each([
    ["name eq 'ORDERS'", true],
    ["displayName ne 'orders api'", false],
    ["displayName eq 'orders' or name eq 'orders'", true],
    ["displayName eq 'orders' and name eq 'orders'", false],
    ["not (name eq 'orders')", false],
    ['isCurrent eq true', true],
    ['isCurrent ne true', false],
    ['limit gt 4 and limit le 5', true],
    ['limit lt 5', false],
    ['apiVersion eq null', true],
    ["apiVersion ne 'v1'", true],
    ["missing eq 'x'", false],
    ["contains(displayName, 'der')", true],
    ["substringof('der', displayName)", true],
    ["startswith(properties/displayName, 'orders')", true],
    ["endswith(displayName, 'x') eq false", true],
    ["contact/name eq 'o''neill'", true],
    ["name eq 'orders' and (limit eq 1 or limit eq 5)", true],
  ])('%s is %s', (filter, expected) => {
    expect(compileFilter(filter)(item)).toBe(expected);
  });

  it.each([
    'name',
    'name eq',
    "name like 'x'",
    "(name eq 'x'",
    "name eq 'x' name eq 'y'",
    'contains(name)',
    "name eq 'x",
  ])('refuses %s', (filter) => {
    expect(() => compileFilter(filter)(item)).toThrow(ArmFault);
  });
});
