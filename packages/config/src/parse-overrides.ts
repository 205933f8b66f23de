import { displayPath, readConfigFile } from './config-file.js';
import { ConfigError, problemsError, type Problem } from './errors.js';
import { joinPath } from './json-path.js';
import { readOverrideProperties } from './override-properties.js';
import { hasToken, replaceTokens, type TokenLookup } from './override-tokens.js';
import type { OverrideEntry, Overrides } from './overrides.js';
import { readYaml } from './read-yaml.js';
import { refuseSection, type KnownSections } from './section-names.js';
import { isNothing, kindOf, type YamlMapping, type YamlNode, type YamlPair } from './yaml-node.js';

export interface OverrideOptions {
  /** The value of a token, such as `(name) => process.env[name]`. */
  readonly tokens: TokenLookup;
  /** Makes an unknown section an error here; without it every section is taken. */
  readonly sections?: KnownSections;
}

const HINT =
  'An entry is "- name: <resource>", with "properties:" to change and lists of entries for what is below it.';

/**
 * The overrides of a `configuration.<env>.yaml`, at any depth of nesting, with the tokens of its values replaced. An
 * empty file has no entries.
 *
 * Throws `YAML_INVALID`, `OVERRIDES_INVALID`, or `TOKEN_MISSING` when tokens without a value are all that is wrong.
 * One error holds all problems. Messages never show a value, only what kind of value it is.
 */
export function parseOverrides(text: string, file: string, options: OverrideOptions): Overrides {
  const root = readYaml(text, file);
  if (root === undefined || isNothing(root)) return { file, entries: [] };
  const reader = new OverrideReader(options);
  const overrides = reader.read(root, file);
  reader.throwProblems();
  return overrides;
}

/**
 * The overrides for an environment, from `configuration.<env>.yaml` in `folder`; without such a file there are no
 * entries. Throws what `parseOverrides` throws, and `FILE_MISNAMED` for a file that would silently be passed over.
 */
export function loadOverrides(folder: string, environmentName: string, options: OverrideOptions): Overrides {
  const name = overridesFileName(environmentName);
  const found = readConfigFile(folder, name);
  return found ? parseOverrides(found.text, found.file, options) : { file: displayPath(folder, name), entries: [] };
}

/** The name of the file with the overrides of an environment. Throws `ENVIRONMENT_UNKNOWN` for a name that is none. */
export function overridesFileName(environmentName: string): string {
  if (!/^[A-Za-z0-9][\w.-]*$/.test(environmentName)) {
    throw new ConfigError('ENVIRONMENT_UNKNOWN', `"${environmentName}" cannot name an environment`, {
      hint: 'Name an environment by letters, digits and hyphens, as apiops.yaml lists it.',
    });
  }
  return `configuration.${environmentName}.yaml`;
}

/** Where in the file the reader is: the path, and the sections from the root down to it. */
interface Inside {
  readonly path: string;
  readonly sections: readonly string[];
}

class OverrideReader {
  readonly #options: OverrideOptions;
  readonly #problems: Problem[] = [];
  readonly #missing = new Map<Problem, string>();

  constructor(options: OverrideOptions) {
    this.#options = options;
  }

  read(root: YamlNode, file: string): Overrides {
    if (root.kind !== 'mapping') {
      this.#refuse(root, '', `must be a mapping of sections such as "apis:", but is ${kindOf(root)}`);
      return { file, entries: [] };
    }
    const { apimServiceName, ...sections } = Object.fromEntries(root.pairs);
    const serviceName = apimServiceName && this.#serviceName(apimServiceName.value);
    const entries = Object.entries(sections).flatMap(([section, pair]) =>
      this.#section(section, pair, { path: '', sections: [] }),
    );
    return { file, ...(serviceName === undefined ? {} : { apimServiceName: serviceName }), entries };
  }

