import { describe, expect, it } from 'vitest';
import { resolveCredential } from './credential.js';
import { resolveEndpoint } from './endpoint.js';
import { RenewingConnection } from './renewing-connection.js';

/** A service that takes the tokens from `valid` on; each connection has the next one. */
function serviceFrom(valid: number) {
  let connections = 0;
  let forgotten = 0;
  const connection = new RenewingConnection(
    () => Promise.resolve((connections += 1)),
    () => (forgotten += 1),
  );
  const send = () => connection.send((token) => Promise.resolve({ status: token >= valid ? 200 : 401 }));
  return { send, counts: () => ({ connections, forgotten }) };
}

describe('RenewingConnection', () => {
  it('is made once where no answer is 401', async () => {
    const { send, counts } = serviceFrom(1);
    await Promise.all([send(), send()]);
    expect(counts()).toEqual({ connections: 1, forgotten: 0 });
  });

  it('is made anew once for all requests that were answered with 401', async () => {
    const { send, counts } = serviceFrom(2);
    expect(await Promise.all([send(), send(), send()])).toEqual([{ status: 200 }, { status: 200 }, { status: 200 }]);
    expect(counts()).toEqual({ connections: 2, forgotten: 1 });
  });

  it('gives the second 401 back', async () => {
    const { send, counts } = serviceFrom(9);
    expect(await send()).toEqual({ status: 401 });
    expect(counts().connections).toBe(2);
  });
});

describe('a credential', () => {
  it('asks the given one again after its token was forgotten', async () => {
    let asked = 0;
    const given = { getToken: () => Promise.resolve({ token: `${(asked += 1)}`, expiresOnTimestamp: Date.now() }) };
    const credential = resolveCredential(resolveEndpoint({ cloud: 'public' }), given);
    await credential.getToken('scope');
    credential.forgetToken();
    expect(await credential.getToken('scope')).toMatchObject({ token: '2' });
  });
});
