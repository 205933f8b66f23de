import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { isJsonList } from '../json-members.js';

/** Members whose values are data, not schemas. */
const DATA = new Set(['const', 'default', 'enum', 'example', 'examples']);

/**
 * A schema of OpenAPI 3.1 in the words of 3.0, which the service exports: lists of types become one type that may be
 * null, constants become enumerations of one, the first of several examples stays.
 */
export function downgradeSchema(schema: Json): Json {
  if (isJsonList(schema)) return schema.map(downgradeSchema);
  if (!isJsonObject(schema)) return schema;
  const members = Object.entries(schema).flatMap(([name, value]): [string, Json][] =>
    value === undefined ? [] : convertMember(name, value),
  );
  return Object.fromEntries(members);
}

function convertMember(name: string, value: Json): [string, Json][] {
  if (name === 'type' && isJsonList(value)) return typeMembers(value);
  // A property may be called `const` or `type`, but then its value is a schema.
  if (name === 'const' && !isJsonObject(value)) return [['enum', [value]]];
  if (name === 'examples' && isJsonList(value)) {
    const [first] = value;
    return first === undefined ? [] : [['example', first]];
  }
  if (DATA.has(name) && !isSchemaLike(value)) return [[name, value]];
  return [[name, downgradeSchema(value)]];
}

function isSchemaLike(value: Json): boolean {
  return isJsonObject(value) && ('type' in value || '$ref' in value);
}

function typeMembers(types: readonly Json[]): [string, Json][] {
  const others = types.filter((type) => type !== 'null');
  const nullable: [string, Json][] = others.length < types.length ? [['nullable', true]] : [];
  const [only, ...more] = others;
  if (only === undefined) return nullable;
  if (more.length === 0) return [['type', only], ...nullable];
  const choices: JsonObject[] = others.map((type) => ({ type }));
  return [['anyOf', choices], ...nullable];
}
