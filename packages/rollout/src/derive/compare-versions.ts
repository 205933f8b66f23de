const VERSION = /^v?(\d+)\.(\d+)\.(\d+)(?:-([0-9A-Za-z.-]+))?(?:\+.*)?$/;

/** Whether a text is a version such as `1.2.3` or `v1.2.3-beta.1`. */
export function isVersion(text: string): boolean {
  return VERSION.test(text);
}

/**
 * Negative where `a` is older, positive where it is newer; 0 also where one of them is no version. A version before a
 * release is older than it (https://semver.org/#spec-item-11).
 */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [VERSION.exec(a), VERSION.exec(b)];
  if (!left || !right) return 0;
  for (const index of [1, 2, 3]) {
    const difference = Number(left[index]) - Number(right[index]);
    if (difference !== 0) return difference;
  }
  const [before, behind] = [left[4], right[4]];
  if (before === undefined || behind === undefined) return Number(before === undefined) - Number(behind === undefined);
  return comparePrereleases(before.split('.'), behind.split('.'));
}

function comparePrereleases(a: readonly string[], b: readonly string[]): number {
  for (const [index, left] of a.entries()) {
    const right = b[index];
    if (right === undefined) return 1;
    if (left === right) continue;
    const isNumber = [left, right].map((part) => /^\d+$/.test(part));
    if (isNumber[0] && isNumber[1]) return Number(left) - Number(right);
    if (isNumber[0] !== isNumber[1]) return isNumber[0] ? -1 : 1;
    return left < right ? -1 : 1;
  }
  return a.length - b.length;
}
