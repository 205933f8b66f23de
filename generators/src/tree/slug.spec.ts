import { expect, it } from 'vitest';
import { slugOf, titleOf } from './slug.js';

it.each([
  ['Pet Store (v2)', 'pet-store-v2'],
  ['Überweisung', 'uberweisung'],
  ['  orders_API. ', 'orders-api'],
  ['注文', ''],
])('makes %s %s', (text, slug) => {
  expect(slugOf(text)).toBe(slug);
});

it('writes a name as people would', () => {
  expect(titleOf('order-items_v2')).toBe('Order items v2');
});
