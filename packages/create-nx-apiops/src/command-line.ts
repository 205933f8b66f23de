import { nearestNames, type PresetSchema } from 'nx-apiops';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import type { CreateOptions } from './create-repository.js';
import { CreateError } from './errors.js';
import { FLAGS, type Flag, type FlagName } from './flags.js';

/** What the command line says; what it does not say is absent. */
export interface CommandLine {
  readonly directory?: string;
  readonly preset: Partial<PresetSchema>;
  readonly create: Pick<CreateOptions, 'packages' | 'install' | 'git' | 'dryRun'>;
  readonly yes: boolean;
  readonly json: boolean;
  readonly help: boolean;
  readonly version: boolean;
}

const HINT = 'See create-nx-apiops --help.';

/** Reads the arguments behind the program's name. Throws `USAGE`. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals } = parse(args);
  const text = (name: FlagName): string | undefined => {
    const value = values[name];
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined;
  };
  const list = (name: FlagName): readonly string[] | undefined => {
    const value = values[name];
    return Array.isArray(value) ? value.map(String) : undefined;
  };
  const isSet = (name: FlagName): boolean => values[name] === true;
  const [directory, ...more] = positionals;
  if (more.length > 0)
    throw new CreateError('USAGE', `One folder is expected, not ${positionals.join(', ')}.`, { hint: HINT });

  const packages = oneOf('packages', text('packages'), ['vendored', 'registry']);
  return {
    ...optional('directory', directory),
    preset: {
      ...optional('org', text('org')),
      ...optional('hosting', oneOf('hosting', text('hosting'), ['github', 'azure-devops'])),
      ...optional('project', text('project')),
      ...optional(
        'environments',
        text('environments')
          ?.split(',')
          .map((name) => name.trim()),
      ),
      ...optional('service', list('service')),
      ...optional('resourceGroup', list('resource-group')),
      ...optional('subscription', list('subscription')),
      ...optional('layout', oneOf('layout', text('layout'), ['apiops-cli', 'toolkit'])),
      ...optional('platformTeam', text('platform-team')),
    },
    create: {
      ...optional('packages', packages),
      install: !isSet('no-install'),
      git: !isSet('no-git'),
      dryRun: isSet('dry-run'),
    },
    yes: isSet('yes'),
    json: isSet('json'),
    help: isSet('help'),
    version: isSet('version'),
  };
}

function parse(args: readonly string[]): ReturnType<typeof parseArgs> {
  const flags: readonly Flag[] = FLAGS;
  const options: NonNullable<ParseArgsConfig['options']> = Object.fromEntries(
    flags.map(({ name, value, short, isRepeatable }) => [
      name,
      {
        type: value === undefined ? ('boolean' as const) : ('string' as const),
        ...(short !== undefined && { short }),
        ...(isRepeatable && { multiple: true }),
      },
    ]),
  );
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (cause) {
    const message = cause instanceof Error ? cause.message.split('. ')[0] : String(cause);
    throw new CreateError('USAGE', `${message}.`, { hint: hintFor(args, flags), cause });
  }
}

/** Names the option that was meant, where one that there is not is much like it. */
function hintFor(args: readonly string[], flags: readonly Flag[]): string {
  const names = flags.map(({ name }) => name);
  const unknown = args.flatMap((arg) => /^--([^=]+)/.exec(arg)?.[1] ?? []).find((name) => !names.includes(name));
  const [nearest] = unknown === undefined ? [] : nearestNames(unknown, names, 1);
  return nearest === undefined ? HINT : `Did you mean --${nearest}? ${HINT}`;
}

function oneOf<const Value extends string>(
  flag: FlagName,
  value: string | undefined,
  allowed: readonly Value[],
): Value | undefined {
  if (value === undefined) return undefined;
  const found = allowed.find((candidate) => candidate === value);
  if (found !== undefined) return found;
  throw new CreateError('USAGE', `--${flag} ${value} is not possible.`, {
    hint: `Choose one of ${allowed.join(', ')}.`,
  });
}

/** A member that is left out where there is no value. */
function optional<Name extends string, Value>(
  name: Name,
  value: Value | undefined,
): { readonly [Key in Name]?: Value } {
  const member: { [Key in Name]?: Value } = {};
  if (value !== undefined) member[name] = value;
  return member;
}
