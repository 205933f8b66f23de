import { resolveReference } from '@nx-apiops/apim';
import { isJsonObject, type Json, type JsonObject } from '@nx-apiops/plan';
import { toDialectParameter } from './dialect.js';
import { isJsonList, likeText, listIn, objectIn, withItem, withMember } from './json-members.js';
import {
  methodsOf,
  ownOperation,
  withOperationMember,
  type OperationTarget,
  type PatchContext,
} from './operation-target.js';

/** What differs in one parameter. */
export interface ParameterDifference {
  /** Place and name: `query limit`. */
  readonly key: string;
  /** Undefined where one of the documents has no such parameter. */
  readonly field: string | undefined;
  /** What the live document says of the field. */
  readonly live: Json | undefined;
}

/** The path item with one parameter of the operation as the live one has it. */
export function patchParameter(
  target: OperationTarget,
  difference: ParameterDifference,
  context: PatchContext,
): JsonObject {
  const live = target.liveParameters.find((parameter) => isNamed(parameter, difference.key));
  if (!live) return withoutParameter(target, difference.key, context);
  const own = findParameter(target, difference.key, context);
  if (!own) {
    const list = [...listIn(ownOperation(target)['parameters']), adoptParameter(live, context)];
    return withOperationMember(target, ['parameters', list]);
  }
  const patched =
    difference.field === undefined
      ? adoptParameter(live, context)
      : patchField({ own: own.parameter, live }, { ...difference, field: difference.field }, context);
  return putParameter(target, own, patched);
}

/** A live parameter in the dialect of the document. */
export function adoptParameter(live: JsonObject, { edits, dialect }: PatchContext): JsonObject {
  const { schema } = live;
  return toDialectParameter(schema === undefined ? live : { ...live, schema: edits.adopt(schema) }, dialect);
}

/** The path item whose own parameters are those of its other operations. */
export function withoutSharedParameters({ item, method }: OperationTarget, { document }: PatchContext): JsonObject {
  const shared = listIn(item['parameters']);
  const others = methodsOf(item).filter((other) => other !== method);
  const moved = others.reduce((rest, other) => {
    const operation = objectIn(rest[other]);
    const own = listIn(operation['parameters']);
    const keys = new Set(own.map((parameter) => keyOf(resolveReference(document, parameter))));
    const inherited = shared.filter((parameter) => !keys.has(keyOf(resolveReference(document, parameter))));
    return { ...rest, [other]: withMember(operation, ['parameters', [...inherited, ...own]]) };
  }, item);
  return withMember(moved, ['parameters', undefined]);
}

interface FoundParameter {
  readonly parameter: JsonObject;
  readonly index: number;
  /** It stands in the path item, for all operations of the path. */
  readonly isShared: boolean;
  readonly isReference: boolean;
}

function findParameter(target: OperationTarget, key: string, { document }: PatchContext): FoundParameter | undefined {
  for (const isShared of [false, true]) {
    const list = listIn((isShared ? target.item : ownOperation(target))['parameters']);
    for (const [index, written] of list.entries()) {
      const parameter = resolveReference(document, written);
      if (parameter && isNamed(parameter, key))
        return { parameter, index, isShared, isReference: parameter !== written };
    }
  }
  return undefined;
}

/** What other operations share stays as it is: the operation gets a parameter of its own. */
function putParameter(
  target: OperationTarget,
  { index, isShared, isReference }: FoundParameter,
  value: JsonObject,
): JsonObject {
  if (!isShared) {
    return withOperationMember(target, [
      'parameters',
      withItem(listIn(ownOperation(target)['parameters']), index, value),
    ]);
  }
  if (methodsOf(target.item).length > 1 || isReference) {
    return withOperationMember(target, ['parameters', [...listIn(ownOperation(target)['parameters']), value]]);
  }
  return { ...target.item, parameters: withItem(listIn(target.item['parameters']), index, value) };
}

function withoutParameter(target: OperationTarget, key: string, context: PatchContext): JsonObject {
  const own = findParameter(target, key, context);
  if (!own) return target.item;
  if (!own.isShared) {
    const list = withItem(listIn(ownOperation(target)['parameters']), own.index, undefined);
    return withOperationMember(target, ['parameters', list.length > 0 ? list : undefined]);
  }
  const shared = listIn(target.item['parameters']);
  const only = withoutSharedParameters(
    { ...target, item: { ...target.item, parameters: [shared[own.index] ?? {}] } },
    context,
  );
  const rest = withItem(shared, own.index, undefined);
  return withMember(only, ['parameters', rest.length > 0 ? rest : undefined], Object.keys(target.item));
}

type Field = Omit<ParameterDifference, 'field'> & { readonly field: string };

function patchField(
  { own, live }: { readonly own: JsonObject; readonly live: JsonObject },
  { field, live: value }: Field,
  context: PatchContext,
): JsonObject {
  const order = Object.keys(live);
  if (field === 'description') return withMember(own, ['description', likeText(own['description'], value)], order);
  if (field === 'required') return withMember(own, ['required', value === true ? true : undefined], order);
  const adopted = adoptParameter(live, context);
  if (context.dialect === 'swagger') return withMember(own, [field, adopted[field]], order);
  const schema = resolveReference(context.document, own['schema']);
  if (!schema) return withMember(withMember(own, ['content', undefined]), ['schema', adopted['schema']], order);
  const liveSchema = objectIn(adopted['schema']);
  const names = field === 'type' && isJsonList(schema['type']) ? ['type', 'nullable'] : [field];
  const patched = names.reduce(
    (rest, name) => withMember(rest, [name, liveSchema[name]], Object.keys(liveSchema)),
    schema,
  );
  return withMember(own, ['schema', patched]);
}

function isNamed(parameter: JsonObject, key: string): boolean {
  const name = String(parameter['name']);
  // A query parameter that stands in the path template may be declared as one of the path.
  return keyOf(parameter) === key || (parameter['in'] === 'path' && key === `query ${name}`);
}

function keyOf(parameter: JsonObject | undefined): string {
  return isJsonObject(parameter) ? `${String(parameter['in'])} ${String(parameter['name'])}` : '';
}
