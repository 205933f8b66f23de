import { TIERS, startEmulator, type Emulator } from '@nx-apiops/emulator';
import { afterEach, describe, expect, it } from 'vitest';
import { TestRepository } from '../test-support/test-repository.js';

const SERVICE = 'apim-dev';
const BACKEND = { properties: { url: 'https://orders.example.com', protocol: 'http' } };
const GATEWAY = { properties: { locationData: { name: 'Berlin' } } };

describe.each(TIERS)('an instance of the tier %s', (tier) => {
  let emulator: Emulator;
  let repository: TestRepository;
  afterEach(async () => {
    repository.dispose();
    await emulator.close();
  });
  const open = async (files: Readonly<Record<string, object>>): Promise<void> => {
    emulator = await startEmulator({ services: [SERVICE], empty: true, tier });
    repository = new TestRepository(emulator, { name: 'acme-apis', service: SERVICE });
    repository.write(files);
    repository.commit('state');
  };

  it('is published to, extracted and compared, what it lacks taken as empty', async () => {
    await open({ 'apim-artifacts/backends/orders/backendInformation.json': BACKEND });
    expect(await repository.run(['publish', '--json'])).toMatchObject({ code: 0 });
    expect(await repository.run(['extract', '--json'])).toMatchObject({ code: 0 });
    expect(await repository.run(['drift', '--json'])).toMatchObject({ code: 0 });
    const asked = Object.entries(emulator.stats().requests.byShape).filter(([shape]) => shape === 'GET gateways');
    expect(asked).toEqual([['GET gateways', expect.any(Number)]]);
  });

  it('is not asked for a collection that the filter excludes', async () => {
    await open({ 'apim-artifacts/backends/orders/backendInformation.json': BACKEND });
    repository.write({ 'configuration.extractor.yaml': 'gateways: []\n' });
    expect(await repository.run(['extract', '--json'])).toMatchObject({ code: 0 });
    expect(Object.keys(emulator.stats().requests.byShape)).not.toContain('GET gateways');
  });

  it('refuses a gateway before anything is sent', async () => {
    await open({ 'apim-artifacts/gateways/onsite/gatewayInformation.json': GATEWAY });
    const result = await repository.run(['publish']);
    expect(result).toMatchObject({ error: 'PREFLIGHT' });
    expect(result.message).toContain('gateway onsite');
    expect(emulator.stats().requests.byMethod).not.toHaveProperty('PUT');
  });
});
