import { setMaxListeners } from 'node:events';
import type { JsonObject } from '@nx-apiops/plan';
import { serviceArmId } from '../resource-id.js';
import type { ApimClient } from './apim-client.js';
import { answerFailure, unexpectedAnswer } from './arm-failure.js';
import { ArmRequestError, type HttpMethod } from './arm-request-error.js';
import { isSuccess, type ArmAnswer, type ArmRequest } from './arm-request.js';
import { createArmTransport } from './arm-transport.js';
import { deleteConfirmed, putConfirmed, type ChangeResult, type ConfirmationContext } from './confirmed-changes.js';
import { resolveClientOptions, type ApimClientOptions, type ClientSettings } from './client-options.js';
import { resolveCredential } from './credential.js';
import { DocumentDownloads } from './document-downloads.js';
import { isAbsentResource, NOT_IN_TIER } from './failure-class.js';
import { readPages } from './list-pages.js';
import { awaitCompletion, type Completion } from './long-running-operation.js';
import { bodyObject } from './operation-state.js';
import { RequestSender } from './request-sender.js';
import { requestShape } from './request-shape.js';
import { requestUrl, serviceUrl, type Query } from './request-url.js';
import { attemptLimit, isBusy } from './retry-decision.js';
import { backoffMs, BUSY_BACKOFF } from './retry-delay.js';
import { stoppableSleep } from './stoppable-sleep.js';

/**
 * A client for one API Management service. Nothing is sent or loaded before the first call; for a loopback http
 * endpoint no credential is ever asked for.
 *
 * Throws `ENDPOINT` and `RESOURCE_PATH` (for names that cannot be part of a path).
 */
