import { beforeAll, describe, expect, it } from 'vitest';
import { errorOf } from '../arm-test-client.js';
import type { Contract } from '../contract.js';

/** Workspaces, where associations are resources of their own. */
export function describeWorkspaces({ client, unique }: Contract): void {
  describe('workspaces', () => {
    const workspace = unique('workspace');
    const root = `workspaces/${workspace}`;

    beforeAll(async () => {
      await client().put(root, { displayName: workspace });
    });

    it('hold resources of their own, with ids and types of their own', async () => {
      const name = unique('tag');
      const answer = await client().put(`${root}/tags/${name}`, { displayName: name });
      expect([answer.status, answer.json['type']]).toEqual([201, 'Microsoft.ApiManagement/service/workspaces/tags']);
      expect(answer.json['id']).toBe(`${client().armId}/${root}/tags/${name}`);
      expect((await client().get(`tags/${name}`)).status).toBe(404);
    });

    it('must exist', async () => {
      expect((await client().get(`workspaces/${unique('absent')}/apis`)).status).toBe(404);
    });

    it('link products and APIs by resources with names of their own', async () => {
      const [product, api, link] = [unique('product'), unique('api'), unique('link')];
      await client().put(`${root}/products/${product}`, { displayName: product });
      await client().put(`${root}/apis/${api}`, { displayName: api, path: api });
      const path = `${root}/products/${product}/apiLinks/${link}`;
      const answer = await client().put(path, { apiId: `${client().armId}/${root}/apis/${api}` });
      expect(answer.status).toBe(201);
      expect(answer.json).toMatchObject({
        name: link,
        type: 'Microsoft.ApiManagement/service/workspaces/products/apiLinks',
        properties: { apiId: `${client().armId}/${root}/apis/${api}` },
      });
      expect((await client().get(path)).status).toBe(200);
      const again = await client().put(`${root}/products/${product}/apiLinks/${unique('link')}`, {
        apiId: `/${root}/apis/${api}`,
      });
      expect(again.status).toBe(409);
      expect(String(errorOf(again)['message'])).toMatch(/^Link already exists between specified/);
      expect((await client().delete(path)).status).toBe(200);
    });

    it('link tags outward', async () => {
      const [tag, api] = [unique('tag'), unique('api')];
      await client().put(`${root}/tags/${tag}`, { displayName: tag });
      await client().put(`${root}/apis/${api}`, { displayName: api, path: api });
      const path = `${root}/tags/${tag}/apiLinks/${api}`;
      expect((await client().put(path, { apiId: `/${root}/apis/${api}` })).status).toBe(201);
      expect((await client().get(`${root}/tags/${tag}/apiLinks`)).items.map((item) => item['name'])).toEqual([api]);
    });

    it('give a new product the administrators of the service', async () => {
      const product = unique('product');
      await client().put(`${root}/products/${product}`, { displayName: product });
      const { items } = await client().get(`${root}/products/${product}/groupLinks`);
      expect(items.map(({ properties }) => properties)).toEqual([
        { groupId: `${client().armId}/groups/administrators` },
      ]);
    });

    it('fail for collections that only the service has', async () => {
      const product = unique('product');
      await client().put(`${root}/products/${product}`, { displayName: product });
      for (const path of [`${root}/products/${product}/apis`, `${root}/gateways`, `${root}/documentations`]) {
        const answer = await client().get(path);
        expect([path, answer.status]).toEqual([path, 500]);
        expect(errorOf(answer)['message']).toBe('Request processing failed due to internal error');
      }
    });

    it('have policies that see their own fragments', async () => {
      const fragment = unique('fragment');
      await client().putAndWait(`${root}/policyFragments/${fragment}`, { value: '<fragment></fragment>' });
      const value = `<policies><inbound><include-fragment fragment-id="${fragment}" /></inbound></policies>`;
      expect((await client().put(`${root}/policies/policy`, { value })).status).toBe(201);
      expect((await client().put('products/absent/policies/policy', { value })).status).toBe(404);
    });
  });
}
