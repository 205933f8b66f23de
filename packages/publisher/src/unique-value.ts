import { RESOURCES, type Resource } from '@nx-apiops/apim';

/** The value that no other resource of the kind in the same scope may have, as one text; undefined where there is none. */
export function uniqueValue({ id, properties }: Resource): string | undefined {
  const { unique } = RESOURCES[id.kind];
  const value = unique === undefined ? undefined : properties[unique];
  return typeof value === 'string' ? `${id.workspace ?? ''}/${id.kind}/${value}`.toLowerCase() : undefined;
}
