import type { Json } from '@nx-apiops/plan';
import type { Answer } from '../http/exchange.js';
import type { HostCall } from '../hosts/routes.js';

interface PageSizes {
  readonly usual: number;
  readonly most: number;
}

const USUAL_SIZES: PageSizes = { usual: 30, most: 100 };
/** Lists of variables come in smaller pages than all others. */
export const VARIABLE_PAGE_SIZES: PageSizes = { usual: 10, most: 30 };

/** The page of a list that a call asks for, with links to the others. */
export function pageOf<Item>(
  { query, request }: Pick<HostCall, 'query' | 'request'>,
  items: readonly Item[],
  sizes: PageSizes = USUAL_SIZES,
): { readonly items: readonly Item[]; readonly headers: Readonly<Record<string, string>> } {
  const size = Math.min(positive(query.get('per_page')) ?? sizes.usual, sizes.most);
  const page = positive(query.get('page')) ?? 1;
  const last = Math.max(1, Math.ceil(items.length / size));
  const link = (rel: string, target: number): string => {
    const parameters = new URLSearchParams(query);
    parameters.set('page', String(target));
    return `<${request.origin}${request.path}?${parameters.toString()}>; rel="${rel}"`;
  };
  const links = [
    ...(page > 1 ? [link('prev', Math.min(page - 1, last))] : []),
    ...(page < last ? [link('next', page + 1), link('last', last)] : []),
    ...(page > 1 ? [link('first', 1)] : []),
  ];
  return {
    items: items.slice((page - 1) * size, page * size),
    headers: links.length === 0 ? {} : { link: links.join(', ') },
  };
}

/** An answer that is a bare list. */
export function listAnswer<Item>(
  call: Pick<HostCall, 'query' | 'request'>,
  items: readonly Item[],
  show: (item: Item) => Json,
): Answer {
  const page = pageOf(call, items);
  return { status: 200, headers: page.headers, body: page.items.map(show) };
}

function positive(text: string | null): number | undefined {
  const value = Number(text);
  return text !== null && Number.isInteger(value) && value > 0 ? value : undefined;
}
