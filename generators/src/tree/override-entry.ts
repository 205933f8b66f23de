import { RESOURCES, type ResourceId } from '@nx-apiops/apim';
import { addOverride, overridesFileName, type ApiopsEnvironment } from '@nx-apiops/config';
import type { JsonObject } from '@nx-apiops/plan';
import { writeEnvironmentFile } from '../environment/write-environment-file.js';
import type { Repository } from './repository.js';

/** Properties of a resource that differ in an environment. */
export interface OverrideEntry {
  readonly id: ResourceId;
  readonly properties: JsonObject;
}

/** Adds an override to the file of an environment. A value that is set there stays. */
export function addOverrideEntry(
  { tree }: Repository,
  environment: ApiopsEnvironment,
  { id, properties }: OverrideEntry,
): void {
  const section = RESOURCES[id.kind].section;
  if (section === undefined) throw new TypeError(`${id.kind} has no section in the override files`);
  const { name, serviceName } = environment;
  writeEnvironmentFile(tree, { name, serviceName });
  const file = overridesFileName(name);
  const text = tree.read(file, 'utf8') ?? '';
  const edited = addOverride(text, { section, name: id.names.at(-1) ?? '', properties }, { file });
  if (edited !== text) tree.write(file, edited);
}
