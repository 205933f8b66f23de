import { Agent } from 'node:http';
import { DEVELOPMENT_TOKEN, readBounded } from '@nx-apiops/plan';
import { ApimError } from '../errors.js';
import type { RenewableCredential } from './credential.js';
import type { PipelinePolicy, PipelineRequest } from '@azure/core-rest-pipeline';
import type { ArmEndpoint } from './endpoint.js';
import { plainHttpOptions } from './plain-http.js';
import { RenewingConnection } from './renewing-connection.js';
import { withoutQuery } from './request-url.js';
import type { Transport, TransportResponse } from './transport.js';
import { unlessAborted } from './unless-aborted.js';
import { userAgent } from './user-agent.js';

/**
 * Sends through the pipeline of the `@azure/arm-apimanagement` client: authentication, proxies, user agent and
 * tracing are the SDK's. Its retries and serializers are taken out: retries are decided with the request budget in
 * view, and bodies pass unchanged, with members that the SDK does not know.
 *
 * A request that is answered with 401 is sent once more with a fresh token. `send` throws `ARM_REQUEST` for an answer of
 * more than 64 MiB, decompressed. The SDK is loaded with the first request.
 */
export function createArmTransport(options: {
  readonly endpoint: ArmEndpoint;
  readonly subscriptionId: string;
  readonly credential: RenewableCredential;
  readonly maxConnections: number;
}): Transport {
  const connection = new RenewingConnection(
    () => connect(options),
    () => options.credential.forgetToken(),
  );
  return { send: (request) => connection.send((connected) => connected.send(request)) };
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
        // Read here, as the SDK sets no bound.
        streamResponseStatusCodes: new Set([Number.POSITIVE_INFINITY]),
        ...(body !== undefined && { body }),
        ...(endpoint.isDevelopment && plainHttpOptions(url, plainHttpAgent)),
      });
      const exchange = async (): Promise<TransportResponse> => {
        const response = await client.sendRequest(request);
        const bytes = await readBounded(response.readableStreamBody as AsyncIterable<Buffer> | undefined, {
          tooLarge: (maxBytes) => answerTooLarge(method, url, maxBytes),
        });
        return {
          status: response.status,
          header: (name) => response.headers.get(name),
          body: new TextDecoder().decode(bytes),
        };
      };
      return unlessAborted(exchange(), signal);
    },
  };
}

function answerTooLarge(method: string, url: string, maxBytes: number): ApimError {
  return new ApimError('ARM_REQUEST', `The answer to ${method} ${withoutQuery(url)} has more than ${maxBytes} bytes.`, {
    hint: 'Azure Resource Manager sends no such answer: check the endpoint and the proxy.',
  });
}

const developmentTokenPolicy: PipelinePolicy = {
  name: 'developmentTokenPolicy',
  sendRequest: (request: PipelineRequest, next) => {
    request.headers.set('Authorization', `Bearer ${DEVELOPMENT_TOKEN}`);
    return next(request);
  },
};
