import { APIOPS_FILE, type Hosting } from '@nx-apiops/config';
import { codeCell, runningText } from '@nx-apiops/plan';
import type { Campaign } from './campaign.js';
import { OPT_OUT_TOPIC } from './plan-repository.js';
import type { FileChange, FileConflict, RepositoryPlan } from './repository-plan.js';

/** Longest description in characters that a host takes, less some room. */
const MAX_LENGTH: Readonly<Record<Hosting, number>> = { github: 60_000, 'azure-devops': 3_900 };

/** Columns of a path or message. */
const WIDTH = 200;

const SIGNS = { add: 'new', update: 'changed', delete: 'removed' } as const;

/** Tells the pull requests of campaigns from others. */
export function campaignMark({ name }: Pick<Campaign, 'name'>): string {
  return `<!-- nx-apiops-rollout: ${name} -->`;
}

/**
 * The description of the pull request in Markdown: what, why, what to check, the files and the conflicts, and how to opt
 * out. Names out of the repository can mention nobody and format nothing. Never longer than the host takes: differences
 * go first, then files at the end of the list, then conflicts.
 */
export function renderPullRequestBody(campaign: Campaign, plan: RepositoryPlan): string {
  const maxLength = MAX_LENGTH[plan.host];
  const whole = renderBody(campaign, plan, { withDifferences: true, maxFiles: plan.changes.length });
  if (whole.length <= maxLength) return whole;
  for (let maxFiles = plan.changes.length; maxFiles > 0; maxFiles = Math.floor(maxFiles / 2)) {
    const shorter = renderBody(campaign, plan, { withDifferences: false, maxFiles });
    if (shorter.length <= maxLength) return shorter;
  }
  const shortest = renderBody(campaign, plan, { withDifferences: false, maxFiles: 0 });
  return shortest.length <= maxLength ? shortest : `${shortest.slice(0, maxLength - 2)}…\n`;
}

/** The message of the one commit of a campaign in a repository. */
export function renderCommitMessage(campaign: Campaign, plan: RepositoryPlan): string {
  const versions = plan.currentVersion === undefined ? plan.targetVersion : versionText(plan);
  return `${campaign.title}\n\nCampaign ${campaign.name}: standard pipelines and owners of nx-apiops, ${versions}.\n`;
}

interface Extent {
  readonly withDifferences: boolean;
  readonly maxFiles: number;
}

function renderBody(campaign: Campaign, plan: RepositoryPlan, { withDifferences, maxFiles }: Extent): string {
  const checks = checksOf(plan);
  const left = plan.changes.length - maxFiles;
  return [
    campaignMark(campaign),
    ...section('What', campaign.what.trim()),
    ...section('Why', campaign.why.trim()),
    ...section('What to check', ...checks.map((check) => `- [ ] ${check}`)),
    ...section(
      'Not for this repository?',
      `Close this pull request: the campaign does not open it again. To stay out of all campaigns, write \`rollout: false\` into \`${APIOPS_FILE}\`${plan.host === 'github' ? ` or add the topic \`${OPT_OUT_TOPIC}\`` : ''}.`,
    ),
    ...section(
      `Files (${versionText(plan)})`,
      ...plan.changes.slice(0, maxFiles).map(renderChange),
      ...(left > 0 ? [`- … and ${left} more`] : []),
    ),
    ...(plan.conflicts.length === 0
      ? []
      : section(
          'Conflicts: left as they are',
          ...plan.conflicts.flatMap((conflict) => renderConflict(conflict, withDifferences)),
        )),
    '',
  ].join('\n');
}

function section(title: string, ...lines: readonly string[]): readonly string[] {
  return ['', `### ${title}`, '', ...lines];
}

function checksOf({ checks, conflicts }: RepositoryPlan): readonly string[] {
  return [
    'The plans of this pull request show no change of an API Management instance.',
    ...checks.map((check) => runningText(check, 4 * WIDTH)),
    ...(conflicts.length > 0 ? ['Resolve the conflicts below; until then this stays a draft.'] : []),
  ];
}

function renderChange({ path, kind, added, removed }: FileChange): string {
  return `- ${codeCell(path, WIDTH)} ${SIGNS[kind]}, +${added} −${removed}`;
}

function renderConflict({ path, message, difference }: FileConflict, withDifferences: boolean): readonly string[] {
  const line = `- ${codeCell(path, WIDTH)}: ${runningText(message, 4 * WIDTH)}`;
  if (!withDifferences || difference.length === 0) return [line];
  const text = difference.map((part) => part.replace(/[\r\n]/g, ' '));
  const longest = Math.max(2, ...text.flatMap((part) => [...part.matchAll(/`+/g)].map(([run]) => run.length)));
  const fence = '`'.repeat(longest + 1);
  return [line, '', `  ${fence}diff`, ...text.map((part) => `  ${part}`), `  ${fence}`];
}

function versionText({ currentVersion, targetVersion }: RepositoryPlan): string {
  return currentVersion === undefined || currentVersion === targetVersion
    ? targetVersion
    : `${currentVersion} → ${targetVersion}`;
}
