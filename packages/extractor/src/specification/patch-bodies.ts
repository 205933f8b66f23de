import { resolveReference } from '@nx-apiops/apim';
import { equalJson, type Json, type JsonObject } from '@nx-apiops/plan';
import type { DifferencePath } from './difference-path.js';
import { likeText, objectIn, withMember } from './json-members.js';
import type { PatchContext } from './operation-target.js';
import type { SchemaPair } from './patch-schema.js';

/** A body or response of OpenAPI 3 with what stands at `path` as the live one has it, all else as it is. */
export function patchBody(
  { own, live }: SchemaPair,
  [member, ...rest]: DifferencePath,
  context: PatchContext,
): Json | undefined {
  if (live === undefined) return undefined;
  const { document, liveDocument } = context;
  const [resolved, liveBody] = [resolveReference(document, own), objectIn(resolveReference(liveDocument, live))];
  if (member === undefined || !resolved) return adoptBody(liveBody, context);
  const patched =
    member === 'description'
      ? withMember(
          resolved,
          ['description', likeText(resolved['description'], liveBody['description'])],
          ['description', ...Object.keys(resolved)],
        )
      : withMember(
          resolved,
          ['content', patchContent({ own: resolved['content'], live: liveBody['content'] }, rest, context)],
          Object.keys(liveBody),
        );
  // What changed may be a named schema, and the body still one that others share.
  return equalJson(patched, resolved) ? own : patched;
}

/** A live body or response in the dialect of the document. */
export function adoptBody(live: JsonObject, context: PatchContext): JsonObject {
  const { content, headers } = live;
  const adoptedHeaders = Object.entries(objectIn(headers)).map(([name, header]): [string, JsonObject] => {
    const { schema, ...rest } = objectIn(header);
    return [name, schema === undefined ? rest : { ...rest, schema: context.edits.adopt(schema) }];
  });
  return {
    ...live,
    ...(headers !== undefined && { headers: Object.fromEntries(adoptedHeaders) }),
    ...(content !== undefined && { content: adoptContent(objectIn(content), context) }),
  };
}

function adoptContent(content: JsonObject, context: PatchContext): JsonObject {
  return Object.fromEntries(
    Object.entries(content).map(([type, media]) => [type, adoptMedia(objectIn(media), context)]),
  );
}

function adoptMedia(media: JsonObject, { edits }: PatchContext): JsonObject {
  const { schema } = media;
  return schema === undefined ? media : { ...media, schema: edits.adopt(schema) };
}

function patchContent(
  { own, live }: SchemaPair,
  [type, ...path]: DifferencePath,
  context: PatchContext,
): Json | undefined {
  if (live === undefined) return undefined;
  const [contents, liveContents] = [objectIn(own), objectIn(live)];
  if (type === undefined || own === undefined) return adoptContent(liveContents, context);
  const [key, liveKey] = [mediaKey(contents, String(type)), mediaKey(liveContents, String(type))];
  if (liveKey === undefined) return key === undefined ? own : withMember(contents, [key, undefined]);
  const liveMedia = objectIn(liveContents[liveKey]);
  const media = key === undefined ? undefined : resolveReference(context.document, contents[key]);
  if (key === undefined || !media) {
    return withMember(contents, [liveKey, adoptMedia(liveMedia, context)], Object.keys(liveContents));
  }
  const schema = context.edits.patchBody(media['schema'], liveMedia['schema'], path);
  return withMember(contents, [key, withMember(media, ['schema', schema], ['schema', ...Object.keys(media)])]);
}

/** The key of a media type, whose case and white space mean nothing. */
function mediaKey(content: JsonObject, type: string): string | undefined {
  return Object.keys(content).find((key) => key.toLowerCase().replace(/\s+/g, '') === type);
}
