import { isJsonObject } from '@nx-apiops/plan';
import type { ErrorObject } from 'ajv/dist/2020.js';
import type { Problem } from './errors.js';
import { renderPath } from './json-path.js';
import { nearestNames, suggestNames } from './nearest-names.js';
import { descend, describe, isNothing, type YamlNode } from './yaml-node.js';

/** What the schema says of the value in question, for people. */
interface Wanted {
  readonly example: string;
  readonly rule: string;
}

/** Ajv's errors about the value of `root`, in our words and with their places. One problem per wrong value. */
export function describeSchemaErrors(root: YamlNode, errors: readonly ErrorObject[]): Problem[] {
  const problems: Problem[] = [];
  const wrongValues = new Set<string>();
  for (const error of errors) {
    const isAboutKeys = error.keyword === 'additionalProperties' || error.keyword === 'required';
    if (!isAboutKeys && wrongValues.has(error.instancePath)) continue;
    if (!isAboutKeys) wrongValues.add(error.instancePath);
    problems.push(describeSchemaError(root, error));
  }
  return problems;
}

function describeSchemaError(root: YamlNode, error: ErrorObject): Problem {
  const pointer = error.instancePath.split('/').slice(1).map(decodePointer);
  const found = descend(root, pointer);
  const path = renderPath(found.path);
  if (error.keyword === 'additionalProperties') {
    const key = String(error.params['additionalProperty']);
    const pair = found.node.kind === 'mapping' ? found.node.pairs.get(key) : undefined;
    const message = `unknown key; ${suggestNames(key, knownKeys(error.parentSchema))}`;
    return { at: pair?.keyAt ?? found.node.at, path: renderPath([...found.path, key]), message };
  }
  if (error.keyword === 'required') {
    const key = String(error.params['missingProperty']);
    const wanted = wantedOf(propertySchema(error.parentSchema, key));
    const example = wanted.example === '' ? '' : `, such as "${key}: ${wanted.example}"`;
    return { at: found.node.at, path, message: `lacks "${key}"; add it${example}` };
  }
  return { at: found.node.at, path, message: describeValueError(found.node, error) };
}

function describeValueError(node: YamlNode, error: ErrorObject): string {
  const wanted = wantedOf(error.parentSchema);
  if (isNothing(node)) return `has no value; write one${suchAs(wanted)}, or remove the line`;
  const describeKeyword = KEYWORDS.get(error.keyword);
  if (describeKeyword) return describeKeyword(node, error, wanted);
  return `${describe(node)} ${error.message ?? 'is not valid'}${suchAs(wanted)}`;
}

type DescribeKeyword = (node: YamlNode, error: ErrorObject, wanted: Wanted) => string;

/** What a value does wrong, by the keyword of the schema that it does not fit. */
const KEYWORDS: ReadonlyMap<string, DescribeKeyword> = new Map<string, DescribeKeyword>([
  ['type', describeType],
  ['const', describeConst],
  ['enum', describeEnum],
  ['pattern', (node, _, wanted) => `${describe(node)} cannot be used: ${wanted.rule}${suchAs(wanted)}`],
  ['minItems', () => 'the list is empty; write at least one entry'],
]);

const TYPES: ReadonlyMap<string, string> = new Map([
  ['string', 'text'],
  ['array', 'a list (lines that begin with "- ")'],
  ['object', 'a mapping of keys'],
]);

function describeType(node: YamlNode, error: ErrorObject, wanted: Wanted): string {
  const type = String(error.params['type']);
  const isScalarForText = type === 'string' && node.kind === 'scalar';
  if (isScalarForText) return `must be text, but is ${describe(node)}; put quotes around it`;
  const fix = wanted.example === '' ? '' : `; write one value${suchAs(wanted)}`;
  return `must be ${TYPES.get(type) ?? type}, but is ${describe(node)}${fix}`;
}

function describeConst(node: YamlNode, error: ErrorObject): string {
  const allowed = String(error.params['allowedValue']);
  const isQuoted = node.kind === 'scalar' && node.value === allowed;
  return `${describe(node)} is not known; write ${allowed}${isQuoted ? ' without quotes' : ''}`;
}

function describeEnum(node: YamlNode, error: ErrorObject): string {
  const allowed: unknown = error.params['allowedValues'];
  const names = Array.isArray(allowed) ? allowed.map(String) : [];
  const [nearest] = nearestNames(node.kind === 'scalar' ? String(node.value) : '', names, 1);
  const guess = nearest === undefined ? '' : `; did you mean "${nearest}"?`;
  return `${describe(node)} is not known; write ${names.join(' or ')}${guess}`;
}

function suchAs(wanted: Wanted): string {
  return wanted.example === '' ? '' : `, such as ${wanted.example}`;
}

function decodePointer(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~');
}

function knownKeys(schema: unknown): string[] {
  const properties = isJsonObject(schema) ? schema['properties'] : undefined;
  return isJsonObject(properties) ? Object.keys(properties) : [];
}

function propertySchema(schema: unknown, key: string): unknown {
  const properties = isJsonObject(schema) ? schema['properties'] : undefined;
  return isJsonObject(properties) ? properties[key] : undefined;
}

function wantedOf(schema: unknown): Wanted {
  if (!isJsonObject(schema)) return { example: '', rule: '' };
  const examples = schema['examples'];
  const example: unknown = Array.isArray(examples) ? examples[0] : undefined;
  return {
    example: example === undefined ? '' : String(example),
    rule: typeof schema['patternErrorMessage'] === 'string' ? schema['patternErrorMessage'] : 'it does not fit',
  };
}
