import { describe, expect, it } from 'vitest';
import { detailsOf, errorOf, OLDER } from '../arm-test-client.js';
import type { Contract } from '../contract.js';

/** APIs without a document, their operations and schemas, and version sets. */
export function describeApis({ client, unique }: Contract): void {
  describe('APIs', () => {
    it('are written at once, with the defaults of the service', async () => {
      const name = unique('api');
      const answer = await client().put(`apis/${name}`, { displayName: name, path: `/${name}` });
      expect(answer.status).toBe(201);
      expect(answer.properties).toMatchObject({
        displayName: name,
        path: name,
        apiRevision: '1',
        isCurrent: true,
        subscriptionRequired: true,
        description: null,
        serviceUrl: null,
        subscriptionKeyParameterNames: { header: 'Ocp-Apim-Subscription-Key', query: 'subscription-key' },
        authenticationSettings: {
          oAuth2: null,
          openid: null,
          oAuth2AuthenticationSettings: [],
          openidAuthenticationSettings: [],
        },
      });
      expect(answer.properties).not.toHaveProperty('type');
      expect((await client().put(`apis/${name}`, { displayName: name, path: name })).status).toBe(200);
    });

    it('have more members at newer api-versions', async () => {
      const name = unique('api');
      await client().put(`apis/${name}`, { displayName: name, path: name });
      const newer = await client().get(`apis/${name}`);
      expect(newer.properties).toMatchObject({ backendId: null, mcpProperties: null, isAgent: false });
      const older = await client().get(`apis/${name}`, { apiVersion: '2021-08-01' });
      expect(older.properties).not.toHaveProperty('backendId');
      expect(older.properties['authenticationSettings']).toEqual({ oAuth2: null, openid: null });
    });

    it('need a path', async () => {
      const answer = await client().put(`apis/${unique('api')}`, { displayName: 'x' });
      expect(detailsOf(answer).map(([target]) => target)).toEqual(['path']);
    });

    it('cannot share a path', async () => {
      const [first, second] = [unique('api'), unique('api')];
      await client().put(`apis/${first}`, { displayName: first, path: first });
      const answer = await client().put(`apis/${second}`, { displayName: second, path: `/${first.toUpperCase()}` });
      expect(answer.status).toBe(400);
      expect(detailsOf(answer)).toEqual([
        [
          'path',
          `Cannot create API '${second}' with the same Path '${first.toUpperCase()}' as API '${first}'  unless it's a part of the same version set`,
        ],
      ]);
    });

    it('share a path within a version set, whose versions differ', async () => {
      const set = unique('set');
      await client().put(`apiVersionSets/${set}`, { displayName: set, versioningScheme: 'Segment' });
      const api = { path: set, apiVersionSetId: `/apiVersionSets/${set}` };
      const [first, second, third] = [unique('api'), unique('api'), unique('api')];
      const created = await client().put(`apis/${first}`, { ...api, displayName: first, apiVersion: 'v1' });
      expect(created.status).toBe(201);
      expect(created.properties['apiVersionSetId']).toBe(`${client().armId}/apiVersionSets/${set}`);
      expect(created.properties['apiVersionSet']).toMatchObject({ name: set, versioningScheme: 'Segment' });
      expect((await client().get(`apis/${first}`)).properties).not.toHaveProperty('apiVersionSet');
      expect((await client().put(`apis/${second}`, { ...api, displayName: second, apiVersion: 'v2' })).status).toBe(
        201,
      );
      expect((await client().put(`apis/${third}`, { ...api, displayName: third, apiVersion: 'v2' })).status).toBe(400);
    });

    it('name version sets that exist', async () => {
      const name = unique('api');
      const answer = await client().put(`apis/${name}`, {
        displayName: name,
        path: name,
        apiVersionSetId: '/apiVersionSets/absent',
      });
      expect(errorOf(answer)['message']).toBe('ApiVersionSet not found.');
    });

    it('take their version set along when the last one goes', async () => {
      const set = unique('set');
      await client().put(`apiVersionSets/${set}`, { displayName: set, versioningScheme: 'Segment' });
      const names = [unique('api'), unique('api')];
      for (const [index, name] of names.entries()) {
        const version = { apiVersion: `v${index}`, apiVersionSetId: `/apiVersionSets/${set}` };
        await client().put(`apis/${name}`, { displayName: name, path: set, ...version });
      }
      expect((await client().delete(`apiVersionSets/${set}`)).status).toBe(400);
      await client().deleteAndWait(`apis/${names[0] ?? ''}`);
      expect((await client().get(`apiVersionSets/${set}`)).status).toBe(200);
      await client().deleteAndWait(`apis/${names[1] ?? ''}`);
      expect((await client().get(`apiVersionSets/${set}`)).status).toBe(404);
    });

    it('go at once at older api-versions, and by a long-running operation at newer ones', async () => {
      const [first, second] = [unique('api'), unique('api')];
      await client().put(`apis/${first}`, { displayName: first, path: first });
      await client().put(`apis/${second}`, { displayName: second, path: second });
      const older = await client().delete(`apis/${first}`, { apiVersion: '2021-08-01' });
      expect([older.status, older.text]).toEqual([200, '']);
      const newer = await client().delete(`apis/${second}`);
      expect(newer.status).toBe(202);
      expect(newer.headers.get('location')).not.toBeNull();
      const result = await client().follow(newer.headers.get('azure-asyncoperation') ?? '');
      expect(result.json).toEqual({ status: 'Succeeded' });
      expect((await client().get(`apis/${second}`)).status).toBe(404);
    });

    it('leave members out of lists', async () => {
      const name = unique('api');
      await client().put(`apis/${name}`, { displayName: name, path: name, contact: { name: 'Team' } });
      const { items } = await client().get('apis', { query: { $filter: `name eq '${name}'` }, apiVersion: OLDER });
      expect(items[0]?.['properties']).toMatchObject({
        authenticationSettings: null,
        subscriptionKeyParameterNames: null,
      });
      expect(items[0]?.['properties']).not.toHaveProperty('contact');
      expect((await client().get(`apis/${name}`)).properties['contact']).toMatchObject({ name: 'Team' });
    });

    it('do not export a GraphQL document where they are synthetic', async () => {
      const name = unique('graphql');
      await client().put(`apis/${name}`, { displayName: name, path: name, type: 'graphql' });
      const document = { value: 'type Query { hello: String }' };
      const contentType = 'application/vnd.ms-azure-apim.graphql.schema';
      expect((await client().putAndWait(`apis/${name}/schemas/graphql`, { contentType, document })).status).toBe(201);
      expect((await client().get(`apis/${name}/schemas/graphql`)).properties).toMatchObject({ contentType, document });
      const answer = await client().get(`apis/${name}`, { query: { export: 'true', format: 'graphql-link' } });
      expect(answer.status).toBe(406);
    });

    it('of the type graphql have resolvers with policies', async () => {
      const name = unique('graphql');
      await client().put(`apis/${name}`, { displayName: name, path: name, type: 'graphql' });
      const resolver = await client().put(`apis/${name}/resolvers/hello`, {
        displayName: 'hello',
        path: 'Query/hello',
      });
      expect([resolver.status, resolver.json['type']]).toEqual([201, 'Microsoft.ApiManagement/service/apis/resolvers']);
    });
  });

  describe('operations', () => {
    const newApi = async (): Promise<string> => {
      const name = unique('api');
      await client().put(`apis/${name}`, { displayName: name, path: name });
      return name;
    };
    const operation = { displayName: 'Get pet', method: 'GET', urlTemplate: '/pets/{id}' };

    it('define the parameters of their template, no more and no less', async () => {
      const path = `apis/${await newApi()}/operations/get-pet`;
      const refused = await client().put(path, operation);
      expect(refused.status).toBe(400);
      expect(detailsOf(refused)).toEqual([
        [
          '',
          "All template parameters used in the UriTemplate must be defined in the Operation 'Get pet', and vice-versa.",
        ],
      ]);
      const answer = await client().put(path, {
        ...operation,
        templateParameters: [{ name: 'id', type: 'string', required: true }],
      });
      expect(answer.status).toBe(201);
      expect(answer.properties).toMatchObject({
        templateParameters: [{ name: 'id', values: [] }],
        request: { queryParameters: [], headers: [], representations: [] },
        responses: [],
        policies: null,
      });
    });

    it('refer to schemas that exist', async () => {
      const path = `apis/${await newApi()}/operations/list`;
      const answer = await client().put(path, {
        displayName: 'List',
        method: 'GET',
        urlTemplate: '/list',
        request: { queryParameters: [{ name: 'p', type: 'string', schemaId: 'absent' }] },
      });
      expect(detailsOf(answer)).toEqual([
        ["operation 'GET'-'/list' parameter 'p' schema absent", 'Operation references schema that does not exist.'],
      ]);
    });

    it('leave out the request in lists', async () => {
      const api = await newApi();
      await client().put(`apis/${api}/operations/list`, { displayName: 'List', method: 'GET', urlTemplate: '/list' });
      const { items } = await client().get(`apis/${api}/operations`);
      expect(items[0]?.['properties']).toMatchObject({ policies: null, responses: [] });
      expect(items[0]?.['properties']).not.toHaveProperty('request');
    });

    it('need an API', async () => {
      const answer = await client().put(`apis/${unique('absent')}/operations/x`, operation);
      expect([answer.status, errorOf(answer)['code']]).toEqual([404, 'ResourceNotFound']);
    });
  });
}
