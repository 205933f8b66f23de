import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { isJsonList, objectIn } from './json-members.js';

/** The description languages that say things differently. The service exports OpenAPI 3.0. */
export type Dialect = 'swagger' | '3.0' | '3.1';

/** The language of a document. */
export function dialectOf(document: JsonObject): Dialect {
  if ('swagger' in document) return 'swagger';
  return String(document['openapi']).startsWith('3.1') ? '3.1' : '3.0';
}

/** Where references to named schemas lead. */
export const SCHEMAS_AT: Readonly<Record<Dialect, string>> = {
  swagger: '#/definitions/',
  '3.0': '#/components/schemas/',
  '3.1': '#/components/schemas/',
};

/** Keywords with which Swagger 2 cannot say what OpenAPI 3 says. */
const NOT_IN_SWAGGER = ['anyOf', 'oneOf', 'not', 'nullable', 'writeOnly', 'deprecated'];

/** Whether a dialect has all keywords of a schema; those inside it are not looked at. */
export function isExpressible(schema: JsonObject, dialect: Dialect): boolean {
  return dialect !== 'swagger' || NOT_IN_SWAGGER.every((keyword) => schema[keyword] === undefined);
}

/** The own keywords of an OpenAPI 3.0 schema as a dialect writes them; schemas inside it stay as they are. */
export function toDialect(schema: JsonObject, dialect: Dialect): JsonObject {
  if (dialect === '3.0') return schema;
  if (dialect === 'swagger') {
    const { discriminator, ...rest } = schema;
    return discriminator === undefined ? schema : { ...rest, discriminator: objectIn(discriminator)['propertyName'] };
  }
  const { nullable, type } = schema;
  const isNullable = nullable === true && typeof type === 'string';
  const entries = Object.entries(withLimits(schema)).flatMap(([name, value]): [string, Json | undefined][] => {
    if (name === 'nullable') return isNullable ? [] : [[name, value]];
    return [[name, name === 'type' && isNullable ? [type, 'null'] : value]];
  });
  return Object.fromEntries(entries);
}

/** OpenAPI 3.1 writes an exclusive limit as a number of its own. */
function withLimits(schema: JsonObject): JsonObject {
  let result = schema;
  for (const [limit, exclusive] of [
    ['minimum', 'exclusiveMinimum'],
    ['maximum', 'exclusiveMaximum'],
  ] as const) {
    if (typeof result[exclusive] !== 'boolean' || typeof result[limit] !== 'number') continue;
    const { [limit]: value, [exclusive]: isExclusive, ...rest } = result;
    result = isExclusive === true ? { ...rest, [exclusive]: value } : { ...rest, [limit]: value };
  }
  return result;
}

/** Whether a schema of any dialect says that `null` goes. */
export function isNullable({ nullable, type }: JsonObject): boolean {
  return nullable === true || (isJsonList(type) && type.includes('null'));
}

/** A parameter of OpenAPI 3 as a dialect writes it; its schema must be in the dialect already. */
export function toDialectParameter(parameter: JsonObject, dialect: Dialect): JsonObject {
  if (dialect !== 'swagger') return parameter;
  const { schema, example: _example, examples: _examples, content: _content, ...rest } = parameter;
  const { type, items, ...limits } = objectIn(schema);
  const plainType = type === undefined || type === 'object' ? 'string' : type;
  const plainItems = isJsonObject(items) && items['type'] !== undefined ? items : { type: 'string' };
  return { ...rest, ...limits, type: plainType, ...(plainType === 'array' && { items: plainItems }) };
}
