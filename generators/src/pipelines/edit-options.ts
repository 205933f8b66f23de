import { ConfigError, editApiopsConfig, setPipelines, type Problem } from '@nx-apiops/config';
import { GeneratorError } from '../errors.js';
import type { PipelinesSchema } from './schema.js';

/** What an option sets in `apiops.yaml`, and how it is written on the command line. */
const FLAGS = [
  { option: 'hosting', flag: '--hosting', path: 'hosting' },
  { option: 'form', flag: '--form', path: 'pipelines.form' },
  { option: 'platform', flag: '--platform', path: 'pipelines.platform.repository' },
  { option: 'platformRef', flag: '--platform-ref', path: 'pipelines.platform.ref' },
  { option: 'extractSchedule', flag: '--extract-schedule', path: 'pipelines.schedules.extract' },
  { option: 'driftSchedule', flag: '--drift-schedule', path: 'pipelines.schedules.drift' },
] as const satisfies readonly {
  readonly option: keyof PipelinesSchema;
  readonly flag: string;
  readonly path: string;
}[];

/**
 * The text of `apiops.yaml` with what the options say, in place. The text must be valid.
 * Throws `OPTION_INVALID`, naming the options that would make it invalid.
 */
export function editOptions(text: string, schema: PipelinesSchema): string {
  const { hosting, form, platform, platformRef, extractSchedule, driftSchedule } = schema;
  try {
    const withHosting =
      hosting === undefined ? text : editApiopsConfig(text, (document) => document.set('hosting', hosting));
    return setPipelines(withHosting, {
      // Before the form, which needs it.
      ...((platform !== undefined || platformRef !== undefined) && {
        platform: {
          ...(platform !== undefined && { repository: platform }),
          ...(platformRef !== undefined && { ref: platformRef }),
        },
      }),
      ...(form !== undefined && { form }),
      schedules: {
        ...(extractSchedule !== undefined && { extract: extractSchedule }),
        ...(driftSchedule !== undefined && { drift: driftSchedule }),
      },
    });
  } catch (cause) {
    if (!(cause instanceof ConfigError) || cause.code !== 'CONFIG_INVALID') throw cause;
    const lines = cause.problems.map((problem) => describeProblem(problem, schema));
    throw new GeneratorError('OPTION_INVALID', lines.join('\n'), {
      hint: 'See npx nx g nx-apiops:pipelines --help. Nothing was written.',
      cause,
    });
  }
}

/** A problem in terms of the options that set the value, or one in or around it. */
function describeProblem({ path, message }: Problem, schema: PipelinesSchema): string {
  const stated = FLAGS.filter(({ option }) => schema[option] !== undefined);
  const exact = stated.find((flag) => flag.path === path);
  if (exact) return `${exact.flag} ${String(schema[exact.option])}: ${message}.`;
  const around = stated.filter((flag) => flag.path.startsWith(`${path}.`) || path.startsWith(`${flag.path}.`));
  if (around.length === 0) return `${path}: ${message}.`;
  return `${around.map(({ option, flag }) => `${flag} ${String(schema[option])}`).join(' ')}: ${path} ${message}.`;
}
