import { describe, expect, it } from 'vitest';
import { assertOwner } from './code-owners.js';

describe('owners', () => {
  it.each([
    'orders',
    'Orders.Team_2',
    'group:default/orders',
    'user:ann',
    '@acme/orders',
    '@ann',
    'ann.o@acme.example',
  ])('may be %s', (owner) => expect(() => assertOwner(owner, '--owner')).not.toThrow());

  it.each(['Team A!', 'orders team', 'a/b/c', '@', 'group:', 'orders #1', '[Acme]\\Orders', 'team@'])(
    'may not be %s',
    (owner) => {
      const refusal = `--owner ${JSON.stringify(owner)} can own nothing.`;
      expect(() => assertOwner(owner, '--owner')).toThrow(refusal);
    },
  );
});
