import {
  EVENT_ID,
  getScalarValue,
  SCALAR_STYLE,
  type AliasEvent,
  type Event,
  type MappingEvent,
  type ScalarEvent,
  type SequenceEvent,
} from 'js-yaml';
import type { Problem } from './errors.js';
import { renderPath } from './json-path.js';
import type { Place } from './place.js';
import { resolveScalar } from './plain-scalar.js';
import { kindOf, type YamlNode, type YamlPair, type YamlScalar } from './yaml-node.js';

const MAX_ALIASED_VALUES = 100_000;

interface Anchored {
  readonly node: YamlNode;
  /** How many values the node stands for, those behind its own aliases included. */
  readonly size: number;
}

interface Key {
  readonly text: string;
  readonly at: Place;
  readonly isMerge: boolean;
}

type ContentEvent = ScalarEvent | SequenceEvent | MappingEvent | AliasEvent;

/**
 * Builds the tree of one document from the parser's events, and collects what must be refused. Messages show keys, but
 * never a value: it may be a secret.
 */
export class YamlTreeBuilder {
  readonly #text: string;
  readonly #events: readonly Event[];
  readonly #placeAt: (offset: number) => Place;
  readonly #problems: Problem[];
  readonly #anchors = new Map<string, Anchored | 'open'>();
  readonly #path: (string | number)[] = [];
  #position = 0;
  #values = 0;
  #aliasedValues = 0;

  constructor(source: {
    readonly text: string;
    readonly events: readonly Event[];
    readonly placeAt: (offset: number) => Place;
    readonly problems: Problem[];
  }) {
    this.#text = source.text;
    this.#events = source.events;
    this.#placeAt = source.placeAt;
    this.#problems = source.problems;
  }

  /** The document's value; undefined when there is none. */
  build(): YamlNode | undefined {
    const event = this.#next();
    return event ? this.#node(event, 0) : undefined;
  }

