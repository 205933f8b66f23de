import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Operations of each API, one of which has a policy. */
const OPERATIONS = 10;
const PRODUCTS = 5;
const TAGS = 5;

/**
 * Writes an APIOps repository with `apis` APIs: ten operations, an API policy, an operation policy, a tag and a
 * product link each.
 * @param {string} folder
 * @param {{ apis: number, target: { subscriptionId: string, resourceGroup: string, serviceName: string } }} options
 */
export function writeSyntheticRepository(folder, { apis, target }) {
  /** @param {string} path @param {string} text */
  const write = (path, text) => {
    const file = join(folder, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  /** @param {string} path @param {unknown} properties */
  const information = (path, properties) => write(path, `${JSON.stringify({ properties }, undefined, 2)}\n`);
  write(
    'apiops.yaml',
    `version: 1\norganization: bench\nrepository: bench-apis\nhosting: github\nenvironments:\n  - name: dev\n    subscriptionId: ${target.subscriptionId}\n    resourceGroup: ${target.resourceGroup}\n    serviceName: ${target.serviceName}\n`,
  );
  const names = Array.from({ length: apis }, (_, index) => `api-${String(index).padStart(5, '0')}`);
  for (let tag = 0; tag < TAGS; tag++)
    information(`apim-artifacts/tags/tag-${tag}/tagInformation.json`, { displayName: `tag-${tag}` });
  for (let product = 0; product < PRODUCTS; product++) {
    const base = `apim-artifacts/products/product-${product}`;
    information(`${base}/productInformation.json`, {
      displayName: `Product ${product}`,
      state: 'published',
      subscriptionRequired: true,
    });
    const linked = names.filter((_, index) => index % PRODUCTS === product).map((name) => ({ name }));
    if (linked.length > 0) write(`${base}/apis.json`, `${JSON.stringify(linked, undefined, 2)}\n`);
  }
  names.forEach((name, index) => writeApi({ write, information }, name, index));
}

/**
 * @param {{ write: (path: string, text: string) => void, information: (path: string, properties: unknown) => void }} files
 * @param {string} name
 * @param {number} index
 */
export function writeApi({ write, information }, name, index) {
  const base = `apim-artifacts/apis/${name}`;
  information(`${base}/apiInformation.json`, {
    displayName: `API ${name}`,
    path: name,
    protocols: ['https'],
    serviceUrl: `https://backend.example.com/${name}`,
    subscriptionRequired: true,
  });
  write(`${base}/specification.json`, `${JSON.stringify(specification(name), undefined, 2)}\n`);
  write(`${base}/policy.xml`, policy('X-Api', name));
  write(`${base}/operations/get-item-0/policy.xml`, policy('X-Operation', `${name}-0`));
  write(`${base}/tags/tag-${index % TAGS}/tagInformation.json`, '{}\n');
}

/** @param {string} name */
function specification(name) {
  const item = { type: 'object', properties: { id: { type: 'string' }, amount: { type: 'number' } }, required: ['id'] };
  const paths = Object.fromEntries(
    Array.from({ length: OPERATIONS }, (_, index) => [
      `/items-${index}/{id}`,
      {
        get: {
          operationId: `get-item-${index}`,
          summary: `Get item ${index}`,
          parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
          responses: {
            200: {
              description: 'The item',
              content: { 'application/json': { schema: { $ref: '#/components/schemas/Item' } } },
            },
          },
        },
      },
    ]),
  );
  return {
    openapi: '3.0.1',
    info: { title: `API ${name}`, version: '1.0' },
    paths,
    components: { schemas: { Item: item } },
  };
}

/** @param {string} header @param {string} value */
function policy(header, value) {
  return `<policies>
  <inbound>
    <base />
    <set-header name="${header}" exists-action="override">
      <value>${value}</value>
    </set-header>
  </inbound>
  <backend>
    <base />
  </backend>
  <outbound>
    <base />
  </outbound>
  <on-error>
    <base />
  </on-error>
</policies>
`;
}
