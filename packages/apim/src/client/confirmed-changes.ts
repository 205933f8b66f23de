import type { JsonObject } from '@nx-apiops/plan';
import type { ServiceAddress } from '../resource-id.js';
import type { PutOptions } from './apim-client.js';
import { answerFailure, unconfirmedChange } from './arm-failure.js';
import { isSuccess, type ArmAnswer, type ArmRequest } from './arm-request.js';
import { isAbsentResource } from './failure-class.js';
import { bodyObject } from './operation-state.js';
import {
  isProvable,
  readMethod,
  unwrittenFields,
  weighAnswer,
  type SentResource,
  type WriteEvidence,
} from './written-resource.js';

/** What a change ended with. */
export interface ChangeResult {
  readonly body: JsonObject | undefined;
  /** The answer that said so. */
  readonly last: ArmAnswer;
}

export interface ConfirmationContext {
  readonly service: ServiceAddress;
  /** Sends a change and waits for its end. Undefined when there was nothing to delete. */
  readonly change: (request: ArmRequest) => Promise<ChangeResult | undefined>;
  /** Reads the resource that `request` is about. */
  readonly read: (method: 'GET' | 'HEAD', request: ArmRequest) => Promise<ArmAnswer>;
}

/** How often a write is sent whose answer is not the resource. */
const MOST_WRITES = 2;

/**
 * Creates or replaces a resource. Success is an answer that is the resource with the properties that were sent; for any
 * other 2xx the resource is read, and where that does not prove the write it is sent once more. Costs no request where
 * the answer is as it should be.
 *
 * Throws `ARM_UNCONFIRMED` and what `change` throws.
 */
export async function putConfirmed(
  request: ArmRequest,
  { sent, before }: Pick<Doubt, 'sent' | 'before'>,
  context: ConfirmationContext,
): Promise<JsonObject | undefined> {
  for (let writes = 1; ; writes++) {
    const result = await context.change(request);
    const evidence = weighAnswer(sent, result?.body);
    if (evidence.kind === 'confirmed' || !result) return result?.body;
    const proof = await proveWrite(request, { sent, evidence, before }, context);
    if (proof.problem === undefined) return proof.body;
    const mayRepeat = writes < MOST_WRITES && request.isConditional !== true && evidence.kind === 'unrelated';
    if (!mayRepeat) throw unconfirmedChange(request, result.last, proof.problem);
  }
}

/**
 * Deletes a resource. Success is an answer without a body, or one that holds no error and no page; for any other 2xx,
 * and for 204, which means that nothing was there, the resource is asked for. False when it did not exist.
 *
 * Throws `ARM_UNCONFIRMED` and what `change` throws.
 */
export async function deleteConfirmed(request: ArmRequest, context: ConfirmationContext): Promise<boolean> {
  const result = await context.change(request);
  if (!result) return false;
  if (!isDoubtfulDeletion(result.last)) return true;
  const answer = await context.read(readMethod(request.path), request);
  if (answer.status === 404) return true;
  if (!isSuccess(answer.status)) throw answerFailure(request, answer, context.service);
  throw unconfirmedChange(request, result.last, 'the resource is still there');
}

function isDoubtfulDeletion(answer: ArmAnswer): boolean {
  if (answer.status === 204) return true;
  if (answer.body.trim() === '') return false;
  const body = bodyObject(answer);
  return body === undefined || (body['error'] !== undefined && body['error'] !== null);
}

interface Doubt {
  readonly sent: SentResource;
  readonly evidence: Exclude<WriteEvidence, { readonly kind: 'confirmed' }>;
  readonly before: PutOptions['before'];
}

type Proof = { readonly problem: undefined; readonly body: JsonObject | undefined } | { readonly problem: string };

async function proveWrite(
  request: ArmRequest,
  { sent, evidence, before }: Doubt,
  { read, service }: ConfirmationContext,
): Promise<Proof> {
  const isUnrelated = evidence.kind === 'unrelated';
  if (isUnrelated && !isProvable(sent)) {
    return { problem: `${evidence.problem}, and reading the resource cannot show whether everything was written` };
  }
  const method = readMethod(sent.path);
  const answer = await read(method, request);
  if (isAbsentResource(request, answer, service)) return { problem: 'the resource is not there' };
  if (!isSuccess(answer.status)) throw answerFailure(request, answer, service);
  if (method === 'HEAD') return { problem: undefined, body: undefined };
  const body = bodyObject(answer);
  const found = weighAnswer(sent, body);
  if (found.kind === 'unrelated') return { problem: `reading the resource does not show it: ${found.problem}` };
  const fields = found.kind === 'confirmed' ? [] : isUnrelated ? found.fields : unwrittenFields(found.fields, before);
  if (fields.length === 0) return { problem: undefined, body };
  const paths = fields.map(({ path }) => path).join(', ');
  return { problem: `the resource does not have what was sent in ${paths}` };
}
