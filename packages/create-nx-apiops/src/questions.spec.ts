import { describe, expect, it } from 'vitest';
import { parseCommandLine } from './command-line.js';
import { answersOf, askAnswers, type Prompts } from './questions.js';

/** Answers questions from a list, and remembers what was asked. */
function person(answers: readonly string[]): Prompts & { readonly asked: string[] } {
  const asked: string[] = [];
  const next = (message: string, standard: string | undefined): string => {
    asked.push(message);
    return answers[asked.length - 1] ?? standard ?? '';
  };
  return {
    asked,
    input: async ({ message, default: standard }) => next(message, standard),
    select: async ({ message, choices }) => {
      const answer = next(message, choices[0]);
      const chosen = choices.find((choice) => choice === answer);
      if (chosen === undefined) throw new Error(`${answer} is not among ${choices.join(', ')}`);
      return chosen;
    },
  };
}

describe('askAnswers', () => {
  it('asks for what the command line does not say', async () => {
    const prompts = person(['acme', 'apis', 'azure-devops', 'My APIs', 'dev, prod']);
    expect(await askAnswers(parseCommandLine(['--layout', 'toolkit']), prompts)).toEqual({
      directory: 'apis',
      preset: {
        org: 'acme',
        hosting: 'azure-devops',
        project: 'My APIs',
        environments: ['dev', 'prod'],
        layout: 'toolkit',
      },
    });
    expect(prompts.asked).toHaveLength(5);
  });

  it('asks nothing when all is said', async () => {
    const prompts = person([]);
    await askAnswers(
      parseCommandLine(['apis', '--org', 'acme', '--hosting', 'github', '--environments', 'dev']),
      prompts,
    );
    expect(prompts.asked).toEqual([]);
  });

  it('proposes a folder named after the organization', async () => {
    expect((await askAnswers(parseCommandLine([]), person(['acme']))).directory).toBe('acme-apis');
  });
});

describe('answersOf', () => {
  it('names all that is missing', () => {
    expect(() => answersOf(parseCommandLine([]))).toThrow('Missing: <directory>, --org <name>.');
    expect(() => answersOf(parseCommandLine(['apis']))).toThrow('Missing: --org <name>.');
  });
});
