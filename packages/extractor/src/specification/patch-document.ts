import { operationPlaces, resolveReference, type OperationPlace } from '@nx-apiops/apim';
import { equalJson, type Json, type JsonObject } from '@nx-apiops/plan';
import type { DifferencePath } from './difference-path.js';
import { dialectOf } from './dialect.js';
import { objectIn, withMember } from './json-members.js';
import { methodsOf, mergedParameters, type OperationTarget, type PatchContext } from './operation-target.js';
import { adoptOperation, patchOperation, replaceOperation } from './patch-operation.js';
import { SchemaEdits } from './schema-edits.js';

/** One difference between a document and the live one. */
export interface DocumentDifference {
  readonly path: DifferencePath;
  /** What the live document says there. */
  readonly live?: Json | undefined;
}

export interface PatchOptions {
  /** Replaces what differs as a whole, for differences that smaller changes did not settle. */
  readonly isCoarse: boolean;
}

/**
 * The document with the differences settled in favour of the live one, which is OpenAPI 3.0 whatever the dialect of the
 * document; undefined where the dialect cannot say it. All that does not differ is the same value as before. Pure.
 */
export function patchDocument(
  { document, live }: { readonly document: JsonObject; readonly live: JsonObject },
  differences: readonly DocumentDifference[],
  { isCoarse }: PatchOptions,
): JsonObject | undefined {
  const patcher = new DocumentPatcher(document, live);
  const settled = new Set<string>();
  for (const difference of differences) {
    const [section, key = '', ...path] = difference.path;
    const name = String(key);
    // Replacing it once settles all of its differences.
    if (isCoarse && settled.has(`${String(section)} ${name}`)) continue;
    settled.add(`${String(section)} ${name}`);
    if (section === 'operations') patcher.operation(name, { path, live: difference.live, isCoarse });
    else if (section === 'components') patcher.schema(name, isCoarse ? [] : path);
  }
  return patcher.result();
}

class DocumentPatcher {
  #document: JsonObject;
  readonly #live: JsonObject;
  readonly #places: ReadonlyMap<string, OperationPlace>;
  readonly #livePlaces: ReadonlyMap<string, OperationPlace>;
  readonly #context: PatchContext;

  constructor(document: JsonObject, live: JsonObject) {
    const dialect = dialectOf(document);
    this.#document = document;
    this.#live = live;
    this.#places = operationPlaces(document);
    this.#livePlaces = operationPlaces(live);
    this.#context = { document, liveDocument: live, dialect, edits: new SchemaEdits(document, live, dialect) };
  }

  operation(key: string, difference: DocumentDifference & PatchOptions): void {
    const [place, livePlace] = [this.#places.get(key), this.#livePlaces.get(key)];
    if (!livePlace) {
      if (place) this.#remove(place);
      return;
    }
    const target = this.#target(place ?? livePlace, livePlace);
    if (!place) {
      const order = Object.keys(objectIn(objectIn(this.#live[livePlace.container])[livePlace.path]));
      const operation = adoptOperation(target, this.#context);
      this.#put(livePlace, withMember(target.item, [livePlace.method, operation], order));
    } else if (difference.isCoarse) this.#put(place, replaceOperation(target, this.#context));
    else this.#put(place, patchOperation(target, { path: difference.path, live: difference.live }, this.#context));
  }

  schema(name: string, path: DifferencePath): void {
    this.#context.edits.patchNamed(name, path);
  }

  result(): JsonObject | undefined {
    const { edits } = this.#context;
    return edits.isExpressible ? edits.applyTo(this.#document) : undefined;
  }

  #target({ container, path, method }: OperationPlace, livePlace: OperationPlace): OperationTarget {
    const liveItem = objectIn(resolveReference(this.#live, objectIn(this.#live[livePlace.container])[livePlace.path]));
    const live = objectIn(liveItem[livePlace.method]);
    return {
      item: resolveReference(this.#document, objectIn(this.#document[container])[path]) ?? {},
      method,
      live,
      liveParameters: mergedParameters(this.#live, liveItem['parameters'], live['parameters']),
    };
  }

  #remove({ container, path, method }: OperationPlace): void {
    const item = resolveReference(this.#document, objectIn(this.#document[container])[path]) ?? {};
    const rest = withMember(item, [method, undefined]);
    this.#put({ container, path, method }, methodsOf(rest).length > 0 ? rest : undefined);
  }

  #put({ container, path }: OperationPlace, item: JsonObject | undefined): void {
    const items = objectIn(this.#document[container]);
    // An item that others refer to stays a reference as long as only named schemas change.
    if (item && equalJson(resolveReference(this.#document, items[path]), item)) return;
    const changed = withMember(items, [path, item], Object.keys(objectIn(this.#live[container])));
    this.#document = withMember(this.#document, [container, changed]);
  }
}
