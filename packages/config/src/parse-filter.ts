import { readConfigFile } from './config-file.js';
import { problemsError, type Problem } from './errors.js';
import type { ExtractorFilter, FilterEntry } from './extractor-filter.js';
import { joinPath } from './json-path.js';
import { readYaml } from './read-yaml.js';
import { refuseSection, type KnownSections } from './section-names.js';
import { describe, isNothing, type YamlMapping, type YamlNode, type YamlPair } from './yaml-node.js';

export const FILTER_FILE = 'configuration.extractor.yaml';

export interface FilterOptions {
  /** Makes an unknown section an error here; without it every section is taken. */
  readonly sections?: KnownSections;
}

const HINT =
  'A section is a list of names or patterns: "apis: [orders, prod-*]". No section selects all, "[]" nothing.';

/**
 * The filter of a `configuration.extractor.yaml`, in the words of either existing tool: `apis` or `apiNames`,
 * `policyFragments` or `policyFragmentNames`. An entry is a name or pattern, or one with what is selected below it:
 * `orders: {operations: […]}` or `{name: orders, operations: […]}`. An empty file selects everything.
 *
 * Throws `YAML_INVALID` or `FILTER_INVALID` with all problems in one error.
 */
export function parseFilter(text: string, file: string, options: FilterOptions = {}): ExtractorFilter {
  const root = readYaml(text, file);
  if (root === undefined || isNothing(root)) return { file, sections: new Map() };
  const reader = new FilterReader(options);
  const sections = reader.root(root);
  if (reader.problems.length > 0) throw problemsError('FILTER_INVALID', reader.problems, HINT);
  return { file, sections };
}

/**
 * The filter of the repository whose root is `folder`; undefined without such a file. Throws what `parseFilter` throws,
 * and `FILE_MISNAMED` for a file that would silently be passed over.
 */
export function loadFilter(folder: string, options: FilterOptions = {}): ExtractorFilter | undefined {
  const found = readConfigFile(folder, FILTER_FILE);
  return found && parseFilter(found.text, found.file, options);
}

type Sections = ReadonlyMap<string, readonly FilterEntry[]>;

class FilterReader {
  readonly problems: Problem[] = [];
  readonly #known: KnownSections | undefined;

  constructor(options: FilterOptions) {
    this.#known = options.sections;
  }

  root(node: YamlNode): Sections {
    if (node.kind === 'mapping') return this.#sections(node.pairs, '', []);
    this.#refuse(node, '', `must be a mapping of sections such as "apis:", but is ${describe(node)}`);
    return new Map();
  }

  #sections(pairs: Iterable<readonly [string, YamlPair]>, parentPath: string, parents: readonly string[]): Sections {
    const sections = new Map<string, readonly FilterEntry[]>();
    for (const [key, pair] of pairs) {
      const path = joinPath(parentPath, key);
      const section = sectionOf(key);
      const unknown = refuseSection(section, parents, this.#known);
      if (unknown !== undefined) {
        this.#refuse({ at: pair.keyAt }, path, unknown);
      } else if (sections.has(section)) {
        this.#refuse({ at: pair.keyAt }, path, `"${section}" is given in both spellings; put both lists together`);
      } else {
        sections.set(section, this.#list(pair, path, [...parents, section]));
      }
    }
    return sections;
  }

  #list(pair: YamlPair, path: string, parents: readonly string[]): FilterEntry[] {
    const node = pair.value;
    if (isNothing(node)) {
      const message = 'has no value, which could mean all or nothing; write [] for nothing, or remove the line for all';
      this.#refuse({ at: pair.keyAt }, path, message);
      return [];
    }
    if (node.kind !== 'sequence') {
      this.#refuse(node, path, `must be a list of names, but is ${describe(node)}; write "- " before each name`);
      return [];
    }
    return node.items.flatMap((item, index) => this.#entry(item, joinPath(path, index), parents));
  }

  #entry(node: YamlNode, path: string, parents: readonly string[]): FilterEntry[] {
    if (node.kind === 'mapping') return this.#nestedEntry(node, path, parents);
    const pattern = this.#pattern(node, path);
    return pattern === undefined ? [] : [{ pattern, nested: new Map(), at: node.at }];
  }

  #nestedEntry(node: YamlMapping, path: string, parents: readonly string[]): FilterEntry[] {
    const named = node.pairs.get('name');
    if (named?.value.kind === 'scalar') {
      const pattern = this.#pattern(named.value, joinPath(path, 'name'));
      const below = [...node.pairs].filter(([key]) => key !== 'name');
      const nested = this.#sections(below, path, parents);
      return pattern === undefined ? [] : [{ pattern, nested, at: node.at }];
    }
    const [only, ...others] = node.pairs;
    if (only === undefined || others.length > 0) {
      const keys = [...node.pairs.keys()].map((key) => `"${key}"`).join(', ');
      const fix = 'write "- orders:" with the sections indented below it, or give the entry a "name"';
      this.#refuse(node, path, `must be one name with what is selected below it, but has ${keys || 'no key'}; ${fix}`);
      return [];
    }
    const [key, { keyAt, value }] = only;
    const belowPath = joinPath(path, key);
    const pattern = this.#pattern({ kind: 'scalar', at: keyAt, value: key }, belowPath);
    if (value.kind !== 'mapping' && !isNothing(value)) {
      this.#refuse(value, belowPath, `must be sections such as "operations:", but is ${describe(value)}`);
      return [];
    }
    const nested = value.kind === 'mapping' ? this.#sections(value.pairs, belowPath, parents) : new Map<string, []>();
    return pattern === undefined ? [] : [{ pattern, nested, at: node.at }];
  }

  #pattern(node: YamlNode, path: string): string | undefined {
    if (node.kind !== 'scalar' || typeof node.value !== 'string') {
      const fix = node.kind === 'scalar' && !isNothing(node) ? '; put quotes around it' : '';
      this.#refuse(node, path, `must be a name or pattern as text, but is ${describe(node)}${fix}`);
      return undefined;
    }
    if (node.value.trim() === '') {
      this.#refuse(node, path, 'the name is blank; write one, or remove the line');
      return undefined;
    }
    if (node.value.startsWith('!')) {
      this.#refuse(node, path, `${describe(node)} would exclude, which is not supported; list what is to be included`);
      return undefined;
    }
    return node.value;
  }

  #refuse(node: Pick<YamlNode, 'at'>, path: string, message: string): void {
    this.problems.push({ at: node.at, path, message });
  }
}

/** `apiNames` → `apis`, `policyNames` → `policies`; a key of the other dialect is the section itself. */
function sectionOf(key: string): string {
  const singular = /^(.+)Names$/.exec(key)?.[1];
  if (singular === undefined) return key;
  return /[^aeiou]y$/.test(singular) ? `${singular.slice(0, -1)}ies` : `${singular}s`;
}
