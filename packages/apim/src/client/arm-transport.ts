import { Agent } from 'node:http';
import { DEVELOPMENT_TOKEN } from '@nx-apiops/plan';
import type { TokenCredential } from '@azure/identity';
import type { PipelinePolicy, PipelineRequest } from '@azure/core-rest-pipeline';
import type { ArmEndpoint } from './endpoint.js';
import { plainHttpOptions } from './plain-http.js';
import type { Transport } from './transport.js';
import { unlessAborted } from './unless-aborted.js';
import { userAgent } from './user-agent.js';

/**
 * Sends through the pipeline of the `@azure/arm-apimanagement` client: authentication, proxies, user agent and
 * tracing are the SDK's. Its retries and serializers are taken out: retries are decided with the request budget in
 * view, and bodies pass unchanged, with members that the SDK does not know.
 *
 * The SDK is loaded with the first request.
 */
export function createArmTransport(options: {
  readonly endpoint: ArmEndpoint;
  readonly subscriptionId: string;
  readonly credential: TokenCredential;
  readonly maxConnections: number;
}): Transport {
  let connected: Promise<Transport> | undefined;
  return {
    send: async (request) => {
      connected ??= connect(options);
      return (await connected).send(request);
    },
  };
}

async function connect(options: Parameters<typeof createArmTransport>[0]): Promise<Transport> {
  const [{ ApiManagementClient }, { bearerTokenAuthenticationPolicyName, createHttpHeaders, createPipelineRequest }] =
    await Promise.all([import('@azure/arm-apimanagement'), import('@azure/core-rest-pipeline')]);
  const { endpoint } = options;
  const client = new ApiManagementClient(options.credential, options.subscriptionId, {
    endpoint: endpoint.baseUrl,
    credentialScopes: endpoint.cloud.tokenScope,
    userAgentOptions: { userAgentPrefix: userAgent() },
  });
  client.pipeline.removePolicy({ phase: 'Retry' });
  client.pipeline.removePolicy({ phase: 'Serialize' });
  client.pipeline.removePolicy({ phase: 'Deserialize' });
  if (endpoint.isDevelopment) {
    client.pipeline.removePolicy({ name: bearerTokenAuthenticationPolicyName });
    client.pipeline.addPolicy(developmentTokenPolicy);
  }
  // For https the SDK's own agents serve: they keep connections alive, know proxies, and open no more connections than
  // there are requests under way.
  const plainHttpAgent = new Agent({ keepAlive: true, maxSockets: options.maxConnections });

  return {
    send: async ({ method, url, headers, body, signal }) => {
      const request = createPipelineRequest({
        method,
        url,
        headers: createHttpHeaders({ ...headers }),
        abortSignal: signal,
        ...(body !== undefined && { body }),
        ...(endpoint.isDevelopment && plainHttpOptions(url, plainHttpAgent)),
      });
      const response = await unlessAborted(client.sendRequest(request), signal);
      return {
        status: response.status,
        header: (name) => response.headers.get(name),
        body: response.bodyAsText ?? '',
      };
    },
  };
}

const developmentTokenPolicy: PipelinePolicy = {
  name: 'developmentTokenPolicy',
  sendRequest: (request: PipelineRequest, next) => {
    request.headers.set('Authorization', `Bearer ${DEVELOPMENT_TOKEN}`);
    return next(request);
  },
};
