import { CodedError, logText, visibleJson } from '@nx-apiops/plan';
import { DEFAULT_ENVIRONMENTS } from 'nx-apiops';
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import { parseCommandLine, type CommandLine } from './command-line.js';
import { createRepository, type CreateOptions, type CreateResult } from './create-repository.js';
import { CreateError } from './errors.js';
import { helpText } from './flags.js';
import { answersOf, askAnswers, terminalPrompts, type Answers } from './questions.js';
import type { Reporter } from './reporter.js';

/** 0 done, 1 something failed, 2 unusable input and nothing was written. */
export type ExitCode = 0 | 1 | 2;

/** Runs one command line and gives the exit code for the process. Never throws. */
export async function main(args: readonly string[]): Promise<ExitCode> {
  const stop = new AbortController();
  const onSignal = (): void => stop.abort(new CreateError('INTERRUPTED', 'Stopped.'));
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    const line = parseCommandLine(args);
    if (line.help) return print(helpText());
    if (line.version) return print(`${ownVersion()}\n`);
    return await create(line, stop.signal);
  } catch (error) {
    return fail(error, args.includes('--json'));
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

async function create(line: CommandLine, signal: AbortSignal): Promise<ExitCode> {
  const { directory, preset } = await answers(line);
  const result = await createRepository({ ...line.create, directory, preset, signal }, terminalReporter());
  if (line.json) return printJson(result);
  const [firstEnvironment] = preset.environments ?? DEFAULT_ENVIRONMENTS;
  return print(resultText(result, { ...line.create, firstEnvironment }));
}

async function answers(line: CommandLine): Promise<Answers> {
  const mayAsk = !line.yes && !line.json && process.stdin.isTTY === true && process.stdout.isTTY === true;
  return mayAsk ? askAnswers(line, await terminalPrompts()) : answersOf(line);
}

/** Steps go to stderr, so that stdout holds the result alone. */
function terminalReporter(): Reporter {
  return { step: (text) => say(`${text} …`), note: say };
}

function resultText(
  result: CreateResult,
  { install, firstEnvironment }: Pick<CreateOptions, 'install'> & { readonly firstEnvironment: string | undefined },
): string {
  const { directory, files, written, installed } = result;
  if (!written)
    return `${files.map((file) => `  ${file}`).join('\n')}\n${files.length} files would be written to ${directory}.\n`;
  const fromHere = relative(process.cwd(), directory) || '.';
  const folder = fromHere.length < directory.length ? fromHere : directory;
  const steps = [
    `cd ${/[\s'"]/.test(folder) ? JSON.stringify(folder) : folder}`,
    ...(installed || install !== false ? [] : [result.packages === 'vendored' ? 'npm ci' : 'npm install']),
    'npx nx g nx-apiops:api orders --spec <file or URL>',
    `npx nx run apim:plan:${firstEnvironment}`,
  ];
  return `\nThe repository is in ${directory}, with ${files.length} files${result.commit === undefined ? '' : ' and a first commit'}. What to do next:\n\n${steps
    .map((step) => `  ${step}`)
    .join('\n')}\n\nIts README.md leads through the first ten minutes.\n`;
}

function print(text: string): ExitCode {
  process.stdout.write(logText(text));
  return 0;
}

function printJson(value: unknown): ExitCode {
  process.stdout.write(`${visibleJson(JSON.stringify(value, undefined, 2))}\n`);
  return 0;
}

/** A line on stderr. */
function say(text: string): void {
  process.stderr.write(`${logText(text)}\n`);
}

function fail(error: unknown, isJson: boolean): ExitCode {
  if (isCancelledPrompt(error)) {
    say('Stopped. Nothing was written.');
    return 1;
  }
  if (!(error instanceof CodedError)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    say(`error: ${text}`);
    if (isJson) printJson({ error: { code: 'UNEXPECTED', message: String(error) } });
    return 1;
  }
  const { code, message, hint } = error;
  say(`error ${code}: ${message}${hint === undefined ? '' : `\n  ${hint}`}`);
  if (isJson) printJson({ error: { code, message, ...(hint !== undefined && { hint }) } });
  return STARTED.has(code) || error.fault !== 'user' ? 1 : 2;
}

/** Errors that come after the first file was written. */
const STARTED: ReadonlySet<string> = new Set(['COMMAND_FAILED', 'INSTALL_FAILED', 'COMMIT_FAILED', 'INTERRUPTED']);

function isCancelledPrompt(error: unknown): boolean {
  return error instanceof Error && error.name === 'ExitPromptError';
}

function ownVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest
    ? String(manifest.version)
    : 'unknown';
}
