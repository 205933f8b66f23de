import { createHash } from 'node:crypto';
import { escapeHtml } from './escape-html.js';
import { classOf, renderProgressChart } from './progress-chart.js';
import { headline, linkTarget, SYMBOLS } from './render-status.js';
import { STATUS_GROUPS, type RolloutSummary, type StatusRow } from './summarize-rollout.js';

const STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --rule: #8a929b; --done: #005a9c; --way: #7a5200; --look: #b3261e; --out: #59626c; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaed; --paper: #15181c; --rule: #7d8590; --done: #6cb6ff; --way: #e3b341; --look: #ff9d8a; --out: #a3abb5; } }
body { margin: 2rem auto; max-width: 72rem; padding: 0 1rem; font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
svg { max-width: 100%; height: auto; } svg text { font-size: 12px; fill: var(--ink); } .axis { fill: none; stroke: var(--rule); }
.line { fill: none; stroke-width: 2.5; } .line.done { stroke: var(--done); } .line.under-way { stroke: var(--way); } .line.needs-a-look { stroke: var(--look); } .line.left-out { stroke: var(--out); }
.scroll { overflow-x: auto; } table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: .3rem .6rem; border-bottom: 1px solid var(--rule); vertical-align: top; overflow-wrap: anywhere; }
td.state { white-space: nowrap; font-weight: 600; } .done > .state { color: var(--done); } .under-way > .state { color: var(--way); } .needs-a-look > .state { color: var(--look); } .left-out > .state { color: var(--out); }
th button { all: unset; cursor: pointer; } th button:focus-visible { outline: 2px solid; } a { color: var(--done); } form { display: flex; gap: 1rem; flex-wrap: wrap; margin: 1rem 0; } input, select { font: inherit; }
`;

/** Adds sorting and filtering to the table, which says everything without it. */
const SCRIPT = `
'use strict';
const table = document.querySelector('table');
const body = table.tBodies[0];
const form = document.querySelector('form');
const shown = document.querySelector('output');
form.hidden = false;
form.addEventListener('submit', (event) => event.preventDefault());
const filter = () => {
  const words = form.elements.text.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const group = form.elements.group.value;
  let count = 0;
  for (const row of body.rows) {
    const text = row.textContent.toLowerCase();
    row.hidden = (group !== '' && row.className !== group) || !words.every((word) => text.includes(word));
    if (!row.hidden) count++;
  }
  shown.value = count + ' of ' + body.rows.length;
};
form.addEventListener('input', filter);
for (const [column, head] of [...table.tHead.rows[0].cells].entries()) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = head.textContent;
  head.replaceChildren(button);
  button.addEventListener('click', () => {
    const down = head.getAttribute('aria-sort') === 'ascending';
    for (const other of table.tHead.rows[0].cells) other.removeAttribute('aria-sort');
    head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
    const keyOf = (row) => row.cells[column].dataset.key ?? row.cells[column].textContent;
    const sorted = [...body.rows].sort((a, b) => keyOf(a).localeCompare(keyOf(b), undefined, { numeric: true }));
    body.append(...(down ? sorted.reverse() : sorted));
  });
}
filter();
`;

/**
 * One page that needs nothing else: no request, and no script to be read. Texts out of repositories are nothing but
 * text. `at` says when it was made (ISO 8601). Pure.
 */
export function renderStatusPage(summary: RolloutSummary, { at }: { readonly at: string }): string {
  const chart = renderProgressChart(summary);
  const hash = createHash('sha256').update(SCRIPT).digest('base64');
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const options = STATUS_GROUPS.map((group) => `<option value="${classOf(group)}">${group}</option>`).join('');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Rollout ${escapeHtml(summary.campaign)}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Rollout ${escapeHtml(summary.campaign)}</h1>
<p>${escapeHtml(headline(summary))}. As of <time datetime="${escapeHtml(at)}">${escapeHtml(at)}</time>.</p>
${chart}
<form hidden><label>Filter <input type="search" name="text"></label> <label>State <select name="group"><option value="">all</option>${options}</select></label> <output></output></form>
<div class="scroll">
<table>
<caption>Repositories</caption>
<thead><tr><th scope="col">Repository</th><th scope="col">State</th><th scope="col">Versions</th><th scope="col">Pull request</th><th scope="col">Remark</th><th scope="col">Changed</th></tr></thead>
<tbody>
${summary.rows.map(renderRow).join('\n')}
</tbody>
</table>
</div>
</main>
<script>${SCRIPT}</script>
</body>
</html>
`;
}

function renderRow({ repository, group, state, versions, pullRequest, reason, updatedAt }: StatusRow): string {
  const cells = [
    `<th scope="row">${escapeHtml(repository)}</th>`,
    `<td class="state">${SYMBOLS[group]} ${state}</td>`,
    `<td>${escapeHtml(versions)}</td>`,
    `<td data-key="${pullRequest?.number ?? ''}">${pullRequest ? renderLink(pullRequest) : ''}</td>`,
    `<td>${escapeHtml(reason)}</td>`,
    `<td><time datetime="${escapeHtml(updatedAt)}">${escapeHtml(updatedAt.slice(0, 16).replace('T', ' '))}</time></td>`,
  ];
  return `<tr class="${classOf(group)}">${cells.join('')}</tr>`;
}

function renderLink({ number, url }: { readonly number: number; readonly url: string }): string {
  const target = linkTarget(url);
  return target === undefined ? `#${number}` : `<a href="${escapeHtml(target)}" rel="noreferrer">#${number}</a>`;
}
