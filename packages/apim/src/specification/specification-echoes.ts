import { isJsonObject, type Json } from '@nx-apiops/plan';

/** A difference that the service makes itself when it gives a description back. */
export interface Echo {
  /** Place in the model; `*` stands for one step, `**` at the start for any number of steps. */
  readonly path: readonly string[];
  readonly accepts: (authored: Json | undefined, live: Json | undefined) => boolean;
}

const isLost: Echo['accepts'] = (_, live) => live === undefined;
const isOneSided: Echo['accepts'] = (authored, live) => authored === undefined || live === undefined;

/** A body without a schema, or with one that only names a simple type, may come back as none. */
const isVague: Echo['accepts'] = (authored, live) =>
  isVagueSchema(authored) && isVagueSchema(live) && (isBlank(authored) || isBlank(live));

const isVagueBody: Echo['accepts'] = (authored, live) =>
  isOneSided(authored, live) && isVagueContent(authored) && isVagueContent(live);

/**
 * What may differ though the live description only echoes the authored one.
 * Source: https://learn.microsoft.com/azure/api-management/api-management-api-import-restrictions and exported
 * descriptions.
 */
export const ECHOES: readonly Echo[] = [
  // Title, description and version are properties of the API, which win over the document.
  { path: ['info'], accepts: () => true },
  // A schema that only one side refers to shows where it is referred to.
  { path: ['components', '*'], accepts: isOneSided },
  { path: ['operations', '*', 'displayName'], accepts: (authored) => authored === undefined },
  { path: ['operations', '*', 'parameters', '*', 'type'], accepts: isOneSided },
  { path: ['operations', '*', 'parameters', '*', 'enum'], accepts: isLost },
  { path: ['operations', '*', 'parameters', '*', 'default'], accepts: isLost },
  { path: ['operations', '*', 'request'], accepts: isVagueBody },
  { path: ['operations', '*', 'request', 'description'], accepts: isLost },
  { path: ['operations', '*', 'request', 'content', '*'], accepts: isVague },
  // The service keeps responses by numeric status, and writes one where there is none.
  { path: ['operations', '*', 'responses', '*'], accepts: (authored, live) => authored === undefined && isEmpty(live) },
  { path: ['operations', '*', 'responses', 'default'], accepts: isLost },
  ...['1XX', '2XX', '3XX', '4XX', '5XX'].map((range): Echo => ({
    path: ['operations', '*', 'responses', range],
    accepts: isLost,
  })),
  { path: ['operations', '*', 'responses', '*', 'content', '*'], accepts: isVague },
  { path: ['**', 'nullable'], accepts: (authored, live) => authored === true && live === undefined },
];

/** The service does not read which media types a Swagger document produces. */
export const ECHOES_OF_SWAGGER: readonly Echo[] = [
  {
    path: ['operations', '*', 'responses', '*', 'content'],
    accepts: (authored, live) => schemasOf(authored) === schemasOf(live),
  },
];

function isEmpty(value: Json | undefined): boolean {
  return isJsonObject(value) && Object.keys(value).every((key) => key === 'content' && isVagueContent(value));
}

function isVagueContent(body: Json | undefined): boolean {
  if (body === undefined) return true;
  const content = isJsonObject(body) ? body['content'] : undefined;
  return isJsonObject(content) && Object.values(content).every(isVagueSchema);
}

function isBlank(value: Json | undefined): boolean {
  return value === undefined || (isJsonObject(value) && Object.keys(value).length === 0);
}

function isVagueSchema(schema: Json | undefined): boolean {
  if (schema === undefined) return true;
  if (!isJsonObject(schema)) return false;
  const { type, format: _format, description: _description, nullable: _nullable, ...rest } = schema;
  return type !== 'array' && type !== 'object' && Object.keys(rest).length === 0;
}

/** The different schemas of a content, whatever their media types. */
function schemasOf(content: Json | undefined): string {
  const schemas = isJsonObject(content) ? Object.values(content) : [];
  const texts = schemas.filter((schema) => !isVagueSchema(schema)).map(sortedText);
  return [...new Set(texts)].sort().join('\n');
}

function sortedText(value: Json | undefined): string {
  return JSON.stringify(value, (_, part: Json) =>
    isJsonObject(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part,
  );
}
