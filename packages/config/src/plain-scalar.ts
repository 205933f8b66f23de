import { boolCoreTag, floatCoreTag, intCoreTag, NOT_RESOLVED, nullCoreTag, strTag } from 'js-yaml';

/** How a scalar was written. `tag` is an explicit one, such as `!!str`. */
export interface ScalarSource {
  readonly text: string;
  readonly isPlain: boolean;
  readonly tag?: string;
}

/** A value, or why the scalar cannot be taken as one. */
export type ScalarResult = { readonly value: null | boolean | number | string } | { readonly refused: string };

const IMPLICIT_TAGS = [nullCoreTag, boolCoreTag, intCoreTag, floatCoreTag];
const EXPLICIT_TAGS = new Map([...IMPLICIT_TAGS, strTag].map((tag) => [tag.tagName, tag]));

/**
 * The value of a scalar by the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/#103-core-schema): `yes` and
 * dates are text. Numbers that JSON or a double cannot carry exactly are refused. Reasons never show the value: it may
 * be a secret.
 */
export function resolveScalar(source: ScalarSource): ScalarResult {
  if (source.tag !== undefined && source.tag !== '!') return resolveTagged(source.text, source.tag);
  if (!source.isPlain || source.tag === '!') return { value: source.text };
  for (const tag of IMPLICIT_TAGS) {
    const value = tag.resolve(source.text, false, tag.tagName);
    if (value !== NOT_RESOLVED) return checkNumber(value);
  }
  return { value: source.text };
}

function resolveTagged(text: string, tagText: string): ScalarResult {
  const tag = EXPLICIT_TAGS.get(tagText.replace(/^!!/, 'tag:yaml.org,2002:'));
  if (!tag)
    return {
      refused: 'an unquoted "!" begins a tag, and this one is not supported; put quotes around the value if it is text',
    };
  const value = tag.resolve(text, true, tag.tagName);
  if (value === NOT_RESOLVED) return { refused: 'the value does not fit its tag; correct it, or remove the tag' };
  return checkNumber(value);
}

function checkNumber(value: null | boolean | number | string): ScalarResult {
  if (typeof value !== 'number') return { value };
  if (!Number.isFinite(value)) return { refused: 'JSON cannot carry this number; put quotes around it' };
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return { refused: 'the number is too large to be kept exactly; put quotes around it' };
  }
  return { value };
}
