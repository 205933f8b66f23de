import { describe, expect, it } from 'vitest';
import { amendProperties, pickMentioned } from './amend-properties.js';

const FOUND = {
  displayName: 'Create an order',
  request: { queryParameters: [{ name: 'dryRun', type: 'boolean' }] },
  responses: [
    { statusCode: 200, description: 'ok', representations: [{ contentType: 'application/json', schemaId: 's1' }] },
    { statusCode: 404, description: 'missing' },
  ],
};

describe('amendProperties', () => {
  it('changes what is mentioned, and keeps the rest at any depth', () => {
    const changes = {
      displayName: 'Create',
      responses: [
        { statusCode: 200, description: 'created', representations: [{ contentType: 'application/json' }] },
        { statusCode: 500, description: 'failed' },
      ],
    };
    expect(amendProperties(FOUND, changes)).toEqual({
      displayName: 'Create',
      request: FOUND.request,
      responses: [
        {
          statusCode: 200,
          description: 'created',
          representations: [{ contentType: 'application/json', schemaId: 's1' }],
        },
        { statusCode: 404, description: 'missing' },
        { statusCode: 500, description: 'failed' },
      ],
    });
  });

  it('gives the very object back where the changes say nothing else', () => {
    expect(amendProperties(FOUND, { responses: [{ statusCode: 404, description: 'missing' }] })).toBe(FOUND);
  });

  it('replaces lists whose elements nothing tells apart', () => {
    expect(amendProperties({ values: ['a', 'b'] }, { values: ['b'] })).toEqual({ values: ['b'] });
  });
});

describe('pickMentioned', () => {
  it('equals the changes exactly where amending would change nothing', () => {
    const changes = { responses: [{ statusCode: 200, representations: [{ contentType: 'application/json' }] }] };
    expect(pickMentioned(FOUND, changes)).toEqual(changes);
    expect(pickMentioned(FOUND, { displayName: 'x', summary: 'y' })).toEqual({ displayName: 'Create an order' });
  });
});
