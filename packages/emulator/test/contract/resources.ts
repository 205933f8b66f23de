import { describe, expect, it } from 'vitest';
import { detailsOf, errorOf } from '../arm-test-client.js';
import type { Contract } from '../contract.js';

/** Creating, changing and deleting, and the rules of single kinds. */
export function describeResources({ client, unique }: Contract): void {
  describe('writes', () => {
    it('answers 201 for what is new and 200 for what exists', async () => {
      const path = `backends/${unique('backend')}`;
      const properties = { url: 'https://example.com', protocol: 'http' };
      expect((await client().put(path, properties)).status).toBe(201);
      expect((await client().put(path, properties)).status).toBe(200);
    });

    it('keeps the ETag when a PUT changes nothing, and changes it when it does', async () => {
      const path = `backends/${unique('backend')}`;
      const properties = { url: 'https://example.com', protocol: 'http' };
      const first = await client().put(path, properties);
      const second = await client().put(path, properties);
      const third = await client().put(path, { ...properties, description: 'changed' });
      expect(second.headers.get('etag')).toBe(first.headers.get('etag'));
      expect(third.headers.get('etag')).not.toBe(first.headers.get('etag'));
    });

    it('replaces on PUT: what is not sent goes back to its default', async () => {
      const path = `apiVersionSets/${unique('set')}`;
      const first = await client().put(path, { displayName: 'a', versioningScheme: 'Segment', description: 'text' });
      expect(first.properties['description']).toBe('text');
      const second = await client().put(path, { displayName: 'a', versioningScheme: 'Segment' });
      expect(second.properties).toMatchObject({ description: null, versionQueryName: null, versionHeaderName: null });
    });

    it('merges on PATCH', async () => {
      const path = `backends/${unique('backend')}`;
      await client().put(path, { url: 'https://example.com', protocol: 'http', description: 'text' });
      const answer = await client().patch(path, { url: 'https://example.org' });
      expect(answer.status).toBe(200);
      expect(answer.properties).toMatchObject({ url: 'https://example.org', description: 'text' });
      expect((await client().patch(`backends/${unique('absent')}`, { url: 'https://example.org' })).status).toBe(404);
    });

    it('creates with If-Match: * and deletes without If-Match', async () => {
      const path = `tags/${unique('tag')}`;
      const created = await client().put(path, { displayName: path }, { headers: { 'If-Match': '*' } });
      expect(created.status).toBe(201);
      const deleted = await client().delete(path);
      expect([deleted.status, deleted.text]).toEqual([200, '']);
    });

    it('answers 204 to the deletion of what does not exist', async () => {
      expect((await client().delete(`tags/${unique('absent')}`)).status).toBe(204);
    });

    it('refuses a stale ETag with 412', async () => {
      const path = `tags/${unique('tag')}`;
      const first = await client().put(path, { displayName: path.replace('/', '-') });
      await client().put(path, { displayName: `${path.replace('/', '-')} changed` });
      const stale = first.headers.get('etag') ?? '';
      expect((await client().put(path, { displayName: 'x' }, { headers: { 'If-Match': stale } })).status).toBe(412);
      expect((await client().delete(path, { headers: { 'If-Match': stale } })).status).toBe(412);
      expect((await client().get(path)).status).toBe(200);
    });
  });

  describe('products', () => {
    it('start unpublished, with a subscription and without approval, and show the administrators once', async () => {
      const name = unique('product');
      const created = await client().put(`products/${name}`, { displayName: name });
      expect(created.properties).toMatchObject({
        state: 'notPublished',
        subscriptionRequired: true,
        approvalRequired: false,
        terms: null,
        description: null,
        subscriptionsLimit: null,
        groups: [{ name: 'Administrators', builtIn: true, type: 'system', externalId: null }],
      });
      expect((await client().get(`products/${name}`)).properties['groups']).toEqual([]);
    });

    it('have no approval where they need no subscription', async () => {
      const name = unique('product');
      const answer = await client().put(`products/${name}`, { displayName: name, subscriptionRequired: false });
      expect(answer.properties['approvalRequired']).toBeNull();
    });

    it('belong to the administrators at once, and have a subscription without a display name', async () => {
      const name = unique('product');
      await client().put(`products/${name}`, { displayName: name });
      const groups = await client().get(`products/${name}/groups`);
      expect(groups.items.map((group) => group['name'])).toEqual(['administrators']);
      const subscriptions = await client().get(`products/${name}/subscriptions`);
      expect(subscriptions.items).toHaveLength(1);
      expect(String(subscriptions.items[0]?.['name'])).toMatch(/^[0-9a-f]{24}$/);
    });

    it('with subscriptions only go when these may go, too', async () => {
      const path = `products/${unique('product')}`;
      await client().put(path, { displayName: path.replace('/', '-') });
      const refused = await client().delete(path);
      expect(refused.status).toBe(400);
      expect(errorOf(refused)).toMatchObject({
        code: 'ValidationError',
        message:
          'Product cannot be deleted since it has existing subscriptions. Delete subscriptions before deleting the product or pass in deleteSubscriptions=true as query param',
        details: null,
      });
      expect((await client().delete(path, { query: { deleteSubscriptions: 'true' } })).status).toBe(200);
      expect((await client().get(path)).status).toBe(404);
    });
  });

  describe('subscriptions', () => {
    it('show their keys in answers to writes only, and through listSecrets', async () => {
      const product = unique('product');
      await client().put(`products/${product}`, { displayName: product });
      const path = `subscriptions/${unique('subscription')}`;
      const created = await client().put(path, { displayName: 'Team', scope: `/products/${product}` });
      expect(created.status).toBe(201);
      expect(created.properties).toMatchObject({
        state: 'active',
        scope: `${client().armId}/products/${product}`,
        primaryKey: expect.stringMatching(/^[0-9a-f]{32}$/),
      });
      const read = await client().get(path);
      expect(read.properties).not.toHaveProperty('primaryKey');
      const secrets = await client().post(`${path}/listSecrets`);
      expect(secrets.json).toEqual({
        primaryKey: created.properties['primaryKey'],
        secondaryKey: created.properties['secondaryKey'],
      });
    });

    it('keep their keys on an update, and change one on demand', async () => {
      const path = `subscriptions/${unique('subscription')}`;
      const created = await client().put(path, { displayName: 'All', scope: '/apis' });
      await client().put(path, { displayName: 'All APIs', scope: '/apis' });
      expect((await client().post(`${path}/listSecrets`)).json['primaryKey']).toBe(created.properties['primaryKey']);
      const regenerated = await client().post(`${path}/regeneratePrimaryKey`);
      expect([regenerated.status, regenerated.text]).toEqual([204, '']);
      const secrets = await client().post(`${path}/listSecrets`);
      expect(secrets.json['primaryKey']).not.toBe(created.properties['primaryKey']);
      expect(secrets.json['secondaryKey']).toBe(created.properties['secondaryKey']);
    });

    it('cannot be built in', async () => {
      const answer = await client().put('subscriptions/master', { displayName: 'Mine', scope: '/apis' });
      expect([answer.status, errorOf(answer)['code']]).toEqual([400, 'ValidationError']);
    });
  });

  describe('loggers and diagnostics', () => {
    it('replace a secret by a reference to a named value of the service', async () => {
      const path = `loggers/${unique('logger')}`;
      const answer = await client().put(path, {
        loggerType: 'azureEventHub',
        credentials: { name: 'hub', connectionString: 'Endpoint=sb://example/;SharedAccessKey=secret' },
      });
      expect(answer.status).toBe(201);
      expect(answer.text).not.toContain('SharedAccessKey');
      expect(answer.properties['credentials']).toEqual({
        connectionString: expect.stringMatching(/^\{\{Logger-Credentials--[0-9a-f]{24}\}\}$/),
      });
      expect(answer.properties['isBuffered']).toBe(true);
      const [, reference = ''] = /\{\{(.+)\}\}/.exec(answer.text) ?? [];
      const { items } = await client().list('namedValues');
      const named = items.find((item) => JSON.stringify(item).includes(reference));
      expect(named).toMatchObject({ properties: { displayName: reference, secret: true } });
      expect(reference).not.toContain(String(named?.['name']));
    });

    it('refuse a reference to a named value that does not exist', async () => {
      const answer = await client().put(`loggers/${unique('logger')}`, {
        loggerType: 'applicationInsights',
        credentials: { instrumentationKey: '{{absent-value}}' },
      });
      expect(answer.status).toBe(400);
      expect(detailsOf(answer)).toEqual([['credentials', "Property 'absent-value' not found."]]);
    });

    it('need a logger that exists', async () => {
      const without = await client().put(`diagnostics/${unique('diagnostic')}`, {});
      expect(detailsOf(without)).toEqual([['loggerId', 'LoggerId must be specified.']]);
      const wrong = await client().put(`diagnostics/${unique('diagnostic')}`, { loggerId: '/loggers/absent-logger' });
      expect(detailsOf(wrong)).toEqual([['loggerId', "Logger Id 'absent-logger' does not exist"]]);
    });

    it('show the id of the logger in full', async () => {
      const logger = unique('logger');
      await client().put(`loggers/${logger}`, { loggerType: 'azureMonitor' });
      const answer = await client().put(`diagnostics/${unique('diagnostic')}`, { loggerId: `/loggers/${logger}` });
      expect(answer.properties['loggerId']).toBe(`${client().armId}/loggers/${logger}`);
    });
  });

  describe('other kinds', () => {
    it('caches replace their connection string by a reference', async () => {
      const answer = await client().put(`caches/${unique('cache')}`, {
        connectionString: 'example.redis.cache.windows.net:6380,password=secret',
        useFromLocation: 'default',
      });
      expect(answer.properties['connectionString']).toMatch(/^\{\{[0-9a-f]{24}\}\}$/);
    });

    it('backends name certificates that exist', async () => {
      const answer = await client().put(`backends/${unique('backend')}`, {
        url: 'https://example.com',
        protocol: 'http',
        credentials: { certificateIds: [`${client().armId}/certificates/my-cert`] },
      });
      expect(detailsOf(answer)).toEqual([['credentials', "Certificate with id 'my-cert' not found."]]);
    });

    it('backend pools need neither URL nor protocol, but members', async () => {
      const member = unique('backend');
      await client().put(`backends/${member}`, { url: 'https://example.com', protocol: 'http' });
      const pool = await client().put(`backends/${unique('pool')}`, {
        type: 'Pool',
        pool: { services: [{ id: `/backends/${member}`, weight: 1, priority: 1 }] },
      });
      expect(pool.properties).toMatchObject({ type: 'Pool', title: null, url: null, protocol: null });
      expect((await client().put(`backends/${unique('pool')}`, { type: 'Pool', pool: { services: [] } })).status).toBe(
        400,
      );
    });

    it('two tags cannot have the same display name', async () => {
      const displayName = unique('Tag');
      await client().put(`tags/${unique('tag')}`, { displayName });
      const answer = await client().put(`tags/${unique('tag')}`, { displayName: displayName.toUpperCase() });
      expect(answer.status).toBe(400);
      expect(JSON.stringify(answer.json)).toContain('Tag with the same name already exists');
    });

    it('certificates never give their data back', async () => {
      const answer = await client().put(`certificates/${unique('certificate')}`, {
        data: Buffer.from('not a real certificate').toString('base64'),
        password: 'secret',
      });
      expect(answer.properties).toMatchObject({ thumbprint: expect.any(String), subject: expect.any(String) });
      expect(answer.properties).not.toHaveProperty('data');
      expect(answer.properties).not.toHaveProperty('password');
    });

    it('authorization servers tell their secret through listSecrets only', async () => {
      const path = `authorizationServers/${unique('server')}`;
      const answer = await client().put(path, {
        displayName: unique('Server'),
        clientId: 'client',
        clientSecret: 'secret',
        authorizationEndpoint: 'https://example.com/authorize',
        clientRegistrationEndpoint: 'https://example.com/register',
        grantTypes: ['clientCredentials'],
      });
      expect(answer.properties).not.toHaveProperty('clientSecret');
      expect((await client().post(`${path}/listSecrets`)).json['clientSecret']).toBe('secret');
    });

    it('a missing wiki is an internal error rather than not found', async () => {
      const name = unique('product');
      await client().put(`products/${name}`, { displayName: name });
      const answer = await client().get(`products/${name}/wikis/default`);
      expect(answer.status).toBe(500);
      expect(errorOf(answer)['message']).toBe('Request processing failed due to internal error');
    });

    it('system groups are there and stay', async () => {
      const { items } = await client().list('groups');
      const system = items.filter(({ properties }) => JSON.stringify(properties).includes('"builtIn":true'));
      expect(system.map(({ name }) => name).sort()).toEqual(['administrators', 'developers', 'guests']);
      expect((await client().delete('groups/guests')).status).toBe(400);
    });
  });
}