  /** The next event that begins a value; undefined at the end of a collection or of the document. */
  #next(): ContentEvent | undefined {
    const event = this.#events[this.#position];
    this.#position += 1;
    return event === undefined || event.type === EVENT_ID.POP || event.type === EVENT_ID.DOCUMENT ? undefined : event;
  }

  /** `fallback` is the offset to report for a value that has no text of its own. */
  #node(event: ContentEvent, fallback: number): YamlNode {
    if (event.type === EVENT_ID.ALIAS) return this.#alias(event);
    const valuesBefore = this.#values;
    this.#values += 1;
    const anchor = event.anchorStart < 0 ? undefined : this.#text.slice(event.anchorStart, event.anchorEnd);
    if (anchor !== undefined) this.#anchors.set(anchor, 'open');
    const node = this.#content(event, fallback);
    if (anchor !== undefined) this.#anchors.set(anchor, { node, size: this.#values - valuesBefore });
    return node;
  }

  #content(event: Exclude<ContentEvent, AliasEvent>, fallback: number): YamlNode {
    switch (event.type) {
      case EVENT_ID.SCALAR:
        return this.#scalar(event, fallback);
      case EVENT_ID.SEQUENCE:
        return this.#sequence(event);
      case EVENT_ID.MAPPING:
        return this.#mapping(event);
    }
  }

  #alias(event: AliasEvent): YamlNode {
    const name = this.#text.slice(event.anchorStart, event.anchorEnd);
    const at = this.#placeAt(event.anchorStart - 1);
    const anchored = this.#anchors.get(name);
    if (anchored === undefined) {
      this.#refuse(
        at,
        'an unquoted "*" begins an alias, and nothing has that anchor; put quotes around the value if it is text',
      );
      return { kind: 'scalar', at, value: null };
    }
    if (anchored === 'open') {
      this.#refuse(at, 'the alias stands inside the value that it refers to; write the value out');
      return { kind: 'scalar', at, value: null };
    }
    this.#values += anchored.size;
    this.#aliasedValues += anchored.size;
    if (this.#aliasedValues <= MAX_ALIASED_VALUES) return anchored.node;
    this.#refuse(at, `the aliases of this file stand for more than ${MAX_ALIASED_VALUES} values; write the values out`);
    this.#aliasedValues = Number.NEGATIVE_INFINITY;
    return { kind: 'scalar', at, value: null };
  }

  #scalar(event: ScalarEvent, fallback: number): YamlScalar {
    const at = this.#placeAt(scalarStart(event, fallback));
    const result = resolveScalar({
      text: getScalarValue(this.#text, event),
      isPlain: event.style === SCALAR_STYLE.PLAIN,
      ...(event.tagStart < 0 ? {} : { tag: this.#text.slice(event.tagStart, event.tagEnd) }),
    });
    if ('value' in result) return { kind: 'scalar', at, value: result.value };
    this.#refuse(at, result.refused);
    return { kind: 'scalar', at, value: null };
  }

  #sequence(opening: SequenceEvent): YamlNode {
    this.#checkTag(opening, 'seq');
    const items: YamlNode[] = [];
    for (let event = this.#next(); event; event = this.#next()) {
      this.#path.push(items.length);
      items.push(this.#node(event, opening.start));
      this.#path.pop();
    }
    return { kind: 'sequence', at: this.#placeAt(opening.start), items };
  }

  #mapping(opening: MappingEvent): YamlNode {
    this.#checkTag(opening, 'map');
    const pairs = new Map<string, YamlPair>();
    const merged: YamlNode[] = [];
    for (let event = this.#next(); event; event = this.#next()) {
      const keyStart = event.type === EVENT_ID.SCALAR ? scalarStart(event, opening.start) : opening.start;
      const key = this.#key(event, keyStart);
      this.#path.push(key.text);
      const valueEvent = this.#next();
      const value = valueEvent && this.#node(valueEvent, keyStart);
      const before = pairs.get(key.text);
      if (before) {
        this.#refuse(key.at, `the key is given twice; it stands in line ${before.keyAt.line} already: remove one`);
      } else if (key.text === '__proto__') {
        this.#refuse(key.at, 'a key must not be named __proto__; rename it');
      } else if (value && key.isMerge) {
        merged.push(value);
      } else if (value) {
        pairs.set(key.text, { keyAt: key.at, value });
      }
      this.#path.pop();
    }
    for (const source of merged) this.#merge(source, pairs);
    return { kind: 'mapping', at: this.#placeAt(opening.start), pairs };
  }

  #key(event: ContentEvent, offset: number): Key {
    const at = this.#placeAt(offset);
    const node = this.#node(event, offset);
    if (node.kind === 'scalar' && typeof node.value === 'string') {
      const isMerge = node.value === '<<' && event.type === EVENT_ID.SCALAR && event.style === SCALAR_STYLE.PLAIN;
      return { text: node.value, at, isMerge };
    }
    const text = node.kind === 'scalar' ? String(node.value) : '?';
    const fix = node.kind === 'scalar' && node.value !== null ? `; put quotes around ${text}` : '';
    this.#refuse(at, `a key must be text, and this one is ${kindOf(node)}${fix}`);
    return { text, at, isMerge: false };
  }

  /** Own keys win over merged ones, and earlier mappings of a list over later ones (https://yaml.org/type/merge.html). */
  #merge(source: YamlNode, pairs: Map<string, YamlPair>): void {
    const mappings = source.kind === 'sequence' ? source.items : [source];
    for (const mapping of mappings) {
      if (mapping.kind !== 'mapping') {
        this.#refuse(mapping.at, '"<<" merges mappings only; refer to a mapping, or put quotes around "<<"');
        continue;
      }
      for (const [key, pair] of mapping.pairs) if (!pairs.has(key)) pairs.set(key, pair);
    }
  }

  #checkTag(event: SequenceEvent | MappingEvent, expected: 'seq' | 'map'): void {
    if (event.tagStart < 0) return;
    const tag = this.#text.slice(event.tagStart, event.tagEnd);
    if (tag === '!' || tag === `!!${expected}`) return;
    this.#refuse(this.#placeAt(event.tagStart), 'the tag is not supported; remove it');
  }

  #refuse(at: Place, message: string): void {
    this.#problems.push({ at, path: renderPath(this.#path), message });
  }
}

function scalarStart(event: ScalarEvent, fallback: number): number {
  if (event.valueStart < 0) return fallback;
  const isQuoted = event.style === SCALAR_STYLE.SINGLE_QUOTED || event.style === SCALAR_STYLE.DOUBLE_QUOTED;
  if (isQuoted) return event.valueStart - 1;
  // A block text begins a line later than its key.
  return event.style === SCALAR_STYLE.PLAIN ? event.valueStart : fallback;
}
