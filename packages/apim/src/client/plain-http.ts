import type { Agent } from 'node:http';
import type { PipelineRequestOptions } from '@azure/core-rest-pipeline';

/**
 * What a request needs to go over plain http, which is to this machine only. Bringing an agent of its own keeps it
 * from the SDK's proxy support; a proxy could not reach this machine's loopback addresses.
 */
export function plainHttpOptions(
  url: string,
  agent: Agent,
): Pick<PipelineRequestOptions, 'agent' | 'allowInsecureConnection' | 'requestOverrides'> {
  const { hostname } = new URL(url);
  return {
    agent,
    allowInsecureConnection: true,
    // The SDK hands the brackets of an IPv6 address on to the name resolution, which does not know them.
    ...(hostname.startsWith('[') && { requestOverrides: { hostname: hostname.slice(1, -1) } }),
  };
}