export function createApimClient(options: ApimClientOptions): ApimClient {
  const settings = resolveClientOptions(options);
  // Every request under way listens to it, so many listeners are no leak.
  if (settings.signal) setMaxListeners(0, settings.signal);
  const { service, endpoint, apiVersion } = settings;
  const baseUrl = serviceUrl(endpoint.baseUrl, service);
  const sender = armSender(settings);
  const notInTier = new Set<string>();
  const downloads = new DocumentDownloads(settings);

  const requestFor = (method: HttpMethod, path: string, query: Query = {}): ArmRequest => ({
    method,
    url: requestUrl(baseUrl, path, { ...query, 'api-version': query['api-version'] ?? apiVersion }),
    path,
    shape: requestShape(path),
    isIdempotent: method !== 'POST',
  });

  const complete = (request: ArmRequest, answer: ArmAnswer): Promise<Completion> =>
    awaitCompletion(request, answer, {
      send: (poll) => sender.send(poll),
      sleep: (delayMs) => stoppableSleep(delayMs, settings),
      clock: settings.clock,
      origin: endpoint.origin,
      service,
      polling: { initialDelayMs: settings.initialPollDelayMs, maxDelayMs: settings.maxPollDelayMs },
      operationTimeoutMs: settings.operationTimeoutMs,
    });

  /**
   * Sends a change and waits for its end; again, when it ended only because another operation was under way. Undefined
   * when there was nothing to delete.
   */
  const change = async (request: ArmRequest): Promise<ChangeResult | undefined> => {
    for (let attempts = 1; ; attempts++) {
      const answer = await sender.send(request);
      if (request.method === 'DELETE' && isAbsentResource(request, answer, service)) return undefined;
      if (!isSuccess(answer.status)) throw answerFailure(request, answer, service);
      try {
        const { wasLongRunning, result, last } = await complete(request, answer);
        return { body: wasLongRunning ? result : bodyObject(answer), last };
      } catch (error) {
        if (!isBusyOperation(error, request) || attempts >= attemptLimit('busy', settings.maxAttempts)) throw error;
        await stoppableSleep(backoffMs(attempts, settings.random(), BUSY_BACKOFF), settings);
      }
    }
  };

  const confirmation: ConfirmationContext = {
    service,
    change,
    read: (method, { path, secrets }) => sender.send({ ...requestFor(method, path), secrets }),
  };

  const sendAccepted = async (request: ArmRequest): Promise<ArmAnswer> => {
    const answer = await sender.send(request);
    if (!isSuccess(answer.status)) throw answerFailure(request, answer, service);
    return answer;
  };

  return {
    serviceId: serviceArmId(service),

    get: async (path, query) => {
      const request = requestFor('GET', path, query);
      const answer = await sender.send(request);
      if (isAbsentResource(request, answer, service)) return undefined;
      if (!isSuccess(answer.status)) throw answerFailure(request, answer, service);
      return requireResource(request, answer);
    },

    head: async (path) => {
      const request = requestFor('HEAD', path);
      const answer = await sender.send(request);
      if (answer.status === 404) return false;
      if (!isSuccess(answer.status)) throw answerFailure(request, answer, service);
      return true;
    },

    list: async (path, query) => {
      const request = requestFor('GET', path, query);
      if (notInTier.has(request.shape)) return [];
      try {
        return await readPages(request, { origin: endpoint.origin, send: sendAccepted });
      } catch (error) {
        if (!(error instanceof ArmRequestError) || error.serviceCode !== NOT_IN_TIER) throw error;
        notInTier.add(request.shape);
        return [];
      }
    },

    notInTier: () => [...notInTier].sort(),

    put: async (path, body, { ifMatch, secrets, before } = {}) => {
      const request = { ...requestFor('PUT', path), body: body && JSON.stringify(body), secrets };
      const conditional = { ...request, ifMatch, isConditional: ifMatch !== undefined };
      return putConfirmed(conditional, { sent: { path, body }, before }, confirmation);
    },

    // `If-Match` is documented as required; any version will do.
    delete: (path, query) => deleteConfirmed({ ...requestFor('DELETE', path, query), ifMatch: '*' }, confirmation),

    post: async (path, body) => {
      const request = { ...requestFor('POST', path), body: body && JSON.stringify(body) };
      const result = await change({ ...request, isIdempotent: /(?:^|\/)list[^/]*$/.test(path) });
      if (result && result.body === undefined && result.last.body.trim() !== '') {
        throw unexpectedAnswer(request, result.last, 'its content is not a JSON object');
      }
      return result?.body;
    },

    download: (url) => downloads.download(url),

    statistics: () => ({ ...sender.statistics(), downloads: downloads.count }),
  };
}

function armSender(settings: ClientSettings): RequestSender {
  const { endpoint, service, maxConcurrency } = settings;
  return new RequestSender({
    ...settings,
    transport: createArmTransport({
      endpoint,
      subscriptionId: service.subscriptionId,
      credential: resolveCredential(endpoint, settings.credential),
      maxConnections: maxConcurrency,
    }),
  });
}

/** The resource in an answer to GET. Throws `ARM_REQUEST` for an answer that is none, such as a page or an error. */
function requireResource(request: ArmRequest, answer: ArmAnswer): JsonObject {
  const body = bodyObject(answer);
  if (!body) throw unexpectedAnswer(request, answer, 'its content is not a JSON object');
  if (body['error'] !== undefined && body['error'] !== null) {
    throw unexpectedAnswer(request, answer, 'its content is an error');
  }
  if (typeof body['id'] !== 'string') throw unexpectedAnswer(request, answer, 'its content is not a resource');
  return body;
}

/** An accepted operation can fail later for the reason that makes others wait. */
function isBusyOperation(error: unknown, request: ArmRequest): boolean {
  if (!(error instanceof ArmRequestError) || !request.isIdempotent) return false;
  const { serviceCode: code, message, details } = error;
  const status = error.code === 'ARM_OPERATION_FAILED' ? 409 : (error.status ?? 0);
  return isBusy({ status, error: { code, message, details } }, request.isConditional ?? false);
}
