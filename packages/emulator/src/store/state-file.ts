import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { isJsonObject, type JsonObject } from '@nx-apiops/plan';
import { EmulatorError } from '../errors.js';
import { isEmulatorKind } from '../model/emulator-kind.js';
import type { ApiFamily } from './api-families.js';
import { keyOf, type SourceDocument, type StoredResource } from './stored-resource.js';

/** Everything about one instance that outlives the process. */
export interface SavedInstance {
  readonly resources: readonly StoredResource[];
  readonly families: readonly ApiFamily[];
}

const VERSION = 1;

/** The saved instances by service name, undefined where there is no file. Throws `EMULATOR_STATE_FILE`. */
export function readStateFile(file: string): ReadonlyMap<string, SavedInstance> | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw unusable(file, 'cannot be read', cause);
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    throw unusable(file, 'is not JSON', cause);
  }
  if (!isJsonObject(content) || content['version'] !== VERSION || !isJsonObject(content['services'])) {
    throw unusable(file, 'was not written by this version of the emulator');
  }
  return new Map(
    Object.entries(content['services']).map(([name, saved]) => [
      name.toLowerCase(),
      isJsonObject(saved) ? parseInstance(file, saved) : noInstance(),
    ]),
  );
}

/** Replaces the file in one step, so that whoever reads it never sees half of it. Throws `EMULATOR_STATE_FILE`. */
export function writeStateFile(file: string, instances: ReadonlyMap<string, SavedInstance>): void {
  const services = Object.fromEntries(
    [...instances].map(([name, { resources, families }]) => [
      name,
      { families, resources: resources.map(({ references: _derived, key: _derivedKey, ...resource }) => resource) },
    ]),
  );
  const temporary = `${file}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(temporary, JSON.stringify({ version: VERSION, services }));
    renameSync(temporary, file);
  } catch (cause) {
    throw unusable(file, 'cannot be written', cause);
  }
}

function noInstance(): SavedInstance {
  return { resources: [], families: [] };
}

function parseInstance(file: string, saved: JsonObject): SavedInstance {
  const list = (member: string): readonly JsonObject[] => {
    const value = saved[member];
    return Array.isArray(value) ? value.filter(isJsonObject) : [];
  };
  return {
    resources: list('resources').map((resource) => parseResource(file, resource)),
    families: list('families').map(({ segments, current, revisions, path }) => ({
      segments: texts(segments),
      current: String(current),
      revisions: texts(revisions),
      path: String(path ?? ''),
    })),
  };
}

function parseResource(file: string, saved: JsonObject): StoredResource {
  const { kind, properties, etag, createdMs, updatedMs, source } = saved;
  const segments = texts(saved['segments']);
  if (typeof kind !== 'string' || !isEmulatorKind(kind))
    throw unusable(file, `has the unknown kind ${JSON.stringify(kind)}`);
  const document = parseSource(source);
  return {
    kind,
    segments,
    key: keyOf(segments),
    properties: isJsonObject(properties) ? properties : {},
    etag: String(etag),
    createdMs: Number(createdMs),
    updatedMs: Number(updatedMs),
    references: [],
    ...(document && { source: document }),
  };
}

function parseSource(saved: unknown): SourceDocument | undefined {
  if (!isJsonObject(saved)) return undefined;
  const { format, text } = saved;
  return (format === 'wsdl' || format === 'wadl') && typeof text === 'string' ? { format, text } : undefined;
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
}

function unusable(file: string, reason: string, cause?: unknown): EmulatorError {
  return new EmulatorError('EMULATOR_STATE_FILE', `The state file ${file} ${reason}.`, {
    hint: 'Name another file, or remove this one to start anew.',
    cause,
  });
}
