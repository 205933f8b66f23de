import { beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '@nx-apiops/plan';
import type { Contract } from '../contract.js';

const PAGE = 100;
const COUNT = 130;

/** Pages, filters and order. */
export function describeLists({ client, unique }: Contract): void {
  describe('lists', () => {
    const prefix = unique('list');

    beforeAll(async () => {
      for (let start = 0; start < COUNT; start += 10) {
        const numbers = Array.from({ length: Math.min(10, COUNT - start) }, (_, index) => COUNT - 1 - start - index);
        await Promise.all(
          numbers.map((number) => {
            const displayName = `${number % 2 === 0 ? prefix : prefix.toUpperCase()}-${String(number).padStart(3, '0')}`;
            return client().put(`tags/${prefix}-${number}`, { displayName });
          }),
        );
      }
    }, 60_000);

    it('come in pages of a hundred, the last one without a link', async () => {
      const first = await client().get('tags', { query: { $filter: `startswith(displayName, '${prefix}')` } });
      expect(first.items).toHaveLength(PAGE);
      expect(first.json['nextLink']).toEqual(expect.stringContaining('skip=100'));
      const second = await client().follow(String(first.json['nextLink']));
      expect(second.items).toHaveLength(COUNT - PAGE);
      expect(second.json).not.toHaveProperty('nextLink');
    });

    it('are ordered by display name without regard to case', async () => {
      const { items } = await client().list('tags', { query: { $filter: `startswith(displayName, '${prefix}')` } });
      const names = items.map(displayNameOf).map((name) => name.toLowerCase());
      expect(names).toEqual([...names].sort());
      expect(names).toHaveLength(COUNT);
    });

    it('take $top and $skip', async () => {
      const query = { $filter: `startswith(displayName, '${prefix}')`, $top: '3', $skip: '5' };
      const answer = await client().get('tags', { query });
      expect(answer.items.map(displayNameOf).map((name) => name.slice(-3))).toEqual(['005', '006', '007']);
    });

    it('take filters with functions and logic', async () => {
      const filter = `(name eq '${prefix}-7' or endswith(displayName, '-011')) and not contains(displayName, '011') or substringof('${prefix}-012', displayName)`;
      const answer = await client().get('tags', { query: { $filter: filter } });
      expect(answer.items.map((item) => item['name'])).toEqual([`${prefix}-7`, `${prefix}-12`]);
    });

    it('that are empty have no items and a count of zero', async () => {
      const answer = await client().get('tags', { query: { $filter: "name eq 'no-such-tag'" } });
      expect(answer.json).toEqual({ value: [], count: 0 });
    });

    it('have items without ETags', async () => {
      const answer = await client().get('tags', { query: { $top: '1' } });
      expect(Object.keys(answer.items[0] ?? {})).toEqual(['id', 'type', 'name', 'properties']);
    });
  });
}

function displayNameOf(item: JsonObject): string {
  const { properties } = item;
  return typeof properties === 'object' && properties !== null && 'displayName' in properties
    ? String(properties.displayName)
    : '';
}
