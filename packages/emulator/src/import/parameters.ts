import type { Json, JsonObject } from '@nx-apiops/plan';
import { listOf, objectAt, textAt } from '../json-members.js';

/**
 * A parameter as the service keeps it: a name, one type, a text. Formats move into the description, enumerations
 * become values, everything else about the schema is lost.
 */
export function toServiceParameter(parameter: JsonObject, schema: JsonObject): JsonObject {
  const description = textAt(parameter, 'description');
  const format = textAt(schema, 'format');
  const words = [format === undefined ? undefined : `Format - ${format}.`, description].filter(
    (word) => word !== undefined,
  );
  const defaultValue = schema['default'];
  return {
    name: textAt(parameter, 'name') ?? '',
    ...(words.length > 0 && { description: words.join(' ') }),
    type: typeOf(schema),
    ...(defaultValue !== undefined && defaultValue !== null && { defaultValue: asText(defaultValue) }),
    ...(parameter['required'] === true && { required: true }),
    values: listOf(schema['enum']).map(asText),
  };
}

function typeOf(schema: JsonObject): string {
  const { type } = schema;
  if (typeof type === 'string') return type;
  const first = listOf(type).find((word) => word !== 'null');
  return typeof first === 'string' ? first : 'string';
}

function asText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Parameters of the path item and of the operation; those of the operation win. */
export function mergeParameters(shared: readonly JsonObject[], own: readonly JsonObject[]): readonly JsonObject[] {
  const byPlace = new Map<string, JsonObject>();
  for (const parameter of [...shared, ...own]) {
    byPlace.set(`${textAt(parameter, 'in') ?? ''} ${textAt(parameter, 'name') ?? ''}`, parameter);
  }
  return [...byPlace.values()];
}

/** How the parameters of one operation are spread over the service's lists. */
export interface SpreadParameters {
  readonly urlTemplate: string;
  readonly templateParameters: readonly JsonObject[];
  readonly queryParameters: readonly JsonObject[];
  readonly headers: readonly JsonObject[];
}

/**
 * Path parameters and required query parameters become template parameters; cookies are lost.
 * Source: https://learn.microsoft.com/azure/api-management/api-management-api-import-restrictions
 */
export function spreadParameters(
  path: string,
  parameters: readonly { readonly source: JsonObject; readonly schema: JsonObject }[],
  required: 'template' | 'query',
): SpreadParameters {
  const converted = parameters.map(({ source, schema }) => ({
    place: textAt(source, 'in') ?? '',
    isRequired: source['required'] === true,
    parameter: toServiceParameter(source, schema),
  }));
  const inTemplate = converted.filter(
    ({ place, isRequired }) => place === 'path' || (place === 'query' && isRequired && required === 'template'),
  );
  const inQuery = inTemplate
    .filter(({ place }) => place === 'query')
    .map(({ parameter }) => textAt(parameter, 'name') ?? '');
  const query = inQuery.map((name) => `${name}={${name}}`).join('&');
  return {
    urlTemplate: query === '' ? path : `${path}?${query}`,
    templateParameters: inTemplate.map(({ parameter }) => ({ ...parameter, required: true })),
    queryParameters: converted
      .filter((entry) => entry.place === 'query' && !inTemplate.includes(entry))
      .map(({ parameter }) => parameter),
    headers: converted.filter(({ place }) => place === 'header').map(({ parameter }) => parameter),
  };
}

/** Contact as the service keeps it, undefined where the document has none. */
export function contactOf(info: JsonObject): JsonObject | undefined {
  const contact = objectAt(info, 'contact');
  if (Object.keys(contact).length === 0) return undefined;
  return {
    name: textAt(contact, 'name') ?? null,
    url: textAt(contact, 'url') ?? null,
    email: textAt(contact, 'email') ?? null,
  };
}

/** Licence as the service keeps it, undefined where the document has none. */
export function licenseOf(info: JsonObject): JsonObject | undefined {
  const license = objectAt(info, 'license');
  if (Object.keys(license).length === 0) return undefined;
  return { name: textAt(license, 'name') ?? null, url: textAt(license, 'url') ?? null };
}

/** What both description languages tell about an API as a whole. */
export function infoProperties(info: JsonObject): JsonObject {
  const contact = contactOf(info);
  const license = licenseOf(info);
  const terms = textAt(info, 'termsOfService');
  return {
    ...(textAt(info, 'title') && { displayName: (textAt(info, 'title') ?? '').slice(0, MAX_DISPLAY_NAME) }),
    description: textAt(info, 'description') ?? null,
    ...(terms !== undefined && { termsOfServiceUrl: terms }),
    ...(contact && { contact }),
    ...(license && { license }),
  };
}

export const MAX_DISPLAY_NAME = 300;
