import { CodedError, visibleText, type ErrorDefinition } from '@nx-apiops/plan';
import { renderPlace, type Place } from './place.js';

/** Every code that this package throws. The page of errors in the documentation is made from it. */
export const ERRORS = {
  FILE_MISSING: { fault: 'user', summary: 'A configuration file that is needed is not in the folder.' },
  FILE_MISNAMED: {
    fault: 'user',
    summary:
      'A file is named almost like a configuration file, or after no environment, and would silently be ignored.',
  },
  FILE_UNREADABLE: { fault: 'user', summary: 'A configuration file cannot be read, or is not UTF-8 text.' },
  YAML_INVALID: {
    fault: 'user',
    summary: 'A file is not YAML, or uses YAML that is refused: duplicate keys, keys that are not text, alias bombs.',
  },
  CONFIG_INVALID: { fault: 'user', summary: 'apiops.yaml does not fit its schema, or contradicts itself.' },
  OVERRIDES_INVALID: { fault: 'user', summary: 'A configuration.<env>.yaml is not a valid file of overrides.' },
  TOKEN_MISSING: { fault: 'user', summary: 'A token of an override file has no value in the environment.' },
  FILTER_INVALID: { fault: 'user', summary: 'configuration.extractor.yaml is not a valid filter.' },
  ENVIRONMENT_UNKNOWN: { fault: 'user', summary: 'An environment was named that apiops.yaml does not list.' },
  EDIT_REFUSED: { fault: 'user', summary: 'A YAML file cannot be edited safely at the place that had to change.' },
} as const satisfies Record<string, ErrorDefinition>;

export type ConfigErrorCode = keyof typeof ERRORS;

/** One thing wrong in a file. */
export interface Problem {
  readonly at: Place;
  /** JSON path from the file's root, such as `environments[0].name`; empty for the file as a whole. */
  readonly path: string;
  /** What is wrong, the offending value where it cannot be a secret, and the fix. */
  readonly message: string;
}

/** The error of this package. The message holds all problems of the file, one per line. */
export class ConfigError extends CodedError {
  declare readonly code: ConfigErrorCode;
  readonly problems: readonly Problem[];

  constructor(
    code: ConfigErrorCode,
    message: string,
    options: { readonly hint?: string; readonly cause?: unknown; readonly problems?: readonly Problem[] } = {},
  ) {
    const { problems = [], ...rest } = options;
    super({ code, fault: ERRORS[code].fault }, message, rest);
    this.problems = problems;
  }
}

const LISTED_PROBLEMS = 100;

/**
 * One error for all problems of a file, in the order of its lines. At most a hundred are written out; `problems` of
 * the error holds all.
 */
export function problemsError(code: ConfigErrorCode, problems: readonly Problem[], hint?: string): ConfigError {
  const sorted = [...problems].sort((left, right) => left.at.line - right.at.line || left.at.column - right.at.column);
  const lines = sorted.slice(0, LISTED_PROBLEMS).map(renderProblem);
  if (sorted.length > LISTED_PROBLEMS) lines.push(`and ${sorted.length - LISTED_PROBLEMS} more`);
  const file = sorted[0]?.at.file ?? 'the file';
  const message =
    lines.length === 1 ? lines.join('') : [`${sorted.length} problems in ${file}:`, ...lines].join('\n  ');
  return new ConfigError(code, message, { ...(hint === undefined ? {} : { hint }), problems: sorted });
}

function renderProblem(problem: Problem): string {
  const path = problem.path === '' ? '' : `${problem.path}: `;
  return visibleText(`${renderPlace(problem.at)}  ${path}${problem.message}`);
}
