import { stripEnds } from '@nx-apiops/plan';
import { parseApiName, resourceId, type ResourceId } from '@nx-apiops/apim';
import type { JsonObject } from '@nx-apiops/plan';
import { namesOf, readProperties, type Repository } from '../tree/repository.js';

/** An API of the artifacts. */
export interface ExistingApi {
  readonly name: string;
  readonly properties: JsonObject;
  /** In lower case, without slashes at its ends. */
  readonly path: string;
  /** Name of its version set; absent for an API without versions. */
  readonly versionSet?: string;
  readonly version: string;
}

/** The APIs of the service, their revisions left out. */
export function readExistingApis(repository: Repository): readonly ExistingApi[] {
  return namesOf(repository, apiId).flatMap((name): ExistingApi[] => {
    const properties = parseApiName(name).revision === undefined ? readProperties(repository, apiId(name)) : undefined;
    if (!properties) return [];
    const versionSet =
      String(properties['apiVersionSetId'] ?? '')
        .split('/')
        .at(-1) ?? '';
    return [
      {
        name,
        properties,
        path: comparablePath(String(properties['path'] ?? '')),
        ...(versionSet !== '' && { versionSet }),
        version: String(properties['apiVersion'] ?? ''),
      },
    ];
  });
}

export function apiId(name: string): ResourceId {
  return resourceId('api', [name]);
}

/** Paths of APIs compare without regard to case and to slashes at the ends. */
export function comparablePath(path: string): string {
  return stripEnds(path, '/').toLowerCase();
}
