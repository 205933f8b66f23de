/** A path with `{0}`, `{1}` … for names, compiled to build and parse paths. */
export interface PathTemplate {
  /** Fills in the names. Guarantees `parse(build(names))` equals `names`. */
  readonly build: (names: readonly string[]) => string;
  /** The names in `path`, or undefined where it does not fit. */
  readonly parse: (path: string) => readonly string[] | undefined;
  /** How many names the template takes. */
  readonly arity: number;
}

const PLACEHOLDER = /\{(\d)\}/g;
const cache = new Map<string, PathTemplate>();

/** Compiles `template`; compiled templates are kept. Fixed parts compare without regard to case, names keep theirs. */
export function pathTemplate(template: string): PathTemplate {
  const known = cache.get(template);
  if (known) return known;
  const order = [...template.matchAll(PLACEHOLDER)].map((match) => Number(match[1]));
  const source = template.replace(/[.*+?^$()|[\]\\]/g, '\\$&').replace(PLACEHOLDER, '([^/]+)');
  const pattern = new RegExp(`^${source}$`, 'i');
  const compiled: PathTemplate = {
    arity: order.length,
    build: (names) => template.replace(PLACEHOLDER, (_, index: string) => names[Number(index)] ?? ''),
    parse: (path) => {
      const match = pattern.exec(path);
      if (!match) return undefined;
      const names: string[] = [];
      order.forEach((index, position) => (names[index] = match[position + 1] ?? ''));
      return names;
    },
  };
  cache.set(template, compiled);
  return compiled;
}
