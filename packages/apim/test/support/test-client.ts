import type { ApimClient } from '../../src/client/apim-client.js';
import type { ApimClientOptions } from '../../src/client/client-options.js';
import { createApimClient } from '../../src/client/create-apim-client.js';
import { startArmServer, TEST_SERVICE, type ArmServer, type Handler } from './arm-server.js';
import { InstantClock } from './instant-clock.js';

export interface TestSetting {
  readonly server: ArmServer;
  readonly client: ApimClient;
  readonly clock: InstantClock;
}

/** A client of a local server on which waiting takes no time and every random number is 0. */
export async function startTestClient(
  handler: Handler,
  options: Partial<ApimClientOptions> = {},
): Promise<TestSetting> {
  const server = await startArmServer(handler);
  const clock = new InstantClock();
  const client = createApimClient({ service: TEST_SERVICE, endpoint: server.url, clock, random: () => 0, ...options });
  return { server, client, clock };
}
