import { afterAll, beforeAll } from 'vitest';
import { startEmulator, type Emulator } from '../src/index.js';
import { describeContract } from './contract.js';

let emulator: Emulator;

beforeAll(async () => {
  emulator = await startEmulator();
});

afterAll(async () => {
  await emulator.close();
});

describeContract('the emulator', () => ({
  baseUrl: emulator.url,
  token: 'development',
  subscriptionId: emulator.subscriptionId,
  resourceGroup: emulator.resourceGroup,
  service: emulator.services[0] ?? '',
}));
