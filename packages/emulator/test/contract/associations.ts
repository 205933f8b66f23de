import { describe, expect, it } from 'vitest';
import { errorOf } from '../arm-test-client.js';
import type { Contract } from '../contract.js';

/** Products with APIs and groups, tags, gateways. */
export function describeAssociations({ client, unique }: Contract): void {
  const newApi = async (): Promise<string> => {
    const name = unique('api');
    await client().put(`apis/${name}`, { displayName: name, path: name });
    return name;
  };
  const newProduct = async (): Promise<string> => {
    const name = unique('product');
    await client().put(`products/${name}`, { displayName: name });
    return name;
  };

  describe('associations', () => {
    it('of products with APIs are put without a body, asked for with HEAD, and have no GET', async () => {
      const path = `products/${await newProduct()}/apis/${await newApi()}`;
      expect((await client().send('HEAD', path, undefined)).status).toBe(404);
      expect((await client().put(path)).status).toBe(201);
      expect((await client().put(path)).status).toBe(200);
      expect((await client().send('HEAD', path, undefined)).status).toBe(204);
      const get = await client().get(path);
      expect([get.status, get.headers.get('allow')]).toEqual([405, 'HEAD,PUT,DELETE']);
      expect(get.json).toEqual({ Message: "The requested resource does not support http method 'GET'." });
      expect((await client().delete(path)).status).toBe(200);
      expect((await client().send('HEAD', path, undefined)).status).toBe(404);
    });

    it('show the API, without its protocols in the answer to the PUT', async () => {
      const [product, api] = [await newProduct(), await newApi()];
      const put = await client().put(`products/${product}/apis/${api}`);
      expect(put.properties).toMatchObject({
        displayName: api,
        protocols: null,
        specificationLastUpdated: expect.any(String),
      });
      const { items } = await client().get(`products/${product}/apis`);
      expect(items[0]).toMatchObject({ name: api, properties: { displayName: api, protocols: ['https'] } });
      const products = await client().get(`apis/${api}/products`);
      expect(products.items.map((item) => item['name'])).toEqual([product]);
    });

    it('need both ends', async () => {
      const answer = await client().put(`products/${await newProduct()}/apis/${unique('absent')}`);
      expect([answer.status, errorOf(answer)['code']]).toEqual([404, 'ResourceNotFound']);
      expect((await client().put(`products/${unique('absent')}/apis/${await newApi()}`)).status).toBe(404);
    });

    it('go with the API', async () => {
      const [product, api] = [await newProduct(), await newApi()];
      await client().put(`products/${product}/apis/${api}`);
      await client().deleteAndWait(`apis/${api}`);
      expect((await client().get(`products/${product}/apis`)).items).toEqual([]);
    });

    it('of APIs with tags are shown as the tag', async () => {
      const [api, tag] = [await newApi(), unique('tag')];
      expect((await client().put(`apis/${api}/tags/${tag}`)).status).toBe(404);
      await client().put(`tags/${tag}`, { displayName: `Name of ${tag}` });
      const put = await client().put(`apis/${api}/tags/${tag}`);
      expect(put.status).toBe(201);
      expect(put.json).toMatchObject({ name: tag, properties: { displayName: `Name of ${tag}` } });
      expect((await client().get(`apis/${api}/tags`)).items.map((item) => item['name'])).toEqual([tag]);
      expect((await client().get(`apis/${api}/tags/${tag}`)).status).toBe(200);
      expect((await client().delete(`tags/${tag}`)).status).toBe(400);
    });

    it('with tags are all listed in one place', async () => {
      const [api, product, tag] = [await newApi(), await newProduct(), unique('tag')];
      await client().put(`tags/${tag}`, { displayName: `Name of ${tag}` });
      await client().put(`apis/${api}/operations/list`, { displayName: 'List', method: 'GET', urlTemplate: '/list' });
      await client().put(`apis/${api}/tags/${tag}`);
      await client().put(`apis/${api}/operations/list/tags/${tag}`);
      await client().put(`products/${product}/tags/${tag}`);
      const { items } = await client().list('tagResources');
      const own = items.filter(
        (item) => JSON.stringify(item['tag']) === JSON.stringify({ id: `/tags/${tag}`, name: `Name of ${tag}` }),
      );
      expect(own).toHaveLength(3);
      expect(own).toContainEqual(
        expect.objectContaining({ api: expect.objectContaining({ id: `/apis/${api}`, name: api }) }),
      );
      expect(own).toContainEqual(
        expect.objectContaining({ product: expect.objectContaining({ id: `/products/${product}` }) }),
      );
      expect(own).toContainEqual(
        expect.objectContaining({
          operation: expect.objectContaining({ id: `/apis/${api}/operations/list`, method: 'GET' }),
        }),
      );
    });

    it('of gateways with APIs take a body and have no GET', async () => {
      const [gateway, api] = [unique('gateway'), await newApi()];
      await client().put(`gateways/${gateway}`, { locationData: { name: 'here' } });
      const path = `gateways/${gateway}/apis/${api}`;
      expect((await client().put(path, { provisioningState: 'created' })).status).toBe(201);
      expect((await client().get(path)).status).toBe(405);
      expect((await client().get(`gateways/${gateway}/apis`)).items.map((item) => item['name'])).toEqual([api]);
    });

    it('of an API with a described tag show the name of the tag', async () => {
      const [api, tag] = [await newApi(), unique('tag')];
      await client().put(`tags/${tag}`, { displayName: `Name of ${tag}` });
      const answer = await client().put(`apis/${api}/tagDescriptions/${tag}`, { description: 'why' });
      expect(answer.properties).toMatchObject({
        tagId: `${client().armId}/tags/${tag}`,
        displayName: `Name of ${tag}`,
        description: 'why',
      });
    });
  });
}
