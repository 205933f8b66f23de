import { isJsonObject, type Json } from '@nx-apiops/plan';
import { isJsonList } from './json-list.js';
import { ECHOES, ECHOES_OF_SWAGGER, type Echo } from './specification-echoes.js';
import { specificationModel } from './specification-model.js';
import type { Specification } from './specification.js';

/** One difference in what two descriptions mean. */
export interface SpecificationDifference {
  /** Such as `operations["GET /pets"].description`. */
  readonly path: string;
  /** What the live description says; absent if it says nothing. */
  readonly before?: Json;
  /** What the authored description says; absent if it says nothing. */
  readonly after?: Json;
}

/**
 * What publishing `authored` would change in `live`, the description that the service exports. Empty when the live one
 * only echoes what was published: the service's own way to write it, with all that it drops and adds, is no
 * difference. Neither is the head of the document, which becomes properties of the API. Descriptions of different
 * families differ as a whole. Throws `SPECIFICATION` for text that does not parse.
 */
export function diffSpecifications(authored: Specification, live: Specification): readonly SpecificationDifference[] {
  if (authored.text === live.text && authored.format === live.format) return [];
  if (familyOf(authored) !== familyOf(live)) {
    return [{ path: 'format', before: live.format, after: authored.format }];
  }
  const echoes = authored.format.startsWith('swagger') ? [...ECHOES, ...ECHOES_OF_SWAGGER] : ECHOES;
  const differences: SpecificationDifference[] = [];
  collect({ authored: specificationModel(authored), live: specificationModel(live) }, [], { echoes, differences });
  return differences;
}

/** Whether the live description only echoes the authored one; see `diffSpecifications`. */
export function sameSpecification(authored: Specification, live: Specification): boolean {
  return diffSpecifications(authored, live).length === 0;
}

function familyOf({ format }: Specification): string {
  return format.replace(/^(?:openapi|swagger)-.*/, 'openapi');
}

/** Names of members, and indexes in lists. */
type Path = readonly (string | number)[];

interface Pair {
  readonly authored: Json | undefined;
  readonly live: Json | undefined;
}

interface Collecting {
  readonly echoes: readonly Echo[];
  readonly differences: SpecificationDifference[];
}

function collect({ authored, live }: Pair, path: Path, into: Collecting): void {
  if (authored === live) return;
  if (into.echoes.some((echo) => matches(echo.path, path) && echo.accepts(authored, live))) return;
  if (isJsonObject(authored) && isJsonObject(live)) {
    for (const key of new Set([...Object.keys(live), ...Object.keys(authored)])) {
      collect({ authored: authored[key], live: live[key] }, [...path, key], into);
    }
  } else if (isJsonList(authored) && isJsonList(live) && authored.length === live.length) {
    authored.forEach((item, index) => collect({ authored: item, live: live[index] }, [...path, index], into));
  } else {
    into.differences.push({
      path: pathText(path),
      ...(live !== undefined && { before: live }),
      ...(authored !== undefined && { after: authored }),
    });
  }
}

/** `*` stands for one step, `**` at the start for any number of steps. */
function matches(pattern: readonly string[], path: Path): boolean {
  const [first, ...rest] = pattern;
  if (first === '**') return path.length >= rest.length && matches(rest, path.slice(path.length - rest.length));
  return pattern.length === path.length && pattern.every((step, index) => step === '*' || step === path[index]);
}

function pathText(path: Path): string {
  return path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`;
      if (!/^[A-Za-z_$][\w$]*$/.test(step)) return `[${JSON.stringify(step)}]`;
      return index === 0 ? step : `.${step}`;
    })
    .join('');
}
