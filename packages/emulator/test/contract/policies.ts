import { describe, expect, it } from 'vitest';
import { detailsOf, errorOf } from '../arm-test-client.js';
import type { Contract } from '../contract.js';

/** Policies and fragments. */
export function describePolicies({ client, unique }: Contract): void {
  const newProduct = async (): Promise<string> => {
    const name = unique('product');
    await client().put(`products/${name}`, { displayName: name });
    return `products/${name}/policies/policy`;
  };
  const policy = (inbound: string): string => `<policies>\n  <inbound>\n    ${inbound}\n  </inbound>\n</policies>`;

  describe('policies', () => {
    it('come back in the layout of the service: CRLF, tabs, comments kept', async () => {
      const path = await newProduct();
      const value =
        '<!-- why -->\n<policies>\n <inbound>\n   <base />\n</inbound>\n <outbound></outbound><on-error />\n</policies>';
      const answer = await client().put(path, { value });
      expect(answer.status).toBe(201);
      const canonical =
        '<!-- why -->\r\n<policies>\r\n\t<inbound>\r\n\t\t<base />\r\n\t</inbound>\r\n\t<outbound></outbound>\r\n\t<on-error />\r\n</policies>';
      expect(answer.properties).toEqual({ format: 'xml', value: canonical });
      expect((await client().get(path)).properties).toEqual({ format: 'xml', value: canonical });
    });

    it('keep their ETag when only the layout of what is sent changes', async () => {
      const path = await newProduct();
      const first = await client().put(path, { value: policy('<base />') });
      const second = await client().put(path, { value: policy('<base/>').replaceAll('\n', '\r\n\t') });
      expect(second.status).toBe(200);
      expect(second.headers.get('etag')).toBe(first.headers.get('etag'));
    });

    it('show expressions as they are on demand, and with entities otherwise', async () => {
      const path = await newProduct();
      const raw = policy('<set-variable name="x" value="@(context.Variables["a"] != null && 1 < 2)" />');
      expect((await client().put(path, { value: raw, format: 'rawxml' })).status).toBe(201);
      const asRaw = await client().get(path, { query: { format: 'rawxml' } });
      expect(asRaw.properties['format']).toBe('rawxml');
      expect(asRaw.properties['value']).toContain('value="@(context.Variables["a"] != null && 1 < 2)"');
      const asXml = await client().get(path);
      expect(asXml.properties['value']).toContain('&quot;a&quot;');
      expect(asXml.properties['value']).toContain('&amp;&amp; 1 &lt; 2');
      const again = await client().put(path, { value: asXml.properties['value'] ?? '', format: 'xml' });
      expect((await client().get(path, { query: { format: 'rawxml' } })).text).toBe(asRaw.text);
      expect(again.status).toBe(200);
    });

    it('are indented with spaces in lists, value first', async () => {
      const path = await newProduct();
      await client().put(path, { value: policy('<base />') });
      const answer = await client().get(path.replace(/\/policy$/, ''));
      const [item] = answer.items;
      expect(item?.['properties']).toEqual({
        value: '<policies>\r\n  <inbound>\r\n    <base />\r\n  </inbound>\r\n</policies>',
        format: 'xml',
      });
      expect(Object.keys(item?.['properties'] ?? {})).toEqual(['value', 'format']);
    });

    it('name fragments and backends that exist, or tell element, line and column', async () => {
      const path = await newProduct();
      const fragment = await client().put(path, { value: policy('<include-fragment fragment-id="TokenValidator" />') });
      expect(fragment.status).toBe(400);
      expect(detailsOf(fragment)).toEqual([
        [
          'include-fragment',
          "Error in element 'include-fragment' on line 3, column 6: Policy fragment with id 'TokenValidator' could not be found.",
        ],
      ]);
      const backend = await client().put(path, { value: policy('<set-backend-service backend-id="X" />') });
      expect(detailsOf(backend)).toEqual([
        [
          'set-backend-service',
          "Error in element 'set-backend-service' on line 3, column 6: Backend with id 'X' could not be found.",
        ],
      ]);
    });

    it('name named values that exist, by display name', async () => {
      const path = await newProduct();
      const name = unique('value');
      const value = policy(`<set-variable name="x" value="{{${name}}}" />`);
      expect((await client().put(path, { value })).status).toBe(400);
      await client().putAndWait(`namedValues/${unique('id')}`, { displayName: name, value: 'x' });
      expect((await client().put(path, { value })).status).toBe(201);
    });

    it('that are not well formed are refused, naming the place', async () => {
      const path = await newProduct();
      const answer = await client().put(path, { value: '<policies>\n<inbound>\n</policies>' });
      expect(answer.status).toBe(400);
      expect(detailsOf(answer)[0]?.[0]).toBe('representation');
      expect(String(detailsOf(answer)[0]?.[1])).toMatch(/Line 3, position \d+\.$/);
    });

    it('come as bare XML to whoever accepts that only', async () => {
      const path = await newProduct();
      await client().put(path, { value: policy('<base />') });
      const accept = 'application/vnd.ms-azure-apim.policy.raw+xml';
      const answer = await client().get(path, { headers: { accept }, query: { format: 'rawxml' } });
      expect(answer.text.startsWith('<policies>')).toBe(true);
    });

    it('are always called policy', async () => {
      const path = await newProduct();
      const answer = await client().put(path.replace(/policy$/, 'other'), { value: policy('<base />') });
      expect([answer.status, errorOf(answer)['code'], errorOf(answer)['message']]).toEqual([400, 'BadRequest', '']);
    });

    it('are missing until somebody writes one', async () => {
      const answer = await client().get(await newProduct());
      expect([answer.status, errorOf(answer)['code']]).toEqual([404, 'ResourceNotFound']);
    });

    it('of the service have ids that allPolicies lists', async () => {
      const path = await newProduct();
      await client().put(path, { value: policy('<base />') });
      const { items } = await client().list('allPolicies');
      expect(items.map(({ properties }) => properties)).toContainEqual({
        referencePolicyId: `${client().armId}/${path}`,
        complianceState: 'Compliant',
      });
    });
  });

  describe('fragments', () => {
    it('are written by long-running operations and show no format', async () => {
      const name = unique('fragment');
      const answer = await client().put(`policyFragments/${name}`, {
        value: '<fragment></fragment>',
        description: 'why',
      });
      expect([answer.status, answer.properties]).toEqual([201, { ProvisioningState: 'InProgress' }]);
      await client().wait(answer);
      const read = await client().get(`policyFragments/${name}`);
      expect(read.properties).toEqual({
        description: 'why',
        value: '<fragment></fragment>',
        provisioningState: 'Succeeded',
      });
      expect(String(read.json['id']).toLowerCase()).toBe(`${client().armId}/policyFragments/${name}`.toLowerCase());
    });

    it('that are not well formed are refused in words of their own', async () => {
      const answer = await client().putAndWait(`policyFragments/${unique('fragment')}`, { value: '<fragment>' });
      expect(answer.status).toBe(400);
      expect(String(errorOf(answer)['message'])).toMatch(/^The policy fragment is not a valid XML: '/);
      expect(errorOf(answer)['details']).toBeNull();
    });

    it('in use cannot go, and tell who uses them', async () => {
      const name = unique('fragment');
      await client().putAndWait(`policyFragments/${name}`, { value: '<fragment><base-less /></fragment>' });
      const path = await newProduct();
      await client().put(path, { value: policy(`<include-fragment fragment-id="${name}" />`) });
      const references = await client().post(`policyFragments/${name}/listReferences`);
      expect(references.json).toMatchObject({ count: 1, value: [{ id: `${client().armId}/${path}`, name: 'policy' }] });
      const answer = await client().delete(`policyFragments/${name}`);
      expect(answer.status).toBe(400);
      expect(errorOf(answer)).toEqual({
        code: 'ValidationError',
        message: `The Policy Fragment '${name}' is used by the following entities:\r\n/${path}\r\n`,
        details: null,
      });
      await client().delete(path);
      expect((await client().delete(`policyFragments/${name}`)).status).toBe(200);
    });
  });
}
