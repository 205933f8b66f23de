import { Agent } from 'node:http';
import { readBounded } from '@nx-apiops/plan';
import { ApimError } from '../errors.js';
import { plainHttpOptions } from './plain-http.js';
import type { Transport, TransportResponse } from './transport.js';
import { unlessAborted } from './unless-aborted.js';
import { userAgent } from './user-agent.js';
import { withoutQuery } from './request-url.js';

/**
 * Fetches documents without any credential: the links that API Management hands out carry their own signature, and
 * lead to storage. Proxies are respected, except for loopback addresses.
 *
 * `send` throws `ARM_REQUEST` for a document of more than `maxBytes`, decompressed.
 */
export function createDownloadTransport(options: {
  readonly maxBytes: number;
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

async function connect(options: Parameters<typeof createDownloadTransport>[0]): Promise<Transport> {
  const { createDefaultHttpClient, createHttpHeaders, createPipelineFromOptions, createPipelineRequest } =
    await import('@azure/core-rest-pipeline');
  const pipeline = createPipelineFromOptions({ userAgentOptions: { userAgentPrefix: userAgent() } });
  pipeline.removePolicy({ phase: 'Retry' });
  const httpClient = createDefaultHttpClient();
  const plainHttpAgent = new Agent({ keepAlive: true, maxSockets: options.maxConnections });

  return {
    send: async ({ method, url, headers, signal }) => {
      const request = createPipelineRequest({
        method,
        url,
        headers: createHttpHeaders({ ...headers }),
        abortSignal: signal,
        streamResponseStatusCodes: new Set([Number.POSITIVE_INFINITY]),
        ...(url.startsWith('http:') && plainHttpOptions(url, plainHttpAgent)),
      });
      const fetchDocument = async (): Promise<TransportResponse> => {
        const response = await pipeline.sendRequest(httpClient, request);
        const body = await readText(response.readableStreamBody, { maxBytes: options.maxBytes, url });
        return { status: response.status, header: (name) => response.headers.get(name), body };
      };
      return unlessAborted(fetchDocument(), signal);
    },
  };
}

/** UTF-8 without a byte order mark. */
async function readText(
  stream: NodeJS.ReadableStream | undefined,
  { maxBytes, url }: { readonly maxBytes: number; readonly url: string },
): Promise<string> {
  const bytes = await readBounded(stream as AsyncIterable<Buffer> | undefined, {
    maxBytes,
    tooLarge: () =>
      new ApimError('ARM_REQUEST', `The document at ${withoutQuery(url)} has more than ${maxBytes} bytes.`, {
        hint: 'A description of this size is rarely meant; if it is, raise the limit for downloads.',
      }),
  });
  return new TextDecoder().decode(bytes);
}
