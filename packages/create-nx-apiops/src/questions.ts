import { DEFAULT_ENVIRONMENTS, type PresetSchema } from 'nx-apiops';
import type { CommandLine } from './command-line.js';
import { CreateError } from './errors.js';

/** What has to be known before a repository can be made. */
export interface Answers {
  readonly directory: string;
  readonly preset: PresetSchema;
}

/** Asks a person. Each returns what was typed or chosen. */
export interface Prompts {
  input(question: { readonly message: string; readonly default?: string }): Promise<string>;
  select<const Value extends string>(question: {
    readonly message: string;
    readonly choices: readonly Value[];
  }): Promise<Value>;
}

/** What the command line says already, when that is enough. Throws `USAGE`, naming what is missing. */
export function answersOf({ directory, preset }: CommandLine): Answers {
  const missing = [
    ...(directory === undefined ? ['<directory>'] : []),
    ...(preset.org === undefined ? ['--org <name>'] : []),
  ];
  if (directory !== undefined && preset.org !== undefined) return { directory, preset: { ...preset, org: preset.org } };
  throw new CreateError('USAGE', `Missing: ${missing.join(', ')}.`, {
    hint: 'For example: create-nx-apiops acme-apis --org acme --environments dev,qa,prod --yes',
  });
}

/** Asks for what the command line does not say. */
export async function askAnswers({ directory, preset }: CommandLine, prompts: Prompts): Promise<Answers> {
  const org = preset.org ?? (await prompts.input({ message: 'Organization on GitHub or in Azure DevOps' }));
  const folder =
    directory ?? (await prompts.input({ message: 'Folder of the new repository', default: `${org}-apis` }));
  const hosting =
    preset.hosting ??
    (await prompts.select({ message: 'Where will the repository live?', choices: ['github', 'azure-devops'] }));
  const project =
    preset.project ??
    (hosting === 'azure-devops' ? await prompts.input({ message: 'Project in Azure DevOps' }) : undefined);
  const environments =
    preset.environments ??
    (
      await prompts.input({
        message: 'Environments in the order of promotion',
        default: DEFAULT_ENVIRONMENTS.join(','),
      })
    )
      .split(',')
      .map((name) => name.trim());
  return {
    directory: folder,
    preset: { ...preset, org, hosting, ...(project !== undefined && { project }), environments },
  };
}

/** Prompts on the terminal. Loaded when needed, as most runs ask nothing. */
export async function terminalPrompts(): Promise<Prompts> {
  const { input, select } = await import('@inquirer/prompts');
  return {
    input: (question) => input({ ...question, validate: (answer) => answer.trim() !== '' || 'This is needed.' }),
    select: ({ message, choices }) => select({ message, choices: choices.map((value) => ({ name: value, value })) }),
  };
}
