import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ApimClient } from '@nx-apiops/apim';
import { isJsonObject, type JsonObject } from '@nx-apiops/plan';

/**
 * Writes an instance into a folder the way apiops-cli extracts it: information files with what lists answer, so that
 * `request` of operations is missing and schemas have the ids that imports generated; a folder for each revision, the
 * current one included; built-in groups and the built-in subscription; fragments as XML.
 */
export async function writeCliExtraction(client: ApimClient, folder: string): Promise<void> {
  const extraction = new CliExtraction(client, folder);
  for (const [collection, place, file] of FIRST_LEVEL) await extraction.list(collection, place, file);
  await extraction.policy('policies/policy', 'policy.xml');
  await extraction.fragments();
  await extraction.products();
  await extraction.apis();
}

/** Collection in ARM, folder, information file. */
const FIRST_LEVEL = [
  ['namedValues', 'namedValues', 'namedValueInformation.json'],
  ['tags', 'tags', 'tagInformation.json'],
  ['apiVersionSets', 'versionSets', 'versionSetInformation.json'],
  ['backends', 'backends', 'backendInformation.json'],
  ['loggers', 'loggers', 'loggerInformation.json'],
  ['groups', 'groups', 'groupInformation.json'],
  ['diagnostics', 'diagnostics', 'diagnosticInformation.json'],
  ['products', 'products', 'productInformation.json'],
  ['subscriptions', 'subscriptions', 'subscriptionInformation.json'],
] as const;

/** Times differ from run to run. */
const TIME = /\d{4}-\d{2}-\d{2}T[\d:.]+Z/g;

class CliExtraction {
  readonly #client: ApimClient;
  readonly #folder: string;

  constructor(client: ApimClient, folder: string) {
    this.#client = client;
    this.#folder = folder;
  }

  async list(collection: string, place: string, file: string): Promise<readonly string[]> {
    const items = await this.#client.list(collection);
    for (const item of items)
      this.#json(`${place}/${String(item['name'])}/${file}`, { properties: propertiesOf(item) });
    return items.map(({ name }) => String(name));
  }

  async policy(path: string, file: string): Promise<void> {
    const policy = await this.#client.get(path, { format: 'rawxml' });
    if (policy) this.#write(file, String(propertiesOf(policy)['value']));
  }

  async fragments(): Promise<void> {
    for (const { name } of await this.#client.list('policyFragments')) {
      const path = `policyFragments/${String(name)}`;
      await this.policy(path, `${path}/policy.xml`);
    }
  }

  async products(): Promise<void> {
    for (const { name } of await this.#client.list('products')) {
      const path = `products/${String(name)}`;
      await this.policy(`${path}/policies/policy`, `${path}/policy.xml`);
      for (const links of ['apis', 'groups']) {
        const items = await this.#client.list(`${path}/${links}`);
        if (items.length > 0)
          this.#json(
            `${path}/${links}.json`,
            items.map((item) => ({ name: String(item['name']) })),
          );
      }
    }
  }

  async apis(): Promise<void> {
    const names = (await this.#client.list('apis')).map(({ name }) => String(name));
    for (const name of names.filter((one) => !one.includes(';rev='))) {
      const path = `apis/${name}`;
      const api = propertiesOf((await this.#client.get(path)) ?? {});
      this.#json(`${path}/apiInformation.json`, { properties: api });
      await this.policy(`${path}/policies/policy`, `${path}/policy.xml`);
      await this.#specification(path);
      for (const operation of await this.list(
        `${path}/operations`,
        `${path}/operations`,
        'operationInformation.json',
      )) {
        const below = `${path}/operations/${operation}`;
        await this.policy(`${below}/policies/policy`, `${below}/policy.xml`);
      }
      for (const [collection, file] of BELOW_APIS)
        await this.list(`${path}/${collection}`, `${path}/${collection}`, file);
      await this.#releases(path);
      await this.#revisions(path, api);
    }
  }

  async #specification(path: string): Promise<void> {
    const answer = (await this.#client.get(path, { format: 'openapi-link', export: 'true' })) ?? {};
    const value = propertiesOf(answer)['value'] ?? answer['value'];
    if (isJsonObject(value)) {
      this.#write(`${path}/specification.yaml`, await this.#client.download(String(value['link'])));
    }
  }

  /** Each is read on its own. */
  async #releases(path: string): Promise<void> {
    for (const { name } of await this.#client.list(`${path}/releases`)) {
      const release = `${path}/releases/${String(name)}`;
      this.#json(`${release}/releaseInformation.json`, {
        properties: propertiesOf((await this.#client.get(release)) ?? {}),
      });
    }
  }

  /** Of an API with one revision there are no further folders. */
  async #revisions(path: string, current: JsonObject): Promise<void> {
    const revisions = await this.#client.list(`${path}/revisions`);
    if (revisions.length < 2) return;
    for (const { apiRevision } of revisions) {
      const folder = `${path};rev=${String(apiRevision)}`;
      const isCurrent = apiRevision === current['apiRevision'];
      const properties = isCurrent ? current : propertiesOf((await this.#client.get(folder)) ?? {});
      this.#json(`${folder}/apiInformation.json`, { properties });
      await this.list(`${path}/tags`, `${folder}/tags`, 'tagInformation.json');
    }
  }

  #json(path: string, value: object): void {
    this.#write(path, `${JSON.stringify(value, undefined, 2)}\n`);
  }

  #write(path: string, text: string): void {
    const file = join(this.#folder, path);
    mkdirSync(dirname(file), { recursive: true });
    // Git stores line ends of this repository as LF.
    writeFileSync(file, text.replaceAll('\r\n', '\n').replace(TIME, '2026-01-01T00:00:00Z'));
  }
}

/** Collections below an API and their information files. */
const BELOW_APIS = [
  ['schemas', 'schemaInformation.json'],
  ['diagnostics', 'diagnosticInformation.json'],
  ['tags', 'tagInformation.json'],
] as const;

function propertiesOf(resource: JsonObject): JsonObject {
  const { properties } = resource;
  return isJsonObject(properties) ? properties : {};
}
