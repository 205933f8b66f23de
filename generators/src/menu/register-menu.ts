import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { readMenuEntries, toArguments, type Question } from './menu-entries.js';

/** The part of plop that the menu uses. */
export interface Plop {
  setGenerator(name: string, generator: PlopGenerator): unknown;
}

export interface PlopGenerator {
  readonly description: string;
  readonly prompts: readonly PlopPrompt[];
  readonly actions: readonly ((answers: Readonly<Record<string, unknown>>) => Promise<string>)[];
}

export interface PlopPrompt {
  readonly type: 'input' | 'list';
  readonly name: string;
  readonly message: string;
  readonly choices?: readonly string[];
  readonly default?: string;
  readonly validate?: (answer: string) => true | string;
  /** Whether to ask at all. */
  readonly when?: () => boolean;
}

/** Runs `nx` with these arguments in the current folder; resolves when it succeeded. */
export type RunNx = (args: readonly string[]) => Promise<void>;

export interface MenuPorts {
  readonly run: RunNx;
  /** Whether somebody is there to answer. */
  readonly isTerminal: () => boolean;
}

const SYSTEM: MenuPorts = { run: runNx, isTerminal: () => process.stdin.isTTY === true };

/**
 * Offers every generator of this plugin in plop's menu. What it does is what `nx g nx-apiops:<name>` does. Answers can be
 * given on the command line too (`plop api -- --name orders --spec ./orders.yaml`); without a terminal, what need not
 * be known is not asked for.
 */
export function registerMenu(plop: Plop, { run, isTerminal }: MenuPorts = SYSTEM): void {
  for (const { name, description, questions } of readMenuEntries()) {
    plop.setGenerator(name, {
      description,
      prompts: questions.map((question) => toPrompt(question, isTerminal)),
      actions: [
        async (answers) => {
          await run(['generate', `nx-apiops:${name}`, ...toArguments(questions, answers), '--no-interactive']);
          return `nx g nx-apiops:${name}`;
        },
      ],
    });
  }
}

function toPrompt({ option, text, isRequired, choices, preset }: Question, isTerminal: () => boolean): PlopPrompt {
  return {
    type: choices ? 'list' : 'input',
    name: option,
    message: text,
    ...(choices && { choices }),
    ...(preset !== undefined && { default: preset }),
    ...(isRequired ? { validate: (answer) => answer.trim() !== '' || 'This is needed.' } : { when: isTerminal }),
  };
}

async function runNx(args: readonly string[]): Promise<void> {
  const nx = createRequire(import.meta.url).resolve('nx/bin/nx.js');
  const child = spawn(process.execPath, [nx, ...args], { stdio: 'inherit' });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', resolve);
  });
  if (code !== 0) throw new Error('the generator failed, see above');
}
