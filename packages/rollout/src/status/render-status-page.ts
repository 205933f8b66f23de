import { createHash } from 'node:crypto';
import { LEDGER_STATES, type LedgerState } from '../ledger/ledger.js';
import { escapeHtml } from './escape-html.js';
import { classOf, renderLineSample, renderProgressChart } from './progress-chart.js';
import { linkTarget, SYMBOLS } from './render-status.js';
import { STATUS_PAGE_SCRIPT } from './status-page-script.js';
import { STATUS_PAGE_STYLE } from './status-page-style.js';
import { GROUP_OF, URGENCY, type RolloutSummary, type StatusGroup, type StatusRow } from './summarize-rollout.js';

const WIDE = { width: 1120, height: 300, right: 124 };
const NARROW = { width: 368, height: 240, right: 52 };

const COLUMNS = [
  ['repository', 'Repository'],
  ['state', 'State'],
  ['versions', 'Versions'],
  ['pull-request', 'Pull request'],
  ['remark', 'Remark'],
  ['changed', 'Changed (UTC)'],
] as const;

/**
 * One page that needs nothing else: no request, and no script or style but its own. Texts out of repositories are
 * nothing but text. `at` says when it was made (ISO 8601). Pure.
 */
export function renderStatusPage(summary: RolloutSummary, { at }: { readonly at: string }): string {
  const policy = [
    "default-src 'none'",
    `style-src '${hashOf(STATUS_PAGE_STYLE)}'`,
    `script-src '${hashOf(STATUS_PAGE_SCRIPT)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const heads = COLUMNS.map(([name, title]) => `<th scope="col" class="${name}">${title}</th>`).join('');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Rollout ${escapeHtml(summary.campaign)}</title>
<style>${STATUS_PAGE_STYLE}</style>
</head>
<body>
<main>
<h1>Rollout ${escapeHtml(summary.campaign)}</h1>
${renderOverview(summary)}
<p class="soft">As of ${renderTime(at)} UTC<span id="age" data-at="${escapeHtml(at)}"></span></p>
${renderGroups(summary)}
${renderFigure(summary, at)}
<h2 id="repositories">Repositories</h2>
${renderForm(summary)}
<table aria-labelledby="repositories">
<thead><tr>${heads}</tr></thead>
<tbody>
${summary.rows.map(renderRow).join('\n')}
</tbody>
</table>
</main>
<script>${STATUS_PAGE_SCRIPT}</script>
</body>
</html>
`;
}

function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

function renderOverview({ total, counts, percentDone }: RolloutSummary): string {
  const wanted = total - counts['left out'];
  const bar = wanted === 0 ? '' : `<progress max="${wanted}" value="${counts.done}" aria-label="done"></progress>`;
  return `<p>${counts.done} of ${wanted} done (${percentDone} %)</p>${bar}`;
}

/** How many repositories are in which group and state. It is the legend of the chart, too. */
function renderGroups(summary: RolloutSummary): string {
  const items = URGENCY.map((group) => {
    const states = statesOf(summary, group).map(([state, count]) => `${count} ${state}`);
    const title = `<strong>${SYMBOLS[group]} ${summary.counts[group]} ${group}</strong>`;
    return `<li class="${classOf(group)}">${renderLineSample(group)}${title}<small>${states.join(', ')}</small></li>`;
  });
  return `<ul class="groups">${items.join('\n')}</ul>`;
}

/** Drawn twice, since text that shrinks with a chart cannot be read on a telephone. */
function renderFigure(summary: RolloutSummary, at: string): string {
  const first = summary.progress[0];
  if (!first) return '';
  return [
    '<h2>Progress</h2>',
    `<figure><div class="wide">${renderProgressChart(summary, at, WIDE)}</div>`,
    `<div class="narrow">${renderProgressChart(summary, at, NARROW)}</div>`,
    `<figcaption class="soft">Repositories by group, since ${renderTime(first.at)} UTC</figcaption></figure>`,
  ].join('\n');
}

function renderForm(summary: RolloutSummary): string {
  const choices = URGENCY.filter((group) => summary.counts[group] > 0).map((group) => {
    const states = statesOf(summary, group).map(
      ([state, count]) => `<option value="${state}">${state} (${count})</option>`,
    );
    const all = `<option value="${classOf(group)}">all ${group} (${summary.counts[group]})</option>`;
    return `<optgroup label="${SYMBOLS[group]} ${group}">${all}${states.join('')}</optgroup>`;
  });
  return `<form hidden>
<label>Filter <input type="search" name="text" autocomplete="off" placeholder="words, in any column" aria-keyshortcuts="/"></label>
<label>State <select name="state"><option value="">all</option>${choices.join('')}</select></label>
<button type="reset">Show all</button>
<output name="shown"></output>
</form>`;
}

/** The states of a group that a repository is in, with their counts. */
function statesOf({ states }: RolloutSummary, group: StatusGroup): readonly (readonly [LedgerState, number])[] {
  return LEDGER_STATES.filter((state) => GROUP_OF[state] === group).flatMap((state) => {
    const count = states[state] ?? 0;
    return count > 0 ? [[state, count] as const] : [];
  });
}

/** `data-key` is what a column is sorted by, where it is not its text. */
function renderRow({ repository, group, state, versions, pullRequest, reason, updatedAt }: StatusRow): string {
  const cells = [
    `<th scope="row" class="repository">${escapeHtml(repository)}</th>`,
    `<td class="state" data-key="${URGENCY.indexOf(group)} ${state}">${SYMBOLS[group]} ${state}</td>`,
    `<td class="versions">${escapeHtml(versions)}</td>`,
    `<td class="pull-request" data-key="${pullRequest?.number ?? ''}">${pullRequest ? renderLink(pullRequest) : ''}</td>`,
    `<td class="remark">${escapeHtml(reason)}</td>`,
    `<td class="changed" data-key="${escapeHtml(updatedAt)}">${renderTime(updatedAt)}</td>`,
  ];
  return `<tr class="${classOf(group)}" data-state="${state}">${cells.join('')}</tr>`;
}

/** To the minute. */
function renderTime(at: string): string {
  return `<time datetime="${escapeHtml(at)}">${escapeHtml(at.slice(0, 16).replace('T', ' '))}</time>`;
}

function renderLink({ number, url }: { readonly number: number; readonly url: string }): string {
  const target = linkTarget(url);
  return target === undefined ? `#${number}` : `<a href="${escapeHtml(target)}" rel="noreferrer">#${number}</a>`;
}
