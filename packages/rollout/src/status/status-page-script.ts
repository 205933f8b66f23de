/** Adds the age of the page, filters and sorting to a table that says everything without them. */
export const STATUS_PAGE_SCRIPT = `
'use strict';
const table = document.querySelector('table');
const heads = [...table.tHead.rows[0].cells];
const body = table.tBodies[0];
const form = document.querySelector('form');
const { text, state, shown } = form.elements;

const rows = [...body.rows].map((row) => ({
  row,
  group: row.className,
  state: row.dataset.state,
  text: [...row.cells].map((cell) => cell.textContent).join(' ').toLowerCase(),
  keys: [...row.cells].map((cell) => cell.dataset.key ?? cell.textContent),
}));

function filter() {
  const words = text.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const wanted = state.value;
  let count = 0;
  for (const { row, ...entry } of rows) {
    const matches =
      (wanted === '' || wanted === entry.group || wanted === entry.state) &&
      words.every((word) => entry.text.includes(word));
    if (row.hidden === matches) row.hidden = !matches;
    if (matches) count++;
  }
  shown.value = count + ' of ' + rows.length + ' repositories';
}

const collator = new Intl.Collator('en', { numeric: true });

/** Rows that have nothing in the column stay last, in either direction. */
function sortBy(column) {
  const head = heads[column];
  const direction = head.getAttribute('aria-sort') === 'ascending' ? -1 : 1;
  for (const other of heads) other.removeAttribute('aria-sort');
  head.setAttribute('aria-sort', direction === 1 ? 'ascending' : 'descending');
  rows.sort(({ keys: { [column]: a } }, { keys: { [column]: b } }) =>
    a === '' || b === '' ? (a === '') - (b === '') : direction * collator.compare(a, b),
  );
  body.replaceChildren(...rows.map(({ row }) => row));
}

function showAge() {
  const age = document.getElementById('age');
  const minutes = Math.floor((Date.now() - Date.parse(age.dataset.at)) / 60000);
  if (!(minutes >= 0)) return;
  const [count, unit] =
    minutes < 60 ? [minutes, 'minute'] : minutes < 2880 ? [minutes / 60, 'hour'] : [minutes / 1440, 'day'];
  const ago = new Intl.RelativeTimeFormat('en').format(-Math.floor(count), unit);
  age.textContent = minutes < 1 ? ', just now' : ', ' + ago;
  age.className = minutes < 1440 ? '' : 'old';
}

for (const [column, head] of heads.entries()) {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = head.textContent;
  button.addEventListener('click', () => sortBy(column));
  head.replaceChildren(button);
}
form.hidden = false;
form.addEventListener('submit', (event) => event.preventDefault());
form.addEventListener('input', filter);
form.addEventListener('reset', () => setTimeout(filter));
document.addEventListener('keydown', (event) => {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, select')) return;
  event.preventDefault();
  text.focus();
});
filter();
showAge();
setInterval(showAge, 60000);
`;
