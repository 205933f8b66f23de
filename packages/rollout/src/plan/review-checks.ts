import { APIOPS_FILE } from '@nx-apiops/config';
import { OWN_PACKAGES } from '../derive/repository-manifest.js';

/** For a pull request that changes what is installed, where there is a lock. */
export const LOCK_CHECK =
  'Run npm install on this branch and commit package-lock.json: until then npm ci fails, since only npm can write it.';

/** For a pull request that changes the section `protection`. */
export const PROTECTION_CHECK = `After the merge, somebody with administrator rights runs npx nx-apiops protect apply there: until then ${APIOPS_FILE} states rules that the branch does not have.`;

/** For a pull request whose pipelines say something else than those of the installed version. */
export function versionCheck(version: string): string {
  return `The installed nx-apiops stays. Where it is older than ${version}, nx sync:check fails until it is raised on this branch: ${installCommand(version)}`;
}

/** What to do with a repository that is onboarded: `workspace` are paths that it needs, `paths` those that it has. */
export function onboardingChecks(
  version: string,
  { workspace, paths }: { readonly workspace: readonly string[]; readonly paths: readonly string[] },
): readonly string[] {
  const present = workspace.filter((path) => paths.includes(path));
  const former = paths.filter((path) => /(?:^|\/)run-(?:extractor|publisher)[^/]*\.ya?ml$/.test(path));
  return [
    `Check ${APIOPS_FILE}: its environments stand in the order of promotion.`,
    present.includes('package.json')
      ? `Run ${installCommand(version)} on this branch and commit package.json and package-lock.json: until then the pipelines do not find nx-apiops.`
      : LOCK_CHECK,
    ...(present.length > 0
      ? [`These files were there and stay; see what nx-apiops needs in them: ${present.join(', ')}.`]
      : []),
    ...(former.length > 0 ? [`Remove the pipelines of the former tool, or both publish: ${former.join(', ')}.`] : []),
  ];
}

function installCommand(version: string): string {
  return `npm install ${OWN_PACKAGES.map((name) => `${name}@^${version}`).join(' ')}`;
}
