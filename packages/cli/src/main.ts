import { CommanderError } from 'commander';
import { setVariables } from './environment-variables.js';
import { CliError } from './errors.js';
import { exitCodeOf } from './exit-code.js';
import { createOutput, describeError, errorJson } from './output.js';
import { createProgram } from './program.js';

/** Runs one command line and sets the exit code of the process. Never throws. */
export async function main(argv: readonly string[]): Promise<void> {
  const stop = new AbortController();
  const onSignal = (): void => {
    stop.abort(new CliError('INTERRUPTED', 'The command was stopped before it had finished.'));
    process.once('SIGINT', () => process.exit(1)); // The second time, at once.
  };
  process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  process.stdout.on('error', endQuietly);
  const program = createProgram(async (_, flags, run) => {
    const isJson = 'json' in flags && flags.json === true;
    const output = createOutput(isJson, process);
    try {
      process.exitCode = await run(flags as never, {
        output,
        variables: setVariables(process.env),
        signal: stop.signal,
      });
    } catch (error) {
      output.emit(errorJson(error));
      output.note(describeError(error));
      process.exitCode = stop.signal.aborted ? 1 : exitCodeOf(error);
    }
  });
  try {
    await program.parseAsync([...argv]);
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // Commander has told people; machines want a document.
    if (error.exitCode !== 0 && argv.includes('--json')) {
      createOutput(true, process).emit({ error: { code: 'USAGE', message: error.message } });
    }
    process.exitCode = error.exitCode === 0 ? 0 : 2;
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
}

/** A reader such as `head` that closes the pipe early is no error. */
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(process.exitCode ?? 0);
  throw error;
}
