import type { Application } from '../directory/application.js';
import type { Directory } from '../directory/directory.js';
import { badRequest, objectNotFound } from './graph-fault.js';
import { parseObjectKey, type ObjectKey } from './object-key.js';

const KEYS: Readonly<Record<string, (application: Application) => string | null>> = {
  id: ({ id }) => id,
  appid: ({ appId }) => appId,
  uniquename: ({ uniqueName }) => uniqueName,
};

/** The application that a segment of a path names; undefined where there is none. */
export function findApplication(directory: Directory, { field, value }: ObjectKey): Application | undefined {
  const read = KEYS[field.toLowerCase()];
  if (!read) throw badRequest(`'${field}' is no key of an application.`);
  return [...directory.applications.values()].find(
    (application) => read(application)?.toLowerCase() === value.toLowerCase(),
  );
}

/** Throws `GraphFault` where there is none. */
export function requireApplication(directory: Directory, segment: string): Application {
  const key = parseObjectKey(segment);
  const application = findApplication(directory, key);
  if (application) return application;
  throw objectNotFound(key.value);
}
