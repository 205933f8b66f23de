/** The parts of a path under Resource Manager, names decoded. */
export interface ArmPath {
  readonly subscription: string | undefined;
  readonly resourceGroup: string | undefined;
  /** Such as `Microsoft.KeyVault`; undefined above providers. */
  readonly namespace: string | undefined;
  /** What follows the namespace: types and names, taking turns. */
  readonly below: readonly string[];
}

const AUTHORIZATION = 'microsoft.authorization';

/** Decoded segments of a path; undefined where they cannot be decoded. */
export function decodeSegments(path: string): readonly string[] | undefined {
  try {
    return path
      .split('/')
      .filter((segment) => segment !== '')
      .map(decodeURIComponent);
  } catch {
    return undefined;
  }
}

/** `subscriptions/{s}[/resourceGroups[/{g}]][/providers/{namespace}[/…]]`; undefined for anything else. */
export function parseArmPath(segments: readonly string[]): ArmPath | undefined {
  const [root, subscription, ...rest] = segments;
  if (!isWord(root, 'subscriptions')) return undefined;
  const hasGroup = isWord(rest[0], 'resourcegroups') && rest[1] !== undefined;
  const [marker, namespace, ...below] = hasGroup ? rest.slice(2) : rest;
  const base = { subscription, resourceGroup: hasGroup ? rest[1] : undefined };
  if (marker === undefined) return { ...base, namespace: undefined, below: [] };
  if (isWord(marker, 'resourcegroups')) return { ...base, namespace: undefined, below: [marker] };
  return isWord(marker, 'providers') ? { ...base, namespace: namespace ?? '', below } : undefined;
}

/**
 * Cuts a path where `providers/Microsoft.Authorization` begins: what comes before is the scope that roles and assignments
 * are for, any resource or none. Undefined for other paths.
 */
export function splitAuthorization(
  segments: readonly string[],
): { readonly scope: readonly string[]; readonly below: readonly string[] } | undefined {
  const at = segments.findLastIndex(
    (segment, index) => isWord(segment, 'providers') && isWord(segments[index + 1], AUTHORIZATION),
  );
  return at === -1 ? undefined : { scope: segments.slice(0, at), below: segments.slice(at + 2) };
}

/** `Microsoft.KeyVault/vaults` of what follows a namespace: every second segment. */
export function typeOf(namespace: string, below: readonly string[]): string {
  return [namespace, ...below.filter((_segment, index) => index % 2 === 0)].join('/');
}

function isWord(segment: string | undefined, word: string): boolean {
  return segment?.toLowerCase() === word;
}
