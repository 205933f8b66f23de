import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { object, list } from './json.js';

interface Item {
  readonly id: number;
  [key: string]: unknown;
}

/** A local server in place of the REST APIs of GitHub and Azure DevOps, for what pipelines write: in memory. */
export interface HostServer {
  readonly url: string;
  /** By kind: comments, issues, pulls, threads, items, pullrequests. */
  readonly items: (kind: string) => readonly Item[];
  /** Requests as `POST /repos/…`, without query. */
  readonly requests: readonly string[];
  readonly stop: () => Promise<void>;
}

export async function startHostServer(): Promise<HostServer> {
  const store = new Map<string, Item[]>();
  const requests: string[] = [];
  const items = (kind: string): Item[] => {
    const found = store.get(kind) ?? [];
    store.set(kind, found);
    return found;
  };
  const server = createServer((request, response) => {
    void answer(request, response, { items, requests });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    items,
    requests,
    stop: async () => new Promise((resolve) => server.close(() => resolve())),
  };
}

interface Store {
  readonly items: (kind: string) => Item[];
  readonly requests: string[];
}

async function answer(request: IncomingMessage, response: ServerResponse, store: Store): Promise<void> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  const url = new URL(request.url ?? '/', 'http://localhost');
  const method = request.method ?? 'GET';
  store.requests.push(`${method} ${url.pathname}`);
  const isAllowed =
    request.headers.authorization?.startsWith('Bearer ') === true && request.headers.authorization.length > 8;
  const body: unknown = text === '' ? undefined : JSON.parse(text);
  const found = isAllowed ? route(method, url, { body, store }) : undefined;
  response.writeHead(found === undefined ? 404 : 200, { 'content-type': 'application/json' });
  response.end(JSON.stringify(found ?? { message: 'Not Found' }));
}

type Handler = (
  match: readonly string[],
  context: { readonly url: URL; readonly body: unknown; readonly store: Store },
) => unknown;

const BOT = { type: 'Bot', login: 'github-actions[bot]' };

