import { durationText } from '@nx-apiops/plan';
import { isPlanned, lookAtRepositories, type Looks, type RepositoryLook } from '@nx-apiops/rollout';
import { expectedDuration } from '@nx-apiops/scm';
import type { CommandContext } from '../command-context.js';
import { counted } from '../counted.js';
import type { OpenCampaign } from './open-campaign.js';

/** Looks at all repositories of a campaign, says how far it is, and names those that the host does not tell. */
export async function look(
  { port, scope }: OpenCampaign,
  { output, signal }: CommandContext,
  { checks }: { readonly checks: boolean },
): Promise<Looks> {
  const onProgress = (text: string): void => output.progress(text);
  const looks = await lookAtRepositories(port, scope, { checks, signal, onProgress });
  if (looks.unknown.length > 0) {
    output.note(`Not found in ${port.target}, or not to be seen with this token: ${looks.unknown.join(', ')}.`);
  }
  if (looks.looks.length === 0) {
    output.note(`None of the ${looks.listed} repositories in ${port.target} fits the selection.`);
  }
  return looks;
}

/** `About 12 min 5 s for 40 pull requests at the pace that GitHub allows.` */
export function expectedText(
  { organization: { hosting } }: Pick<OpenCampaign, 'organization'>,
  { changes, pullRequests }: { readonly changes: number; readonly pullRequests: number },
): string {
  const ms = expectedDuration({ hosting, repositories: 0, changes, pullRequests });
  const host = hosting === 'github' ? 'GitHub' : 'Azure DevOps';
  return `About ${durationText(ms)} for ${counted(changes, 'repository', 'repositories')} at the pace that ${host} allows.`;
}

/** Repositories that could not be seen, and why. */
export function problemsOf(looks: readonly RepositoryLook[]) {
  return looks.flatMap((one) =>
    isPlanned(one)
      ? []
      : [{ repository: one.repository.fullName, code: one.problem.code, reason: one.problem.message }],
  );
}
