import type { JsonObject } from '@nx-apiops/plan';
import { invalidFields } from '../arm/arm-fault.js';
import * as texts from '../arm/known-texts.js';
import { objectAt, objectsAt, textAt } from '../json-members.js';
import { keyOf } from '../store/stored-resource.js';
import * as unverified from '../unverified.js';
import type { Place, Stored, Write } from './behaviour.js';

const TEMPLATE_PARAMETER = /\{\*?([^{}]+)\}/g;

/** An operation as it is stored. Throws `ArmFault` where template and parameters do not agree. */
export function prepareOperation(write: Write, desired: JsonObject): Stored {
  const properties = completeOperation(desired);
  checkTemplate(properties);
  checkSignature(write, properties);
  checkSchemas(write, properties);
  return { properties };
}

/** Fills in the empty lists that the service answers. */
export function completeOperation(desired: JsonObject): JsonObject {
  const request = objectAt(desired, 'request');
  return {
    ...desired,
    templateParameters: objectsAt(desired, 'templateParameters').map((parameter) => ({
      ...parameter,
      values: parameter['values'] ?? [],
    })),
    request: {
      ...request,
      queryParameters: request['queryParameters'] ?? [],
      headers: request['headers'] ?? [],
      representations: request['representations'] ?? [],
    },
    responses: objectsAt(desired, 'responses').map((response) => ({
      ...response,
      representations: response['representations'] ?? [],
      headers: response['headers'] ?? [],
    })),
    policies: null,
  };
}

/** Names in braces in a URL template. */
export function templateNames(urlTemplate: string): readonly string[] {
  return [...urlTemplate.matchAll(TEMPLATE_PARAMETER)].map(([, name = '']) => name.toLowerCase());
}

function checkTemplate(properties: JsonObject): void {
  const inTemplate = new Set(templateNames(textAt(properties, 'urlTemplate') ?? ''));
  const defined = new Set(
    objectsAt(properties, 'templateParameters').map((parameter) =>
      (textAt(parameter, 'name') ?? '').replace(/^\*/, '').toLowerCase(),
    ),
  );
  const agree = inTemplate.size === defined.size && [...inTemplate].every((name) => defined.has(name));
  if (!agree) throw invalidFields([['', texts.templateParametersMismatch(textAt(properties, 'displayName') ?? '')]]);
}

function checkSignature({ service, key, segments }: Write, properties: JsonObject): void {
  const signature = signatureOf(properties);
  const isTaken = service.store
    .list(keyOf(segments.slice(0, -1)))
    .some((other) => other.key !== key && signatureOf(other.properties) === signature);
  if (!isTaken) return;
  const { method, urlTemplate } = properties;
  throw invalidFields([['urlTemplate', unverified.operationTaken(String(method), String(urlTemplate))]]);
}

/** Method and template; two operations of an API must differ in it. */
export function signatureOf(properties: JsonObject): string {
  return `${(textAt(properties, 'method') ?? '').toUpperCase()} ${(textAt(properties, 'urlTemplate') ?? '').toLowerCase()}`;
}

interface SchemaUse {
  readonly schemaId: string;
  /** Name of the parameter, or the media type of the representation. */
  readonly where: string;
}

function schemaUses(properties: JsonObject): readonly SchemaUse[] {
  const described = [
    ...objectsAt(properties, 'templateParameters'),
    ...bodiesOf(objectAt(properties, 'request')),
    ...objectsAt(properties, 'responses').flatMap(bodiesOf),
  ];
  return described.flatMap((item) => {
    const schemaId = textAt(item, 'schemaId');
    return schemaId === undefined
      ? []
      : [{ schemaId, where: textAt(item, 'name') ?? textAt(item, 'contentType') ?? '' }];
  });
}

function bodiesOf(message: JsonObject): readonly JsonObject[] {
  return ['queryParameters', 'headers', 'representations'].flatMap((list) => objectsAt(message, list));
}

function schemaKey(place: Pick<Place, 'segments'>, schemaId: string): string {
  return keyOf([...place.segments.slice(0, -2), 'schemas', schemaId]);
}

function checkSchemas(write: Write, properties: JsonObject): void {
  const missing = schemaUses(properties).filter(
    ({ schemaId }) => write.service.store.get(schemaKey(write, schemaId)) === undefined,
  );
  if (missing.length === 0) return;
  throw invalidFields(
    missing.map(({ schemaId, where }) => [
      texts.schemaReferenceTarget(
        `'${String(properties['method'])}'-'${String(properties['urlTemplate'])}'`,
        where,
        schemaId,
      ),
      texts.SCHEMA_REFERENCE_MISSING,
    ]),
  );
}

/** Keys of the API's schemas that an operation uses. */
export function operationReferences(place: Pick<Place, 'segments'>, properties: JsonObject): readonly string[] {
  return [...new Set(schemaUses(properties).map(({ schemaId }) => schemaKey(place, schemaId)))];
}
