import { equalJson, isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { isCollection, isMap, isScalar, isSeq, Scalar, type ParsedNode, type YAMLMap, type YAMLSeq } from 'yaml';
import { alignLists, type ItemKey } from './align-lists.js';
import { arrangeInBrackets, arrangeLines, isMultiline, type Entry } from './arrange-entries.js';
import type { DocumentLayout } from './document-layout.js';
import {
  renderBlockItem,
  renderBlockItemValue,
  renderBlockMember,
  renderBlockValue,
  renderFlow,
  renderFlowMember,
  type FlowPlace,
} from './render-value.js';
import { indentAt, indentRest, lineEnd, lineStart, type Splice } from './splice.js';

type Node = ParsedNode | null | undefined;

/** A value in the text, and what holds it. */
interface Slot {
  readonly node: Node;
  /** Behind the colon or dash. */
  readonly start: number;
  readonly holder: 'key' | 'dash' | 'brackets' | 'root';
  /** White space before what holds the value. */
  readonly column: number;
}

/**
 * What to change in a parsed text so that it says `after` instead of `before`; nothing else is touched. The text has LF
 * at the end of each line. Constructs that cannot be edited in place, such as aliases, are replaced as a whole; undefined where that is the whole text.
 */
export function documentSplices(
  { text, root, layout }: { readonly text: string; readonly root: ParsedNode; readonly layout: DocumentLayout },
  before: Json,
  after: Json,
): readonly Splice[] | undefined {
  const splicer = new DocumentSplicer(text, layout);
  splicer.value({ node: root, start: root.range[0], holder: 'root', column: 0 }, before, after);
  return splicer.isWhole ? undefined : splicer.splices;
}

class DocumentSplicer {
  readonly splices: Splice[] = [];
  isWhole = false;
  readonly #text: string;
  readonly #layout: DocumentLayout;

  constructor(text: string, layout: DocumentLayout) {
    this.#text = text;
    this.#layout = layout;
  }

  value(slot: Slot, before: Json | undefined, after: Json): void {
    if (equalJson(before, after)) return;
    const { node } = slot;
    if (isMap(node) && isJsonObject(before) && isJsonObject(after) && this.#map(node, before, after)) return;
    if (isSeq(node) && isList(before) && isList(after) && this.#list(node, before, after)) return;
    this.#replace(slot, after);
  }

  /** False where nothing of the map would stay. */
  #map(node: YAMLMap.Parsed, before: JsonObject, after: JsonObject): boolean {
    const names = node.items.map(({ key }) => (isScalar(key) ? keyName(key) : ''));
    const kept = new Set(names.flatMap((name, index) => (after[name] === undefined ? [] : [index])));
    if (kept.size === 0) return false;
    const entries = node.items.map(({ key, value }): Entry => {
      const start = key.range[0];
      return { start, end: value ? this.#endOf(value) : this.#behindColon(key.range[1]) };
    });
    const holder = node.flow ? 'brackets' : 'key';
    for (const index of kept) {
      const [pair, name = ''] = [node.items[index], names[index]];
      const value = after[name];
      if (!pair || value === undefined) continue;
      const start = this.#behindColon(pair.key.range[1]);
      this.value({ node: pair.value, start, holder, column: this.#columnOf(pair.key.range[0]) }, before[name], value);
    }
    const added = new Map<number, string[]>();
    const column = this.#columnOf(entries[0]?.start ?? 0);
    const place = this.#flowPlace(entries, node);
    let previous = -1;
    for (const [name, value] of Object.entries(after)) {
      const index = names.indexOf(name);
      if (index >= 0) previous = index;
      else if (value !== undefined) {
        const text = node.flow
          ? renderFlowMember(name, value, [this.#layout, place])
          : indentRest(renderBlockMember(name, value, this.#layout), ' '.repeat(column));
        added.set(previous, [...(added.get(previous) ?? []), text]);
      }
    }
    this.#arrange(node, { entries, kept, added });
    return true;
  }

  #list(node: YAMLSeq.Parsed, before: readonly Json[], after: readonly Json[]): boolean {
    const pairs = alignLists(before, after, ITEM_KEYS);
    const kept = new Set(pairs.flatMap(({ before: i, after: j }) => (i !== undefined && j !== undefined ? [i] : [])));
    if (kept.size === 0 || node.items.length !== before.length) return false;
    const holder = node.flow ? 'brackets' : 'dash';
    const entries = node.items.map((item): Entry => {
      const { start, end } = { start: item.range[0], end: this.#endOf(item) };
      return { start: node.flow ? start : this.#text.lastIndexOf('-', start - 1), end };
    });
    const added = new Map<number, string[]>();
    const column = this.#columnOf(entries[0]?.start ?? 0);
    const place = this.#flowPlace(entries, node);
    let previous = -1;
    for (const { before: i, after: j } of pairs) {
      const value = j === undefined ? undefined : after[j];
      if (i !== undefined && value !== undefined) {
        previous = i;
        this.value({ node: node.items[i], start: (entries[i]?.start ?? 0) + 1, holder, column }, before[i], value);
      } else if (value !== undefined) {
        const text = node.flow
          ? renderFlow(value, this.#layout, place)
          : indentRest(renderBlockItem(value, this.#layout), ' '.repeat(column));
        added.set(previous, [...(added.get(previous) ?? []), text]);
      }
    }
    this.#arrange(node, { entries, kept, added });
    return true;
  }

  #arrange(node: YAMLMap.Parsed | YAMLSeq.Parsed, arrangement: Parameters<typeof arrangeLines>[1]): void {
    const splices = node.flow
      ? arrangeInBrackets(this.#text, arrangement, node.range[0])
      : arrangeLines(this.#text, arrangement);
    this.splices.push(...splices);
  }

  #replace({ node, start, holder, column }: Slot, value: Json): void {
    if (holder === 'root') {
      this.isWhole = true;
      return;
    }
    if (holder === 'brackets') {
      const at = node && node.range[1] > node.range[0] ? node.range : undefined;
      const like = isScalar(node) ? node : undefined;
      const place = { indent: indentAt(this.#text, start), isMultiline: this.#layout.unit !== '', like };
      const text = renderFlow(value, this.#layout, place);
      this.splices.push(at ? { start: at[0], end: at[1], text } : { start, end: start, text: ` ${text}` });
      return;
    }
    const like = isScalar(node) ? node : undefined;
    const render = holder === 'key' ? renderBlockValue : renderBlockItemValue;
    const rendered = indentRest(render(value, this.#layout, like), ' '.repeat(column));
    const end = node ? this.#endOf(node) : start;
    // A comment would become part of a text that takes several lines.
    const comment = rendered.includes('\n') ? /^[ \t]+#.*/.exec(this.#text.slice(end, lineEnd(this.#text, end))) : null;
    const text = comment ? rendered.replace('\n', () => `${comment[0]}\n`) : rendered;
    this.splices.push({ start, end: end + (comment?.[0].length ?? 0), text });
  }

  #flowPlace(entries: readonly Entry[], node: YAMLMap.Parsed | YAMLSeq.Parsed): FlowPlace {
    const first = entries[0];
    if (!first || !node.flow) return { indent: '', isMultiline: false };
    return {
      indent: indentAt(this.#text, first.start),
      isMultiline: isMultiline(this.#text, entries, node.range[0]),
    };
  }

  /** Without the line end that a text in block style ends with. */
  #endOf(node: ParsedNode): number {
    if (isCollection(node) && !node.flow) {
      const last = node.items.at(-1);
      const inner: Node = last && 'key' in last ? (last.value ?? last.key) : last;
      return inner ? this.#endOf(inner) : node.range[1];
    }
    const [, end] = node.range;
    const isBlock = isScalar(node) && (node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED);
    return isBlock && this.#text[end - 1] === '\n' ? end - 1 : end;
  }

  #behindColon(keyEnd: number): number {
    return this.#text.indexOf(':', keyEnd) + 1;
  }

  #columnOf(offset: number): number {
    return offset - lineStart(this.#text, offset);
  }
}

/** Keys as they are in JSON: texts. The text of a plain number counts, not its value. */
function keyName(key: Scalar.Parsed): string {
  return typeof key.value === 'string' ? key.value : (key.source ?? '');
}

const ITEM_KEYS: readonly ItemKey<Json>[] = [(item) => JSON.stringify(item), identityOf, kindOfUnnamed];

/** What names an item among others: a parameter's name and place, a reference. */
function identityOf(item: Json): string | undefined {
  if (!isJsonObject(item)) return undefined;
  const { name, in: place, $ref: reference, id } = item;
  const identity = name ?? reference ?? id;
  return identity === undefined ? undefined : JSON.stringify([identity, place]);
}

/** Items without a name of their own may become each other. */
function kindOfUnnamed(item: Json): string | undefined {
  if (identityOf(item) !== undefined) return undefined;
  return isList(item) ? 'list' : isJsonObject(item) ? 'object' : 'value';
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}
