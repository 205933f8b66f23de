import { ancestorIds, RESOURCES, type ResourceId } from '@nx-apiops/apim';
import type { OverrideStep } from '@nx-apiops/config';

/** Where the override of a resource stands in the file, outermost entry first; undefined for kinds without a section. */
export function overrideSteps(id: ResourceId): readonly OverrideStep[] | undefined {
  const steps = [id, ...ancestorIds(id)].reverse().map(({ kind, names }): OverrideStep | undefined => {
    const { section, arm } = RESOURCES[kind];
    // Singletons have the name that the service gives them.
    const name = arm.endsWith('}') ? names.at(-1) : arm.slice(arm.lastIndexOf('/') + 1);
    return section === undefined || name === undefined ? undefined : { section, name };
  });
  return steps.every((step) => step !== undefined) ? steps : undefined;
}
