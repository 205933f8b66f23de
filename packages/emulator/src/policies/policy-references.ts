import { parsePolicy, policyReferences } from '@nx-apiops/apim';
import { keyOf, scopeSegments } from '../store/stored-resource.js';
import type { ServiceInstance } from '../service/service-instance.js';

type PolicyElement = ReturnType<typeof parsePolicy>;

/** One name in a policy, and where the service would say it stands. */
export interface PolicyReference {
  readonly collection: 'policyFragments' | 'backends';
  readonly name: string;
  readonly element: string;
  readonly line: number;
  readonly column: number;
}

/** Attributes that the service looks up when a policy is written. */
const LOOKED_UP: readonly {
  readonly attribute: string;
  readonly element?: string;
  readonly collection: PolicyReference['collection'];
}[] = [
  { element: 'include-fragment', attribute: 'fragment-id', collection: 'policyFragments' },
  { attribute: 'backend-id', collection: 'backends' },
];

/** A name that is computed when a request comes in names nothing that can be looked up. */
function isLiteral(value: string): boolean {
  return !value.startsWith('@') && !value.includes('{{');
}

/** The names that the service looks up, in the order of the text. */
export function lookedUpNames(text: string): readonly PolicyReference[] {
  const found: PolicyReference[] = [];
  const visit = (element: PolicyElement): void => {
    for (const { attribute, element: only, collection } of LOOKED_UP) {
      if (only !== undefined && only !== element.name) continue;
      const name = element.attributes.find((candidate) => candidate.name === attribute)?.value;
      if (name === undefined || !isLiteral(name)) continue;
      // Positions are those of the element's name, after the bracket.
      found.push({ collection, name, element: element.name, line: element.line, column: element.column + 1 });
    }
    for (const child of element.children) if (child.kind === 'element') visit(child);
  };
  visit(parsePolicy(text));
  return found;
}

/** Display names of the named values that a policy uses. */
export function usedNamedValues(text: string): readonly string[] {
  return policyReferences(text).namedValues;
}

/** Seen from a scope: its own collection first, then the service's. */
export function collectionsInScope(from: readonly string[], collection: string): readonly string[] {
  const scope = scopeSegments(from);
  return scope.length === 0 ? [keyOf([collection])] : [keyOf([...scope, collection]), keyOf([collection])];
}

/** Key of the resource of a collection that a bare name means. */
export function findByName(
  { service, segments }: { readonly service: ServiceInstance; readonly segments: readonly string[] },
  collection: string,
  name: string,
): string | undefined {
  return collectionsInScope(segments, collection)
    .map((key) => `${key}/${name.toLowerCase()}`)
    .find((key) => service.store.get(key) !== undefined);
}

/** Key of the named value with a display name. */
export function findNamedValue(
  service: ServiceInstance,
  from: readonly string[],
  displayName: string,
): string | undefined {
  return collectionsInScope(from, 'namedValues')
    .flatMap((collection) => service.store.findByDisplayName(collection, displayName))
    .map(({ key }) => key)[0];
}
