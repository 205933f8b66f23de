import { codeCell, runningText, visibleText } from '@nx-apiops/plan';
import { styleText } from 'node:util';
import type { FileChange, RepositoryPlan } from '../plan/repository-plan.js';
import { isPlanned, type PlannedLook, type RepositoryLook } from './repository-look.js';

/** How many repositories there are of each kind. */
export interface RolloutPlanSummary {
  readonly change: number;
  /** Of those that change and those in conflict: their pull request is open, and as it should be. */
  readonly proposed: number;
  readonly conflict: number;
  readonly current: number;
  readonly skipped: number;
  readonly failed: number;
}

/** Pure. */
export function summarizeRolloutPlan(looks: readonly RepositoryLook[]): RolloutPlanSummary {
  const counts = { change: 0, proposed: 0, conflict: 0, current: 0, skipped: 0, failed: 0 };
  for (const look of looks) {
    counts[isPlanned(look) ? look.plan.status : 'failed'] += 1;
    if (isPlanned(look) && look.isProposed) counts.proposed += 1;
  }
  return counts;
}

const SIGNS = { add: '+', update: '~', delete: '-' } as const;
const MOST_DIFFERENCE_LINES = 12;

/**
 * For terminals, without a line end behind it: each repository that changes, is in conflict, is skipped or could not be
 * seen; those where nothing is to do are counted. Names cannot steer the terminal. Pure.
 */
export function renderRolloutTerminal(
  looks: readonly RepositoryLook[],
  { campaign, color }: { readonly campaign: string; readonly color: boolean },
): string {
  const paint = (style: 'bold' | 'red' | 'dim', text: string): string =>
    color ? styleText(style, text, { validateStream: false }) : text;
  const lines = looks.flatMap((look): readonly string[] => {
    const name = visibleText(look.repository.fullName);
    if (!isPlanned(look)) return [paint('red', `! ${name}  cannot be read: ${visibleText(look.problem.message)}`)];
    const { plan } = look;
    if (plan.status === 'current') return [];
    if (plan.status === 'skipped') return [paint('dim', `– ${name}  skipped: ${visibleText(plan.reason)}`)];
    return [
      paint('bold', `${plan.status === 'conflict' ? '!' : '~'} ${name}  ${headOf(look)}`),
      ...(look.isProposed ? [] : plan.changes.map((change) => `    ${changeText(change)}`)),
      ...plan.conflicts.flatMap(({ message, difference }) => [
        paint('red', `    ! ${visibleText(oneLine(message))}`),
        ...difference.slice(0, MOST_DIFFERENCE_LINES).map((line) => `        ${visibleText(line)}`),
        ...(difference.length > MOST_DIFFERENCE_LINES ? [`        … ${difference.length} lines in all`] : []),
      ]),
    ];
  });
  return [...lines, ...(lines.length > 0 ? [''] : []), planHeadline(looks, campaign)].join('\n');
}

function headOf(look: PlannedLook): string {
  const { plan } = look;
  const files = `${plan.changes.length} ${plan.changes.length === 1 ? 'file' : 'files'}`;
  return [
    versionsOf(plan),
    files,
    ...(plan.isOnboarding ? ['is onboarded'] : []),
    ...(plan.isDraft && plan.changes.length > 0 ? ['as a draft'] : []),
    ...(plan.pullRequest?.state === 'open' ? [openText(look, plan.pullRequest.number)] : []),
  ].join(', ');
}

function openText({ isProposed }: PlannedLook, number: number): string {
  return `pull request ${number} ${isProposed ? 'is open' : 'is open, and out of date'}`;
}

function oneLine(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .join(' ');
}

function versionsOf({ currentVersion, targetVersion }: RepositoryPlan): string {
  return currentVersion === targetVersion ? targetVersion : `${currentVersion ?? 'no version'} → ${targetVersion}`;
}

function changeText({ kind, path, added, removed }: FileChange): string {
  return `${SIGNS[kind]} ${visibleText(path)}  +${added} −${removed}`;
}

/** `Campaign 2026-12: 12 to change, 1 in conflict, 40 proposed already, 3 skipped; 284 as they should be` */
export function planHeadline(looks: readonly RepositoryLook[], campaign: string): string {
  const { change, conflict, skipped, failed, current, proposed } = summarizeRolloutPlan(looks);
  const toChange = looks.filter((look) => isPlanned(look) && look.plan.status === 'change' && !look.isProposed);
  const parts = [
    ...(change > 0 || conflict + failed === 0 ? [`${toChange.length} to change`] : []),
    ...(conflict > 0 ? [`${conflict} in conflict`] : []),
    ...(proposed > 0 ? [`${proposed} proposed already`] : []),
    ...(failed > 0 ? [`${failed} that cannot be read`] : []),
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
  ];
  return `Campaign ${visibleText(campaign)}: ${parts.join(', ')}; ${current} as they should be`;
}

const MOST_ROWS = 500;

/** A table for a pull request's comment or the summary of a run. Names mention nobody and format nothing. Pure. */
export function renderRolloutMarkdown(looks: readonly RepositoryLook[], campaign: string): string {
  const rows = looks.filter((look) => !isPlanned(look) || look.plan.status !== 'current');
  const left = rows.length - MOST_ROWS;
  return [
    `**${runningText(planHeadline(looks, campaign), 200)}**`,
    '',
    '| Repository | Versions | Files | Remark |',
    '| --- | --- | --- | --- |',
    ...rows.slice(0, MOST_ROWS).map((look) => `| ${markdownCells(look).join(' | ')} |`),
    ...(left > 0 ? ['', `… and ${left} more`] : []),
    '',
  ].join('\n');
}

function markdownCells(look: RepositoryLook): readonly string[] {
  const name = codeCell(look.repository.fullName, 120);
  if (!isPlanned(look)) return [name, '', '', runningText(`cannot be read: ${look.problem.message}`, 200)];
  const { plan } = look;
  if (plan.status === 'skipped') return [name, '', '', runningText(`skipped: ${plan.reason}`, 200)];
  const remark = plan.status === 'conflict' ? `conflict: ${oneLine(plan.reason)}` : '';
  return [name, runningText(versionsOf(plan), 60), String(plan.changes.length), runningText(remark, 200)];
}
