import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { isMap, isScalar, isSeq, type Document, type YAMLMap, type YAMLSeq } from 'yaml';
import { editYaml } from './edit-yaml.js';
import { ConfigError } from './errors.js';

/** One step down a file of overrides: the entry `name` in the list `section`. */
export interface OverrideStep {
  readonly section: string;
  readonly name: string;
}

export interface OverrideAddition extends OverrideStep {
  /** The entries around the one to add to, outermost first: `[{ section: 'apis', name: 'orders' }]`. Default none. */
  readonly parents?: readonly OverrideStep[];
  readonly properties: JsonObject;
}

export interface AddOverrideOptions {
  /** For messages. */
  readonly file?: string;
  /** Gives new values to properties that have one. By default what a user has set stays. */
  readonly replace?: boolean;
}

/**
 * Adds properties to an entry in the text of a `configuration.<env>.yaml`, with the sections and entries that it lacks.
 * Comments and formatting stay; names are compared without regard to case, as API Management does. Objects are merged
 * member by member, all else counts as one value. The same addition again returns the very text.
 *
 * Throws `YAML_INVALID`, and `EDIT_REFUSED` where the file holds something else at a place that the addition needs.
 */
export function addOverride(text: string, addition: OverrideAddition, options: AddOverrideOptions = {}): string {
  const { file = 'configuration.yaml', replace = false } = options;
  return editYaml(text, file, (document) => {
    const editor = new OverrideEditor(document, { file, replace });
    let place = editor.root();
    for (const step of [...(addition.parents ?? []), addition]) place = editor.entry(place, step);
    editor.setProperties(place, addition.properties);
  });
}

class OverrideEditor {
  readonly #document: Document;
  readonly #options: { readonly file: string; readonly replace: boolean };

  constructor(document: Document, options: { readonly file: string; readonly replace: boolean }) {
    this.#document = document;
    this.#options = options;
  }

  root(): YAMLMap {
    const { contents } = this.#document;
    if (isMap(contents)) return contents;
    if (!isAbsent(contents)) throw this.#refuse('its root is no mapping of sections');
    const root = this.#document.createNode({});
    this.#document.contents = root;
    return root;
  }

  /** The entry of that name in the list, both of which are made where they are missing. */
  entry(parent: YAMLMap, step: OverrideStep): YAMLMap {
    const list = this.#list(parent, step.section);
    const wanted = step.name.toLowerCase();
    for (const item of list.items) {
      if (!isMap(item)) throw this.#refuse(`an entry of "${step.section}" is no mapping with a name`);
      const name = item.get('name');
      if (typeof name === 'string' && name.toLowerCase() === wanted) return item;
    }
    const added = this.#document.createNode({ name: step.name });
    if (list.items.length === 0) list.flow = false;
    list.add(added);
    return added;
  }

  setProperties(entry: YAMLMap, properties: JsonObject): void {
    if (Object.keys(properties).length === 0) return;
    this.#merge(this.#mapping(entry, 'properties'), properties);
  }

  #list(parent: YAMLMap, section: string): YAMLSeq {
    const found = parent.get(section, true);
    if (isSeq(found)) return found;
    if (!isAbsent(found)) throw this.#refuse(`"${section}" is no list of entries`);
    const list = this.#document.createNode([]);
    this.#put(parent, section, list);
    return list;
  }

  #mapping(parent: YAMLMap, key: string): YAMLMap {
    const found = parent.get(key, true);
    if (isMap(found)) return found;
    if (!isAbsent(found)) throw this.#refuse(`"${key}" is no mapping`);
    const mapping = this.#document.createNode({});
    this.#put(parent, key, mapping);
    return mapping;
  }

  #merge(target: YAMLMap, values: JsonObject): void {
    for (const [key, value] of Object.entries(values)) {
      if (value === undefined) continue;
      const found: unknown = target.get(key, true);
      if (isMap(found) && isJsonObject(value)) this.#merge(found, value);
      else if (found === undefined) this.#put(target, key, this.#document.createNode(value));
      else if (this.#options.replace) this.#replace(target, key, value);
    }
  }

  /** Keeps the quotes and the comment of a value that stays a text. */
  #replace(target: YAMLMap, key: string, value: Json): void {
    const found: unknown = target.get(key, true);
    if (isScalar(found) && typeof found.value === 'string' && typeof value === 'string') found.value = value;
    else target.set(key, this.#document.createNode(value));
  }

  #put(target: YAMLMap, key: string, value: unknown): void {
    if (target.items.length === 0) target.flow = false;
    target.set(key, value);
  }

  #refuse(reason: string): ConfigError {
    return new ConfigError('EDIT_REFUSED', `${this.#options.file} cannot be added to: ${reason}`, {
      hint: 'Correct that place, write it out where it is an alias, or add the override by hand.',
    });
  }
}

function isAbsent(node: unknown): boolean {
  return node === undefined || node === null || (isScalar(node) && node.value === null);
}
