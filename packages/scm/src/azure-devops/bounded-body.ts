import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { readBounded } from '@nx-apiops/plan';
import type { IHttpClientResponse } from 'azure-devops-node-api/interfaces/common/VsoBaseInterfaces.js';
import { ScmError } from '../errors.js';
import { unreachable, type FailedRequest } from './azure-devops-failure.js';

/**
 * The answer with a `readBody` that reads at most 64 MiB, decompressed; the library sets no bound. It throws
 * `SCM_REQUEST` for a larger one.
 */
export function withBoundedBody(
  answer: IHttpClientResponse,
  { method, url }: { readonly method: string; readonly url: string },
): IHttpClientResponse {
  const request = { method, path: new URL(url).pathname };
  answer.readBody = async () => {
    const { message } = answer;
    const isPacked = message.headers['content-encoding'] === 'gzip';
    const source = isPacked ? pipeline(message, createGunzip(), () => undefined) : message;
    try {
      return (await readBounded(source, { tooLarge: (maxBytes) => answerTooLarge(request, maxBytes) })).toString(
        'utf8',
      );
    } catch (error) {
      message.destroy();
      throw error instanceof ScmError ? error : unreachable(error, request);
    }
  };
  return answer;
}

function answerTooLarge({ method, path }: FailedRequest, maxBytes: number): ScmError {
  return new ScmError('SCM_REQUEST', `Azure DevOps answered ${method} ${path} with more than ${maxBytes} bytes.`, {
    hint: 'Check AZURE_DEVOPS_ORG_URL, and that no proxy answers in place of Azure DevOps.',
  });
}
