import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { detailsOf, errorOf } from '../arm-test-client.js';
import type { Contract } from '../contract.js';

/** Paths, headers and bodies that all resources have in common, and what Resource Manager says on its own. */
export function describeEnvelopes({ client, unique }: Contract): void {
  describe('envelopes', () => {
    it('answers a resource as id, type, name and properties, with a quoted ETag', async () => {
      const name = unique('tag');
      const answer = await client().put(`tags/${name}`, { displayName: name });
      expect(answer.status).toBe(201);
      expect(answer.json).toMatchObject({
        id: `${client().armId}/tags/${name}`,
        type: 'Microsoft.ApiManagement/service/tags',
        name,
        properties: { displayName: name },
      });
      expect(answer.headers.get('etag')).toMatch(/^"[A-Za-z0-9+/]{11}="$/);
      expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
    });

    it('indents bodies of child resources with CRLF, and the service itself not at all', async () => {
      const name = unique('tag');
      const answer = await client().put(`tags/${name}`, { displayName: name });
      expect(answer.text.startsWith('{\r\n  "id"')).toBe(true);
      const service = await client().get('');
      expect(service.text).not.toContain('\n');
    });

    it('names the collections of nested resources in the type', async () => {
      const name = unique('product');
      await client().put(`products/${name}`, { displayName: name });
      const answer = await client().put(`products/${name}/policies/policy`, {
        value: '<policies><inbound><base /></inbound></policies>',
      });
      expect(answer.json).toMatchObject({
        type: 'Microsoft.ApiManagement/service/products/policies',
        name: 'policy',
        id: `${client().armId}/products/${name}/policies/policy`,
      });
    });

    it('finds names without regard to case and answers the casing of their creation', async () => {
      const name = `${unique('tag')}-MiXed`;
      await client().put(`tags/${name}`, { displayName: name });
      const answer = await client().get(`TAGS/${name.toUpperCase()}`);
      expect(answer.status).toBe(200);
      expect(answer.json['name']).toBe(name);
      expect(answer.json['id']).toBe(`${client().armId}/tags/${name}`);
      expect((await client().delete(`tags/${name.toLowerCase()}`)).status).toBe(200);
    });

    it('takes a body that repeats the name and has members that it does not know', async () => {
      const name = unique('tag');
      const raw = JSON.stringify({ name, location: 'nowhere', properties: { displayName: name } });
      expect((await client().put(`tags/${name}`, undefined, { raw })).status).toBe(201);
    });

    it('answers HEAD with the ETag and no body', async () => {
      const name = unique('tag');
      const created = await client().put(`tags/${name}`, { displayName: name });
      const answer = await client().send('HEAD', `tags/${name}`, undefined);
      expect([answer.status, answer.text]).toEqual([200, '']);
      expect(answer.headers.get('etag')).toBe(created.headers.get('etag'));
    });

    it('says what is not found', async () => {
      const answer = await client().get(`products/${unique('absent')}`);
      expect(answer.status).toBe(404);
      expect(answer.json).toEqual({
        error: { code: 'ResourceNotFound', message: 'Product not found.', details: null },
      });
    });

    it('lists wrong fields as details of a ValidationError', async () => {
      const answer = await client().put(`products/${unique('product')}`, {});
      expect(answer.status).toBe(400);
      expect(errorOf(answer)).toMatchObject({
        code: 'ValidationError',
        message: 'One or more fields contain incorrect values:',
      });
      expect(detailsOf(answer).map(([target]) => target)).toEqual(['displayName']);
    });

    it('tells how many requests are left', async () => {
      const read = await client().get('tags');
      expect(Number(read.headers.get('x-ms-ratelimit-remaining-subscription-reads'))).toBeGreaterThanOrEqual(0);
      const name = unique('tag');
      const written = await client().put(`tags/${name}`, { displayName: name });
      expect(Number(written.headers.get('x-ms-ratelimit-remaining-subscription-writes'))).toBeGreaterThanOrEqual(0);
      const deleted = await client().delete(`tags/${name}`);
      expect(Number(deleted.headers.get('x-ms-ratelimit-remaining-subscription-deletes'))).toBeGreaterThanOrEqual(0);
    });
  });

  describe('Resource Manager', () => {
    it('shows the subscription, the resource group and the service', async () => {
      const { subscriptionId, resourceGroup, service } = client().target;
      const group = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
      expect((await client().get(`/subscriptions/${subscriptionId}`, { apiVersion: '2022-12-01' })).json).toMatchObject(
        {
          subscriptionId,
          state: 'Enabled',
        },
      );
      expect((await client().get(group, { apiVersion: '2021-04-01' })).json).toMatchObject({
        type: 'Microsoft.Resources/resourceGroups',
        properties: { provisioningState: 'Succeeded' },
      });
      expect((await client().get('')).json).toMatchObject({
        name: service,
        type: 'Microsoft.ApiManagement/service',
        sku: { name: expect.any(String) },
        properties: { provisioningState: 'Succeeded', gatewayUrl: expect.stringMatching(/^https:/) },
      });
    });

    it('refuses a subscription that does not exist', async () => {
      const id = randomUUID();
      const answer = await client().get(`/subscriptions/${id}`);
      expect(answer.status).toBe(404);
      expect(errorOf(answer)).toMatchObject({
        code: 'SubscriptionNotFound',
        message: `The subscription '${id}' could not be found.`,
      });
    });

    it('refuses a resource group that does not exist', async () => {
      const answer = await client().get(`/subscriptions/${client().target.subscriptionId}/resourceGroups/absent-group`);
      expect(answer.status).toBe(404);
      expect(errorOf(answer)).toMatchObject({
        code: 'ResourceGroupNotFound',
        message: "Resource group 'absent-group' could not be found.",
      });
    });

    it('refuses a service that does not exist, naming it', async () => {
      const answer = await client().get(client().armId.replace(/[^/]+$/, 'absent-service/apis'));
      expect(answer.status).toBe(404);
      expect(errorOf(answer)['code']).toBe('ResourceNotFound');
      expect(errorOf(answer)['message']).toContain(
        "'Microsoft.ApiManagement/service/absent-service' under resource group",
      );
    });

    it('refuses a request without a credential', async () => {
      const answer = await client().get('apis', { headers: { authorization: '' } });
      expect(answer.status).toBe(401);
      expect(String(errorOf(answer)['code'])).toMatch(/^AuthenticationFailed/);
    });

    it('refuses a request without an api-version', async () => {
      const answer = await client().get('apis', { apiVersion: '' });
      expect([answer.status, errorOf(answer)['code']]).toEqual([400, 'MissingApiVersionParameter']);
    });

    it('refuses an api-version that does not exist', async () => {
      const answer = await client().get('apis', { apiVersion: '1999-01-01' });
      expect([answer.status, errorOf(answer)['code']]).toEqual([400, 'InvalidApiVersionParameter']);
    });

    it('refuses a body that is not JSON', async () => {
      const answer = await client().put(`tags/${unique('tag')}`, undefined, { raw: '{"properties":' });
      expect(answer.status).toBe(400);
    });
  });
}
