import { describe, expect, it } from 'vitest';
import { downgradeSchema } from './openapi-31.js';

describe('downgradeSchema', () => {
  it('turns lists of types into one type that may be null', () => {
    expect(downgradeSchema({ type: ['string', 'null'] })).toEqual({ type: 'string', nullable: true });
    expect(downgradeSchema({ type: ['string', 'integer'] })).toEqual({
      anyOf: [{ type: 'string' }, { type: 'integer' }],
    });
  });

  it('turns constants into enumerations, and keeps the first example', () => {
    expect(downgradeSchema({ const: 'a', examples: ['a', 'b'] })).toEqual({ enum: ['a'], example: 'a' });
  });

  it('works at any depth, and leaves data alone', () => {
    const schema = {
      properties: { a: { items: { type: ['number', 'null'] } } },
      default: { type: ['x', 'null'], b: 1 },
    };
    expect(downgradeSchema(schema)).toMatchObject({ properties: { a: { items: { type: 'number', nullable: true } } } });
    expect(downgradeSchema({ enum: [['a', 'null']], default: ['string', 'null'] })).toEqual({
      enum: [['a', 'null']],
      default: ['string', 'null'],
    });
  });

  it('takes properties that are called like keywords for what they are', () => {
    const schema = { properties: { const: { type: ['string', 'null'] }, type: { type: 'string' } } };
    expect(downgradeSchema(schema)).toEqual({
      properties: { const: { type: 'string', nullable: true }, type: { type: 'string' } },
    });
  });
});
