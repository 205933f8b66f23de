import { describe, expect, it } from 'vitest';
import { readNoAnswer } from './no-answer.js';

const networkError = (code: string, message = ''): Error =>
  Object.assign(new Error(message), { code, name: 'RestError' });

describe('readNoAnswer', () => {
  it.each([
    ['ECONNREFUSED', 'unreachable'],
    ['ENOTFOUND', 'unreachable'],
    ['ECONNRESET', 'connection'],
    ['PARSE_ERROR', 'connection'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'untrusted'],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'untrusted'],
    ['EPROTO', 'untrusted'],
  ])('%s means %s', (code, reason) => {
    expect(readNoAnswer(networkError(code))).toEqual({ reason, description: code });
  });

  it('keeps the message, and adds the code where it is not part of it', () => {
    expect(readNoAnswer(networkError('ENOTFOUND', 'getaddrinfo ENOTFOUND x'))?.description).toBe(
      'getaddrinfo ENOTFOUND x',
    );
    expect(readNoAnswer(networkError('ECONNRESET', 'aborted'))?.description).toBe('ECONNRESET aborted');
  });

  it('knows broken connections that the SDK did not wrap', () => {
    const error = Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    expect(readNoAnswer(error)).toEqual({ reason: 'connection', description: 'ECONNRESET aborted' });
  });

  it('leaves defects alone', () => {
    const missingFile = Object.assign(new Error('no such file'), { code: 'ENOENT', syscall: 'open' });
    expect(readNoAnswer(missingFile)).toBeUndefined();
    expect(readNoAnswer(new TypeError('x is not a function'))).toBeUndefined();
    expect(readNoAnswer('text')).toBeUndefined();
  });
});
