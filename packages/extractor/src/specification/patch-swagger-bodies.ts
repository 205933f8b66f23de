import { resolveReference } from '@nx-apiops/apim';
import { equalJson, type Json, type JsonObject } from '@nx-apiops/plan';
import type { DifferencePath } from './difference-path.js';
import { toDialectParameter } from './dialect.js';
import { likeText, listIn, objectIn, withItem, withMember } from './json-members.js';
import { ownOperation, type OperationTarget, type PatchContext } from './operation-target.js';

const FORM = /^(?:application\/x-www-form-urlencoded|multipart\/)/;

/** A Swagger 2 path item with what stands at `path` in the request as the live operation has it. */
export function patchSwaggerRequest(target: OperationTarget, path: DifferencePath, context: PatchContext): JsonObject {
  const operation = ownOperation(target);
  const parameters = listIn(operation['parameters']);
  const index = parameters.findIndex((parameter) => resolveReference(context.document, parameter)?.['in'] === 'body');
  const body = resolveReference(context.document, parameters[index]);
  const live = objectIn(target.live['requestBody']);
  const patched = body && patchBodyParameter(body, { live, path }, context);
  if (equalJson(patched, body) && body) return target.item;
  const result = patched
    ? withMember(operation, ['parameters', withItem(parameters, index, patched)])
    : withRequest(operation, live, context);
  return { ...target.item, [target.method]: result };
}

/** Undefined where the parameter must be replaced. */
function patchBodyParameter(
  body: JsonObject,
  { live, path: [member, type, ...path] }: { readonly live: JsonObject; readonly path: DifferencePath },
  { edits }: PatchContext,
): JsonObject | undefined {
  if (member === 'description') {
    return withMember(
      body,
      ['description', likeText(body['description'], live['description'])],
      ['in', 'name', 'description'],
    );
  }
  const media = objectIn(objectIn(live['content'])[String(type)]);
  if (path.length === 0 || media['schema'] === undefined) return undefined;
  return withMember(body, ['schema', edits.patchBody(body['schema'], media['schema'], path)]);
}

/** A Swagger 2 operation with the body or form of a live request, and the media types that go with it. */
export function withRequest(operation: JsonObject, live: JsonObject, context: PatchContext): JsonObject {
  const kept = listIn(operation['parameters']).filter((parameter) => {
    const place = resolveReference(context.document, parameter)?.['in'];
    return place !== 'body' && place !== 'formData';
  });
  const types = Object.keys(objectIn(live['content']));
  const parameters = [...kept, ...requestParameters(live, context)];
  const inherited = operation['consumes'] ?? context.document['consumes'];
  return withTypes(withMember(operation, ['parameters', parameters.length > 0 ? parameters : undefined]), {
    name: 'consumes',
    types,
    inherited,
  });
}

function requestParameters(live: JsonObject, { liveDocument, edits, dialect }: PatchContext): readonly JsonObject[] {
  const entries = Object.entries(objectIn(live['content']));
  const [first] = entries;
  if (!first) return [];
  const [type, media] = first;
  const { schema } = objectIn(media);
  if (!FORM.test(type)) {
    const { description } = live;
    return [
      { name: 'body', in: 'body', ...(description !== undefined && { description }), schema: edits.adopt(schema) },
    ];
  }
  const { properties, required } = objectIn(resolveReference(liveDocument, schema));
  return Object.entries(objectIn(properties)).map(([name, field]) => {
    const adopted = objectIn(edits.adopt(field));
    const parameter = toDialectParameter({ name, in: 'formData', schema: adopted }, dialect);
    const isFile = adopted['format'] === 'binary';
    return {
      ...parameter,
      ...(isFile && { type: 'file', format: undefined }),
      ...(listIn(required).includes(name) && { required: true }),
    };
  });
}

/** A Swagger 2 response with what stands at `path` as the live one has it; undefined where that has none. */
export function patchSwaggerResponse(
  { own, live }: { readonly own: Json | undefined; readonly live: Json | undefined },
  [member, , ...path]: DifferencePath,
  context: PatchContext,
): Json | undefined {
  const liveResponse = resolveReference(context.liveDocument, live);
  if (!liveResponse) return undefined;
  const response = resolveReference(context.document, own);
  const description = liveResponse['description'] ?? '';
  if (!response || member === undefined) {
    return { description, ...schemaMember(firstSchema(liveResponse), context) };
  }
  if (member === 'description')
    return { ...response, description: likeText(response['description'], description) ?? '' };
  const liveSchema = firstSchema(liveResponse);
  const schema = liveSchema === undefined ? undefined : context.edits.patchBody(response['schema'], liveSchema, path);
  const patched = withMember(response, ['schema', schema], ['description', 'schema']);
  return equalJson(patched, response) ? own : patched;
}

/** A Swagger 2 operation that says in which media types it answers. */
export function withProduces(operation: JsonObject, live: JsonObject, { document }: PatchContext): JsonObject {
  const responses = Object.values(objectIn(live['responses']));
  const types = [...new Set(responses.flatMap((response) => Object.keys(objectIn(objectIn(response)['content']))))];
  return withTypes(operation, { name: 'produces', types, inherited: operation['produces'] ?? document['produces'] });
}

function schemaMember(schema: Json | undefined, { edits }: PatchContext): JsonObject {
  return schema === undefined ? {} : { schema: edits.adopt(schema) };
}

function firstSchema(response: JsonObject): Json | undefined {
  return Object.values(objectIn(response['content']))
    .map((media) => objectIn(media)['schema'])
    .find((schema) => schema !== undefined);
}

interface MediaTypes {
  readonly name: 'consumes' | 'produces';
  readonly types: readonly string[];
  /** What holds for the operation as it is. */
  readonly inherited: Json | undefined;
}

function withTypes(operation: JsonObject, { name, types, inherited }: MediaTypes): JsonObject {
  return types.length === 0 || equalJson(inherited, types)
    ? operation
    : withMember(operation, [name, types], [...LEADING, name]);
}

/** What Swagger documents write before the media types. */
const LEADING = ['tags', 'summary', 'description', 'operationId'];
