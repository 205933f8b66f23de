import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { describeServiceError, parseServiceError, redactServiceError } from './service-error.js';

const VALIDATION = JSON.stringify({
  error: {
    code: 'ValidationError',
    message: 'One or more fields contain incorrect values:',
    details: [
      { code: 'ValidationError', target: 'representation', message: 'Parsing error(s):\r\nline 3' },
      { code: 'ValidationError', target: '', message: 'Second.' },
    ],
  },
});

describe('parseServiceError', () => {
  it('reads the envelope of Azure with its details', () => {
    const error = parseServiceError(VALIDATION);
    expect(error.code).toBe('ValidationError');
    expect(error.details.map(({ target }) => target)).toEqual(['representation', undefined]);
  });

  it.each([
    ['no details', '{"error":{"code":"A","message":"B","details":null}}', { code: 'A', message: 'B' }],
    ['no envelope', '{"code":"A","message":"B"}', { code: 'A', message: 'B' }],
    ['Web API', '{"Message":"The requested resource does not support http method \'GET\'."}', { code: undefined }],
    [
      'storage',
      '<?xml version="1.0"?><Error><Code>AuthenticationFailed</Code></Error>',
      { code: 'AuthenticationFailed' },
    ],
    ['plain text', 'upstream connect error', { message: 'upstream connect error' }],
    ['a web page', '<html><body>Sign in</body></html>', { code: undefined, message: undefined }],
    ['an empty body', '', { code: undefined, message: undefined }],
    ['a list', '[1]', { code: undefined, message: undefined }],
    ['members of other types', '{"error":{"code":5,"message":{}}}', { code: undefined, message: undefined }],
  ])('reads %s', (_, body, expected) => {
    expect(parseServiceError(body)).toMatchObject(expected);
  });

  it('flattens nested details', () => {
    const nested = {
      error: { code: 'A', details: [{ message: 'outer', details: [{ target: 't', message: 'inner' }] }] },
    };
    expect(parseServiceError(JSON.stringify(nested)).details.map(({ message }) => message)).toEqual(['outer', 'inner']);
  });

  it('accepts any text', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (body) => {
        expect(() => describeServiceError(parseServiceError(body))).not.toThrow();
      }),
    );
  });
});

describe('describeServiceError', () => {
  it('puts code, message and details on one line', () => {
    expect(describeServiceError(parseServiceError(VALIDATION))).toBe(
      'ValidationError: One or more fields contain incorrect values: representation: Parsing error(s): line 3; Second.',
    );
  });

  it('cuts very long texts', () => {
    const long = { code: 'A', message: 'x'.repeat(100_000), details: [] };
    expect(describeServiceError(long).length).toBeLessThan(2_100);
  });
});

describe('redactServiceError', () => {
  it('hides secrets in every member, however the service quotes them', () => {
    const secret = 'p<a"ss&1';
    const error = {
      code: secret,
      message: `raw ${secret}, JSON ${JSON.stringify(secret)}, XML p&lt;a"ss&amp;1, URL ${encodeURIComponent(secret)}`,
      details: [{ code: undefined, target: secret, message: 'attribute p&lt;a&quot;ss&amp;1' }],
    };
    const redacted = redactServiceError(error, [secret]);
    expect(redacted).toEqual({
      code: '***',
      message: 'raw ***, JSON "***", XML ***, URL ***',
      details: [{ code: undefined, target: '***', message: 'attribute ***' }],
    });
  });

  it('hides all of a secret that contains another', () => {
    const error = { code: undefined, message: 'value abcdef', details: [] };
    expect(redactServiceError(error, ['abc', 'abcdef']).message).toBe('value ***');
  });

  it('ignores empty secrets', () => {
    const error = { code: 'A', message: 'B', details: [] };
    expect(redactServiceError(error, [''])).toEqual(error);
  });

  it('never leaves a secret in a message', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1, unit: 'binary' }), fc.string(), fc.string(), (secret, before, after) => {
        fc.pre(!'***'.includes(secret) && !`${before}***${after}`.includes(secret));
        const error = { code: undefined, message: `${before}${secret}${after}`, details: [] };
        expect(redactServiceError(error, [secret]).message).not.toContain(secret);
      }),
    );
  });
});
