/** How the page looks: light or dark as the reader has it, a table on wide screens, cards on narrow ones. */
export const STATUS_PAGE_STYLE = `
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --soft: #59626c; --rule: #8a929b; --done: #005a9c; --way: #7a5200; --look: #b3261e; --out: #59626c; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e8eaed; --paper: #15181c; --soft: #a3abb5; --rule: #7d8590; --done: #6cb6ff; --way: #e3b341; --look: #ff9d8a; --out: #a3abb5; }
}
.done { --group: var(--done); }
.under-way { --group: var(--way); }
.needs-a-look { --group: var(--look); }
.left-out { --group: var(--out); }

[hidden] { display: none !important; }
* { box-sizing: border-box; }
body { margin: 0; font: 0.9375rem/1.45 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
main { max-width: 76rem; margin: 0 auto; padding: 1.5rem 1rem; overflow-wrap: anywhere; }
h1 { margin: 0; font-size: 1.6rem; line-height: 1.2; }
h2 { margin: 1.5rem 0 0.5rem; font-size: 1.1rem; }
p { margin: 0.3rem 0; }
a { color: var(--done); }
.soft { color: var(--soft); }
.old { font-weight: 600; color: var(--look); }
progress { width: 100%; height: 0.8rem; accent-color: var(--done); }

.groups { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 0.75rem; margin: 0.75rem 0; padding: 0; list-style: none; }
.groups li { padding: 0.5rem 0.75rem; border: 1px solid var(--rule); border-left: 0.4rem solid var(--group); border-radius: 0.3rem; }
.groups strong { font-size: 1.2rem; color: var(--group); }
.groups small { display: block; font-size: 0.85rem; color: var(--soft); }

figure { margin: 0; }
svg { display: block; width: 100%; height: auto; }
svg text { font-size: 12px; fill: var(--ink); }
.sample { float: right; width: 46px; margin-top: 0.6rem; }
.line { fill: none; stroke: var(--group); stroke-width: 2.5; }
.axis { fill: none; stroke: var(--rule); }
.grid { fill: none; stroke: var(--rule); stroke-width: 0.5; opacity: 0.6; }
.narrow { display: none; }

form { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: center; margin: 0.5rem 0; }
input, select, form button { font: inherit; padding: 0.25rem 0.5rem; max-width: 100%; }
input { width: 18rem; }
output { font-variant-numeric: tabular-nums; }

/* Rows are grids, not table rows: only then does a browser leave out what is not in sight, of thousands. */
table, thead, tbody { display: block; font-size: 0.875rem; }
tr { display: grid; grid-template-columns: 22% 8.5rem 8.5rem 7.75rem 1fr 9.5rem; border-bottom: 1px solid var(--rule); }
tbody tr { content-visibility: auto; contain-intrinsic-height: auto 3.4rem; }
th, td { padding: 0.4rem 0.6rem; text-align: left; }
thead { position: sticky; top: 0; z-index: 1; background: var(--paper); white-space: nowrap; }
tbody th { font-weight: 600; }
tbody tr:hover { background: color-mix(in srgb, var(--ink) 6%, var(--paper)); }
td.state { font-weight: 600; color: var(--group); }
td.changed { white-space: nowrap; font-variant-numeric: tabular-nums; }
th button { all: unset; cursor: pointer; }
th button:hover { text-decoration: underline; }
th button:focus-visible { outline: 2px solid var(--done); outline-offset: 2px; }
th button::after { content: '\\2195'; display: inline-block; width: 1.2em; text-align: center; font-weight: 400; color: var(--soft); }
th[aria-sort] button { color: var(--done); }
th[aria-sort='ascending'] button::after { content: '\\25B2'; color: inherit; }
th[aria-sort='descending'] button::after { content: '\\25BC'; color: inherit; }

@media (max-width: 56rem) {
  .wide { display: none; }
  .narrow { display: block; max-width: 36rem; }
  .narrow .name { display: none; }
  thead { position: static; }
  tr { display: flex; flex-wrap: wrap; gap: 0.2rem 1rem; padding: 0.6rem 0; }
  th, td { padding: 0; }
  tbody .repository, td.remark { width: 100%; }
  td.remark { order: 1; }
  td:empty { display: none; }
}
@media (max-width: 40rem) {
  .groups { grid-template-columns: 1fr; gap: 0.4rem; }
  label, input, select { width: 100%; }
}
@media print {
  form { display: none; }
  thead { position: static; }
}
`;
