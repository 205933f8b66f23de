import type { Json, JsonObject } from '@nx-apiops/plan';
import type { DifferencePath } from './difference-path.js';
import { likeText, objectIn, withMember } from './json-members.js';
import { ownOperation, withOperationMember, type OperationTarget, type PatchContext } from './operation-target.js';
import { adoptBody, patchBody } from './patch-bodies.js';
import { adoptParameter, patchParameter, withoutSharedParameters } from './patch-parameters.js';
import { patchSwaggerRequest, patchSwaggerResponse, withProduces, withRequest } from './patch-swagger-bodies.js';

/** One difference below an operation. */
export interface OperationDifference {
  readonly path: DifferencePath;
  /** What the live document says there. */
  readonly live: Json | undefined;
}

type Patch = (target: OperationTarget, difference: OperationDifference, context: PatchContext) => JsonObject;

/** How the path item changes, by what differs in the operation. */
const PATCHES: Readonly<Record<string, Patch>> = {
  id: (target, { live }) => withOperationMember(target, ['operationId', live]),
  // Without a summary the id is the name.
  displayName: (target, { live }) => withText(target, ['summary', target.live['summary'] ?? live]),
  description: (target) => withText(target, ['description', target.live['description']]),
  parameters: (target, { path: [, key, field], live }, context) =>
    key === undefined
      ? target.item
      : patchParameter(
          target,
          { key: String(key), field: field === undefined ? undefined : String(field), live },
          context,
        ),
  request: (target, { path: [, ...rest] }, context) => {
    if (context.dialect === 'swagger') return patchSwaggerRequest(target, rest, context);
    const pair = { own: ownOperation(target)['requestBody'], live: target.live['requestBody'] };
    return withOperationMember(target, ['requestBody', patchBody(pair, rest, context)]);
  },
  responses: (target, { path: [, status, ...rest] }, context) => {
    const [own, live] = [objectIn(ownOperation(target)['responses']), objectIn(target.live['responses'])];
    if (status === undefined) return target.item;
    const pair = { own: own[String(status)], live: live[String(status)] };
    const patch = context.dialect === 'swagger' ? patchSwaggerResponse : patchBody;
    const responses = withMember(own, [String(status), patch(pair, rest, context)], Object.keys(live));
    return withOperationMember(target, ['responses', responses]);
  },
};

/** The path item with one difference of the operation settled. */
export const patchOperation: Patch = (target, difference, context) => {
  const patch = PATCHES[String(difference.path[0])];
  return patch ? patch(target, difference, context) : target.item;
};

/**
 * The path item with all that the service keeps of the operation as the live one has it; what it does not keep, such as
 * extensions and security, stays.
 */
export function replaceOperation(target: OperationTarget, context: PatchContext): JsonObject {
  const item = withoutSharedParameters(target, context);
  const { summary, description, operationId, parameters, requestBody, responses } = adoptOperation(target, context);
  const order = Object.keys(target.live);
  const members = Object.entries({ summary, description, operationId, parameters, requestBody, responses });
  const replaced = members.reduce(
    (operation, member) => withMember(operation, member, order),
    objectIn(item[target.method]),
  );
  return { ...item, [target.method]: withMediaTypes(replaced, target, context) };
}

/** The live operation in the dialect of the document. */
export function adoptOperation(target: OperationTarget, context: PatchContext): JsonObject {
  const { requestBody, responses, parameters: _parameters, ...rest } = target.live;
  const parameters = target.liveParameters.map((parameter) => adoptParameter(parameter, context));
  const answers = Object.entries(objectIn(responses)).map(([status, response]) => [
    status,
    context.dialect === 'swagger'
      ? patchSwaggerResponse({ own: undefined, live: response }, [], context)
      : adoptBody(objectIn(response), context),
  ]);
  const operation = {
    ...rest,
    ...(parameters.length > 0 && { parameters }),
    ...(requestBody !== undefined &&
      context.dialect !== 'swagger' && { requestBody: adoptBody(objectIn(requestBody), context) }),
    responses: Object.fromEntries(answers) as JsonObject,
  };
  return withMediaTypes(operation, target, context);
}

/** Swagger 2 says what is sent among the parameters, and in which media types beside them. */
function withMediaTypes(operation: JsonObject, { live }: OperationTarget, context: PatchContext): JsonObject {
  if (context.dialect !== 'swagger') return operation;
  return withProduces(withRequest(operation, objectIn(live['requestBody']), context), live, context);
}

function withText(
  target: OperationTarget,
  [name, live]: readonly ['summary' | 'description', Json | undefined],
): JsonObject {
  return withOperationMember(target, [name, likeText(ownOperation(target)[name], live)]);
}
