import { isJsonObject, type JsonObject } from '@nx-apiops/plan';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { readFileSync } from 'node:fs';
import type {
  ApiopsEnvironment,
  ApiopsFile,
  ApiopsIdentity,
  ApiopsPipelines,
  ArtifactsSection,
} from './apiops-config.js';

/** The JSON Schema of `apiops.yaml` (draft 2020-12), as the package also exports it as `./schema/apiops.schema.json`. */
export const apiopsSchema: JsonObject = readSchema();

/** `apiops.yaml` with those defaults applied that the schema states. */
export interface DefaultedFile extends ApiopsFile {
  readonly artifacts: ArtifactsSection & { readonly folder: string };
  readonly environments: readonly ApiopsEnvironment[];
  readonly pipelines: ApiopsPipelines;
  readonly identity?: ApiopsIdentity;
}

export type SchemaResult = { readonly value: DefaultedFile } | { readonly errors: readonly ErrorObject[] };

let compiled: ValidateFunction<DefaultedFile> | undefined;

/** Checks a value against the schema and fills in the schema's defaults, in a copy. */
export function validateApiopsFile(value: unknown): SchemaResult {
  compiled ??= compile();
  const copy = structuredClone(value);
  return compiled(copy) ? { value: copy } : { errors: compiled.errors ?? [] };
}

function compile(): ValidateFunction<DefaultedFile> {
  const ajv = new Ajv2020({ allErrors: true, verbose: true, useDefaults: true, strict: true });
  ajv.addKeyword({ keyword: 'patternErrorMessage', schemaType: 'string' });
  return ajv.compile<DefaultedFile>(apiopsSchema);
}

function readSchema(): JsonObject {
  const schema: unknown = JSON.parse(readFileSync(new URL('../schema/apiops.schema.json', import.meta.url), 'utf8'));
  if (!isJsonObject(schema)) throw new TypeError('apiops.schema.json must hold a JSON object');
  return schema;
}
