import { describe, expect, it } from 'vitest';
import { textContaining } from '../../test/support/text-containing.js';
import { noAnswerFailure } from './arm-failure.js';

const request = (origin: string) => ({
  method: 'GET' as const,
  url: `${origin}/subscriptions/s?sig=secret`,
  path: 'apis/a',
  shape: 'apis/{}',
  isIdempotent: true,
});

describe('noAnswerFailure', () => {
  it.each([
    ['https://management.azure.com', 'unreachable', 'ARM_UNREACHABLE', 'HTTPS_PROXY'],
    ['https://management.azure.com', 'connection', 'ARM_UNREACHABLE', 'HTTPS_PROXY'],
    ['https://management.azure.com', 'untrusted', 'ARM_UNREACHABLE', 'NODE_EXTRA_CA_CERTS'],
    ['https://management.azure.com', 'timeout', 'ARM_TIMEOUT', 'health of the service'],
    ['http://localhost:4300', 'unreachable', 'ARM_UNREACHABLE', 'nx-apiops emulator'],
    ['http://[::1]:4300', 'unreachable', 'ARM_UNREACHABLE', 'nx-apiops emulator'],
  ] as const)('%s, %s: says what to do', (...[origin, reason, code, hint]) => {
    expect(noAnswerFailure(request(origin), { reason, description: 'why' }, 2)).toMatchObject({
      code,
      message: `GET apis/a got no answer from ${origin} after 2 attempts: why`,
      hint: textContaining(hint),
      url: `${origin}/subscriptions/s`,
      status: undefined,
      attempts: 2,
    });
  });
});
