import { posix } from 'node:path';
import { parse } from 'yaml';
import { evaluate, fillIn, isTruthy, toText, type Scope, type Value } from './expressions.js';
import { list, object } from './json.js';

/** The text of a template, by its path from the root of its repository, and the alias of that repository. */
export type ReadTemplate = (path: string, repository: string) => string;

interface Place {
  readonly path: string;
  readonly repository: string;
}

type Node = Readonly<Record<string, unknown>>;

/**
 * The stages that a pipeline comes to, with its templates expanded:
 * https://learn.microsoft.com/azure/devops/pipelines/process/template-expressions. Throws for parameters that a template
 * does not declare, or that are not among its values.
 */
export function expandTemplate(
  file: string,
  read: ReadTemplate,
  parameters: Readonly<Record<string, Value>>,
): { readonly stages: readonly unknown[] } {
  const place = { path: file, repository: 'self' };
  const pipeline = object(parse(read(file, 'self')));
  const scope = scopeOf(bind(pipeline, parameters, file));
  // A pipeline that extends nothing is one that somebody wrote by hand.
  if (pipeline['extends'] === undefined) {
    return { stages: list(expand(pipeline['stages'] ?? [], { scope, place, read })) };
  }
  const { template, parameters: given } = object(pipeline['extends']);
  const found = locate(String(template), place);
  return {
    stages: list(object(expandFile(found, object(expand(given ?? {}, { scope, place, read })), read))['stages']),
  };
}

interface Expansion {
  readonly scope: Scope;
  readonly place: Place;
  readonly read: ReadTemplate;
}

function expandFile(place: Place, given: Readonly<Record<string, Value>>, read: ReadTemplate): unknown {
  const template = object(parse(read(place.path, place.repository)));
  const { parameters: _, ...content } = template;
  return expand(content, { scope: scopeOf(bind(template, given, place.path)), place, read });
}

function expand(node: unknown, around: Expansion): unknown {
  if (typeof node === 'string') return fillIn(node, around.scope);
  if (Array.isArray(node)) return expandList(node, around);
  if (typeof node !== 'object' || node === null) return node;
  const members = Object.entries(node);
  const result: Record<string, unknown> = {};
  let isDecided = false;
  for (const [key, value] of members) {
    const directive = directiveOf(key);
    if (!directive) {
      result[toText(fillIn(key, around.scope))] = expand(value, around);
    } else if (directive.kind === 'each') {
      for (const scope of eachScope(directive, around.scope))
        Object.assign(result, expand(value, { ...around, scope }));
    } else {
      if (directive.kind === 'if') isDecided = false;
      if (isDecided || !isChosen(directive, around.scope)) continue;
      isDecided = true;
      Object.assign(result, expand(value, around));
    }
  }
  return result;
}

function expandList(nodes: readonly unknown[], around: Expansion): readonly unknown[] {
  return nodes.flatMap((node): readonly unknown[] => {
    const [[key, value] = ['', undefined], ...others] = Object.entries(object(node));
    const directive = others.length === 0 ? directiveOf(key) : undefined;
    if (directive?.kind === 'each')
      return eachScope(directive, around.scope).flatMap((scope) => list(expand(value, { ...around, scope })));
    if (directive) return isChosen(directive, around.scope) ? list(expand(value, around)) : [];
    if (key === 'template') {
      const { parameters } = object(node);
      const file = expandFile(
        locate(String(value), around.place),
        object(expand(parameters ?? {}, around)),
        around.read,
      );
      return list(Object.values(object(file))[0]);
    }
    return [expand(node, around)];
  });
}

interface Directive {
  readonly kind: 'if' | 'else' | 'each';
  readonly expression: string;
  readonly variable: string;
}

function directiveOf(key: string): Directive | undefined {
  const [, kind, expression = ''] = /^\$\{\{\s*(if|else|each)\b(.*)\}\}$/s.exec(key) ?? [];
  if (kind !== 'if' && kind !== 'else' && kind !== 'each') return undefined;
  const [, variable = '', of = expression] = /^\s*(\w+)\s+in\s+(.*)$/s.exec(kind === 'each' ? expression : '') ?? [];
  return { kind, variable, expression: of };
}

function isChosen({ kind, expression }: Directive, scope: Scope): boolean {
  return kind === 'else' || isTruthy(evaluate(expression, scope));
}

function eachScope({ variable, expression }: Directive, scope: Scope): readonly Scope[] {
  return list(evaluate(expression, scope)).map((item) => ({ ...scope, values: { ...scope.values, [variable]: item } }));
}

/** Parameters with their defaults. */
function bind(template: Node, given: Readonly<Record<string, Value>>, file: string): Readonly<Record<string, Value>> {
  const declared = list(template['parameters']).map(object);
  for (const name of Object.keys(given)) {
    if (!declared.some((parameter) => parameter['name'] === name)) throw new Error(`${file} has no parameter ${name}`);
  }
  return Object.fromEntries(
    declared.map((parameter) => {
      const name = String(parameter['name']);
      const value = given[name] ?? parameter['default'];
      if (value === undefined) throw new Error(`${file} needs the parameter ${name}`);
      if (Array.isArray(parameter['values']) && !parameter['values'].includes(value))
        throw new Error(`${toText(value)} is no value of the parameter ${name} of ${file}`);
      return [name, value];
    }),
  );
}

function scopeOf(parameters: Readonly<Record<string, Value>>): Scope {
  return { values: { parameters }, functions: {} };
}

function locate(template: string, from: Place): Place {
  const [path = '', repository] = template.split('@');
  if (repository !== undefined) return { path, repository };
  return { path: posix.join(posix.dirname(from.path), path), repository: from.repository };
}
