import { describe, expect, it } from 'vitest';
import { renderFieldChange } from './change-text.js';

describe('renderFieldChange', () => {
  it.each([
    [{ path: 'properties.url', before: 'https://a', after: 'https://b' }, 'properties.url: "https://a" → "https://b"'],
    [{ path: 'properties.tags', after: ['x'] }, 'properties.tags: (not set) → ["x"]'],
    [{ path: 'properties.value', secret: true }, 'properties.value: (secret)'],
    [{ path: 'properties.value', lines: { added: 2, removed: 1 } }, 'properties.value: +2 −1 lines'],
  ] as const)('shows %j on one line', (change, text) => {
    expect(renderFieldChange(change)).toBe(text);
  });
});