const ROUTES: readonly (readonly [string, RegExp, Handler])[] = [
  [
    'GET',
    /^\/repos\/[^/]+\/[^/]+\/issues\/(\d+)\/comments$/,
    ([number], { store }) => store.items('comments').filter((item) => item['issue'] === number),
  ],
  [
    'POST',
    /^\/repos\/[^/]+\/[^/]+\/issues\/(\d+)\/comments$/,
    ([number], { body, store }) => add(store.items('comments'), { ...object(body), issue: number, user: BOT }),
  ],
  [
    'PATCH',
    /^\/repos\/[^/]+\/[^/]+\/issues\/comments\/(\d+)$/,
    ([id], { body, store }) => change(store.items('comments'), id, object(body)),
  ],
  [
    'GET',
    /^\/repos\/[^/]+\/[^/]+\/issues$/,
    (_, { url, store }) =>
      store
        .items('issues')
        .filter(
          (item) =>
            item['state'] === url.searchParams.get('state') &&
            list(item['labels']).includes(url.searchParams.get('labels')),
        ),
  ],
  [
    'POST',
    /^\/repos\/[^/]+\/[^/]+\/issues$/,
    (_, { body, store }) => add(store.items('issues'), { ...object(body), state: 'open', user: BOT }),
  ],
  [
    'PATCH',
    /^\/repos\/[^/]+\/[^/]+\/issues\/(\d+)$/,
    ([id], { body, store }) => change(store.items('issues'), id, object(body)),
  ],
  [
    'GET',
    /^\/repos\/[^/]+\/[^/]+\/pulls$/,
    (_, { url, store }) =>
      store
        .items('pulls')
        .filter(
          (item) =>
            `acme:${String(item['head'])}` === url.searchParams.get('head') &&
            item['base'] === url.searchParams.get('base'),
        ),
  ],
  ['POST', /^\/repos\/[^/]+\/[^/]+\/pulls$/, (_, { body, store }) => add(store.items('pulls'), object(body))],
  [
    'PATCH',
    /^\/repos\/[^/]+\/[^/]+\/pulls\/(\d+)$/,
    ([id], { body, store }) => change(store.items('pulls'), id, object(body)),
  ],
  ['GET', /\/pullRequests\/(\d+)\/threads$/, (_, { store }) => ({ value: store.items('threads') })],
  [
    'POST',
    /\/pullRequests\/(\d+)\/threads$/,
    (_, { body, store }) =>
      add(store.items('threads'), {
        ...object(body),
        comments: list(object(body)['comments']).map((comment) => ({ ...object(comment), id: 1 })),
      }),
  ],
  [
    'PATCH',
    /\/pullRequests\/\d+\/threads\/(\d+)\/comments\/1$/,
    ([id], { body, store }) => change(store.items('threads'), id, { comments: [{ ...object(body), id: 1 }] }),
  ],
  [
    'GET',
    /\/wit\/workitemtypes\/Task\/states$/,
    () => ({
      value: [
        { name: 'To Do', category: 'Proposed' },
        { name: 'Done', category: 'Completed' },
      ],
    }),
  ],
  [
    'POST',
    /\/wit\/wiql$/,
    (_, { body, store }) => ({
      workItems: store.items('items').filter((item) => isWanted(item, String(object(body)['query']))),
    }),
  ],
  ['GET', /\/wit\/workitems\/(\d+)$/, ([id], { store }) => store.items('items').find((item) => item.id === Number(id))],
  [
    'POST',
    /\/wit\/workitems\/\$Task$/,
    (_, { body, store }) => add(store.items('items'), { fields: { 'System.State': 'To Do', ...fieldsOf(body) } }),
  ],
  [
    'PATCH',
    /\/wit\/workitems\/(\d+)$/,
    ([id], { body, store }) => changeFields(store.items('items'), id, fieldsOf(body)),
  ],
  [
    'GET',
    /\/pullrequests$/,
    (_, { url, store }) => ({
      value: store
        .items('pullrequests')
        .filter((item) => item['sourceRefName'] === url.searchParams.get('searchCriteria.sourceRefName')),
    }),
  ],
  ['POST', /\/pullrequests$/, (_, { body, store }) => add(store.items('pullrequests'), object(body))],
  ['PATCH', /\/pullrequests\/(\d+)$/, ([id], { body, store }) => change(store.items('pullrequests'), id, object(body))],
];

function route(method: string, url: URL, context: { readonly body: unknown; readonly store: Store }): unknown {
  for (const [verb, pattern, handle] of ROUTES) {
    const match = verb === method ? pattern.exec(decodeURIComponent(url.pathname)) : null;
    if (match) return handle(match.slice(1), { url, ...context });
  }
  return undefined;
}

function add(items: Item[], item: Readonly<Record<string, unknown>>): Item {
  const id = items.length + 1;
  const added = { ...item, id, number: id, pullRequestId: id, html_url: `https://example.com/${id}` };
  items.push(added);
  return added;
}

function change(items: Item[], id: string | undefined, members: Readonly<Record<string, unknown>>): Item | undefined {
  const found = items.find((item) => item.id === Number(id));
  return found && Object.assign(found, members);
}

function changeFields(
  items: Item[],
  id: string | undefined,
  fields: Readonly<Record<string, unknown>>,
): Item | undefined {
  const found = items.find((item) => item.id === Number(id));
  return found && Object.assign(found, { fields: { ...object(found['fields']), ...fields } });
}

function fieldsOf(body: unknown): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    list(body).map((change) => [String(object(change)['path']).replace('/fields/', ''), object(change)['value']]),
  );
}

/** Reads the query as far as ours go: a title, a tag, and states that it must not have. */
function isWanted(item: Item, query: string): boolean {
  const fields = object(item['fields']);
  const [, title] = /\[System\.Title\] = '((?:[^']|'')*)'/.exec(query) ?? [];
  const closed = [...query.matchAll(/\[System\.State\] <> '([^']*)'/g)].map(([, state]) => state);
  return fields['System.Title'] === title?.replaceAll("''", "'") && !closed.includes(String(fields['System.State']));
}
