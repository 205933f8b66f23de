import { startEmulator } from '@nx-apiops/emulator';
import type { CommandContext } from '../command-context.js';
import type { ExitCode } from '../exit-code.js';

export interface EmulatorFlags {
  readonly port: number;
  readonly service?: readonly string[];
  readonly subscription?: string;
  readonly resourceGroup?: string;
  readonly empty?: boolean;
  readonly seedApis?: number;
  readonly ops?: number;
  readonly latencyMs?: number;
  readonly throttle?: 'arm';
  readonly faults?: number;
  readonly faultSeed: number;
  readonly state?: string;
}

/** Runs the emulator until the process is told to end. The first line on stdout is a JSON object that says where it is. */
export async function emulatorCommand(flags: EmulatorFlags, { signal }: CommandContext): Promise<ExitCode> {
  const emulator = await startEmulator({
    port: flags.port,
    ...(flags.service && { services: flags.service }),
    ...(flags.subscription !== undefined && { subscriptionId: flags.subscription }),
    ...(flags.resourceGroup !== undefined && { resourceGroup: flags.resourceGroup }),
    ...(flags.empty !== undefined && { empty: flags.empty }),
    ...(flags.seedApis !== undefined && { seedApis: flags.seedApis }),
    ...(flags.ops !== undefined && { operationsPerApi: flags.ops }),
    ...(flags.latencyMs !== undefined && { latencyMs: flags.latencyMs }),
    ...(flags.throttle && { throttle: flags.throttle }),
    ...(flags.faults !== undefined && { faults: { rate: flags.faults, seed: flags.faultSeed } }),
    ...(flags.state !== undefined && { stateFile: flags.state }),
  });
  const { url, subscriptionId, resourceGroup, services } = emulator;
  process.stdout.write(`${JSON.stringify({ url, subscriptionId, resourceGroup, services })}\n`);
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await emulator.close();
  return 0;
}
