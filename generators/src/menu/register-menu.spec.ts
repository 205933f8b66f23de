import { describe, expect, it } from 'vitest';
import { registerMenu, type PlopGenerator } from './register-menu.js';

function menu(isTerminal = true): {
  readonly generators: ReadonlyMap<string, PlopGenerator>;
  readonly runs: (readonly string[])[];
} {
  const generators = new Map<string, PlopGenerator>();
  const runs: (readonly string[])[] = [];
  const run = async (args: readonly string[]): Promise<void> => {
    runs.push(args);
  };
  registerMenu(
    { setGenerator: (name, generator) => generators.set(name, generator) },
    { run, isTerminal: () => isTerminal },
  );
  return { generators, runs };
}

describe('registerMenu', () => {
  it('offers the generators that are not hidden', () => {
    expect([...menu().generators.keys()]).toEqual(['api', 'branch-protection', 'environment', 'identity', 'pipelines']);
  });

  it('runs the generator with the answers, and leaves empty ones out', async () => {
    const { generators, runs } = menu();
    const answers = { name: 'orders', spec: './my orders.yaml', path: ' ', tags: 'a, b', lifecycle: 'production' };
    await generators.get('api')?.actions[0]?.(answers);
    expect(runs).toEqual([
      [
        'generate',
        'nx-apiops:api',
        'orders',
        '--spec=./my orders.yaml',
        '--tags=a, b',
        '--lifecycle=production',
        '--no-interactive',
      ],
    ]);
  });

  it('offers the values of an option to choose from, the usual one first', () => {
    const prompt = menu()
      .generators.get('api')
      ?.prompts.find(({ name }) => name === 'lifecycle');
    expect(prompt).toMatchObject({
      type: 'list',
      choices: ['experimental', 'production', 'deprecated'],
      default: 'experimental',
    });
  });

  it('insists on what the generator needs', () => {
    const prompts = menu().generators.get('api')?.prompts ?? [];
    const insisting = prompts.filter(({ validate }) => validate && validate(' ') !== true).map(({ name }) => name);
    expect(insisting).toEqual(['name', 'spec']);
  });

  it('asks only for what is needed where nobody answers', () => {
    const asked = (isTerminal: boolean): readonly string[] =>
      (menu(isTerminal).generators.get('environment')?.prompts ?? [])
        .filter(({ when }) => when?.() ?? true)
        .map(({ name }) => name);
    expect(asked(true)).toEqual(['name', 'after']);
    expect(asked(false)).toEqual(['name']);
  });

  it('fails when the generator fails', async () => {
    const generators = new Map<string, PlopGenerator>();
    const run = (): Promise<void> => Promise.reject(new Error('exit code 1'));
    registerMenu(
      { setGenerator: (name, generator) => generators.set(name, generator) },
      { run, isTerminal: () => true },
    );
    await expect(generators.get('pipelines')?.actions[0]?.({})).rejects.toThrow('exit code 1');
  });
});
