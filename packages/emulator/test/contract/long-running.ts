import { describe, expect, it } from 'vitest';
import { detailsOf, errorOf, OLDER } from '../arm-test-client.js';
import type { Contract } from '../contract.js';

/** Named values, whose writes are long-running operations, in both forms. */
export function describeLongRunning({ client, unique }: Contract): void {
  const value = (more: Record<string, string | boolean | null> = {}) => ({ value: 'text', ...more });

  describe('long-running operations', () => {
    it('answer 202 with nothing but Location at older api-versions', async () => {
      const name = unique('nv');
      const answer = await client().put(`namedValues/${name}`, value({ displayName: name }), { apiVersion: OLDER });
      expect([answer.status, answer.text]).toEqual([202, '']);
      expect(answer.headers.get('azure-asyncoperation')).toBeNull();
      expect(answer.headers.get('location')).toMatch(/namedValues\/[^?]+\?.*asyncId=[0-9a-f]{24}.*asyncCode=201/);
      const done = await client().wait(answer);
      expect([done.status, done.properties['value']]).toEqual([201, 'text']);
      expect(done.headers.get('etag')).not.toBeNull();
      const again = await client().put(`namedValues/${name}`, value({ displayName: name }), { apiVersion: OLDER });
      expect((await client().wait(again)).status).toBe(200);
    });

    it('answer 201 with a state and two headers at newer api-versions', async () => {
      const name = unique('nv');
      const answer = await client().put(`namedValues/${name}`, value({ displayName: name }));
      expect(answer.status).toBe(201);
      expect(answer.properties).toEqual({ ProvisioningState: 'InProgress' });
      expect(answer.headers.get('etag')).toBeNull();
      expect(answer.headers.get('azure-asyncoperation')).toMatch(
        /\/tenant\/operationResults\/[0-9a-f]{24}\?api-version=/,
      );
      expect((await client().wait(answer)).status).toBe(201);
      const result = await client().follow(answer.headers.get('azure-asyncoperation') ?? '');
      expect([result.status, result.json]).toEqual([200, { status: 'Succeeded' }]);
      expect((await client().get(`namedValues/${name}`)).properties['provisioningState']).toBe('Succeeded');
    });

    it('tell a failure on the poll: a display name that is taken', async () => {
      const displayName = unique('nv');
      await client().putAndWait(`namedValues/${displayName}`, value({ displayName }));
      const other = `namedValues/${unique('nv')}`;
      const older = await client().put(other, value({ displayName }), { apiVersion: OLDER });
      expect(older.status).toBe(202);
      const polled = await client().wait(older);
      expect(polled.status).toBe(400);
      expect(detailsOf(polled)).toEqual([['name', 'Property with the same name already exist.']]);
      const newer = await client().put(other, value({ displayName }));
      expect(newer.status).toBe(201);
      const result = await client().follow(newer.headers.get('azure-asyncoperation') ?? '');
      expect(result.json['status']).toBe('Failed');
      expect(errorOf(result)['code']).toBe('ValidationError');
      expect((await client().get(other)).status).toBe(404);
    });

    it('refuse wrong fields at once', async () => {
      const answer = await client().put(`namedValues/${unique('nv')}`, value(), { apiVersion: OLDER });
      expect(answer.status).toBe(400);
      expect(detailsOf(answer).map(([target]) => target)).toEqual(['displayName']);
    });
  });

  describe('named values', () => {
    it('that are secret never come back but through listValue', async () => {
      const name = unique('nv');
      const done = await client().putAndWait(`namedValues/${name}`, value({ displayName: name, secret: true }));
      expect(done.properties).toMatchObject({ displayName: name, secret: true, tags: null });
      expect(done.properties).not.toHaveProperty('value');
      const { items } = await client().list('namedValues');
      expect(items.find((item) => item['name'] === name)?.['properties']).not.toHaveProperty('value');
      const secret = await client().post(`namedValues/${name}/listValue`);
      expect([secret.status, secret.json]).toEqual([200, { value: 'text' }]);
    });

    it('that are not secret show their value', async () => {
      const name = unique('nv');
      await client().putAndWait(`namedValues/${name}`, value({ displayName: name }));
      expect((await client().get(`namedValues/${name}`)).properties['value']).toBe('text');
    });

    it('from a Key Vault must be secret, and of an identity that the service has', async () => {
      const vault = { secretIdentifier: 'https://example.vault.azure.net/secrets/one' };
      const open = await client().putAndWait(`namedValues/${unique('nv')}`, {
        displayName: unique('nv'),
        keyVault: vault,
      });
      expect(open.status).toBe(400);
      const stranger = '00000000-0000-0000-0000-000000000001';
      const wrong = await client().putAndWait(`namedValues/${unique('nv')}`, {
        displayName: unique('nv'),
        secret: true,
        keyVault: { ...vault, identityClientId: stranger },
      });
      expect(detailsOf(wrong)).toEqual([
        [
          'identityClientId',
          `Can not find Managed Identity with provided IdentityClientId : ${stranger}. For more information please see aka.ms/apimmsi.`,
        ],
      ]);
    });

    it('in use by a policy cannot go', async () => {
      const name = unique('nv');
      await client().putAndWait(`namedValues/${name}`, value({ displayName: name }));
      const product = unique('product');
      await client().put(`products/${product}`, { displayName: product });
      await client().put(`products/${product}/policies/policy`, {
        value: `<policies><inbound><set-variable name="x" value="{{${name}}}" /></inbound></policies>`,
      });
      expect((await client().delete(`namedValues/${name}`)).status).toBe(400);
      await client().delete(`products/${product}/policies/policy`);
      expect((await client().delete(`namedValues/${name}`)).status).toBe(200);
    });
  });
}