  throwProblems(): void {
    if (this.#problems.length === 0) return;
    const names = [...new Set(this.#missing.values())];
    if (this.#missing.size < this.#problems.length) throw problemsError('OVERRIDES_INVALID', this.#problems, HINT);
    const hint = `Set ${names.length === 1 ? 'the environment variable' : 'the environment variables'} ${names.join(', ')}.`;
    throw problemsError('TOKEN_MISSING', this.#problems, hint);
  }

  #serviceName(node: YamlNode): string | undefined {
    const path = 'apimServiceName';
    if (node.kind !== 'scalar' || typeof node.value !== 'string') {
      this.#refuse(node, path, `must be the name of an instance as text, but is ${kindOf(node)}`);
      return undefined;
    }
    const { text, missing } = replaceTokens(node.value, this.#options.tokens);
    for (const { token, name } of missing) this.#refuseToken(node, path, { token, name });
    return text;
  }

  #section(section: string, pair: YamlPair, inside: Inside): OverrideEntry[] {
    const path = joinPath(inside.path, section);
    const refuse = (message: string): [] => {
      this.#problems.push({ at: pair.keyAt, path, message });
      return [];
    };
    const unknown = refuseSection(section, inside.sections, this.#options.sections);
    if (unknown !== undefined) return refuse(unknown);
    const node = pair.value;
    if (isNothing(node)) return [];
    if (node.kind !== 'sequence') {
      const fix = inside.sections.length === 0 ? 'write "- name: …" lines below it' : 'move it below "properties"';
      return refuse(`must be a list of entries, but is ${kindOf(node)}; ${fix}`);
    }
    const sections = [...inside.sections, section];
    const entries = node.items.flatMap((item, index) => this.#entry(item, { path: joinPath(path, index), sections }));
    this.#refuseTwins(entries, path);
    return entries;
  }

  #entry(node: YamlNode, inside: Inside): OverrideEntry[] {
    const { path } = inside;
    if (node.kind !== 'mapping') {
      this.#refuse(node, path, `must be an entry "- name: …", but is ${kindOf(node)}`);
      return [];
    }
    const { name: namePair, properties: propertiesPair, ...below } = Object.fromEntries(node.pairs);
    const name = this.#name(node, namePair, path);
    const { properties, secretPaths, places } = this.#properties(propertiesPair, path);
    const nested = Object.entries(below).flatMap(([key, pair]) => this.#section(key, pair, inside));
    const section = inside.sections.at(-1);
    if (name === undefined || section === undefined) return [];
    return [{ section, name, properties, nested, secretPaths: [...secretPaths], at: node.at, places }];
  }

  #name(entry: YamlMapping, pair: YamlPair | undefined, path: string): string | undefined {
    if (pair === undefined) {
      this.#refuse(entry, path, 'the entry lacks "name"; name the resource that it changes');
      return undefined;
    }
    const node = pair.value;
    const namePath = joinPath(path, 'name');
    if (node.kind !== 'scalar' || typeof node.value !== 'string' || node.value.trim() === '') {
      const isOtherScalar = node.kind === 'scalar' && typeof node.value !== 'string' && !isNothing(node);
      const fix = isOtherScalar ? '; put quotes around it' : '';
      this.#refuse(
        node,
        namePath,
        `must be the name of a resource as text, but is ${isBlank(node) ? 'blank' : kindOf(node)}${fix}`,
      );
      return undefined;
    }
    if (!hasToken(node.value)) return node.value;
    this.#refuse(node, namePath, 'a name cannot hold a token; only values below "properties" can: write the name out');
    return undefined;
  }

  #properties(pair: YamlPair | undefined, path: string): ReturnType<typeof readOverrideProperties> {
    if (pair && !isNothing(pair.value) && pair.value.kind !== 'mapping') {
      const message = `must be a mapping of properties, but is ${kindOf(pair.value)}`;
      this.#refuse(pair.value, joinPath(path, 'properties'), message);
    }
    const read = readOverrideProperties(pair, this.#options.tokens);
    if (pair) read.places.set('properties', pair.keyAt);
    for (const { at, path: below } of read.tokenKeys) {
      const message = 'a key cannot hold a token; only values can: write the key out';
      this.#problems.push({ at, path: `${path}.${below}`, message });
    }
    for (const { at, path: below, token, name } of read.missing) {
      this.#refuseToken({ at }, `${path}.${below}`, { token, name });
    }
    return read;
  }

  #refuseTwins(entries: readonly OverrideEntry[], path: string): void {
    const seen = new Map<string, OverrideEntry>();
    for (const entry of entries) {
      const key = entry.name.toLowerCase();
      const twin = seen.get(key);
      if (twin) {
        const message = `"${entry.name}" has an entry already, in line ${twin.at.line}; put both together`;
        this.#problems.push({ at: entry.at, path, message });
      } else {
        seen.set(key, entry);
      }
    }
  }

  #refuse(node: Pick<YamlNode, 'at'>, path: string, message: string): void {
    this.#problems.push({ at: node.at, path, message });
  }

  #refuseToken(
    node: Pick<YamlNode, 'at'>,
    path: string,
    missing: { readonly token: string; readonly name: string },
  ): void {
    const message = `the token ${missing.token} has no value; set the environment variable ${missing.name}`;
    const problem = { at: node.at, path, message };
    this.#problems.push(problem);
    this.#missing.set(problem, missing.name);
  }
}

function isBlank(node: YamlNode): boolean {
  return node.kind === 'scalar' && typeof node.value === 'string' && node.value.trim() === '';
}
