import { describe, expect, it } from 'vitest';
import { parseCommandLine } from './command-line.js';
import { FLAGS, helpText } from './flags.js';

describe('parseCommandLine', () => {
  it('reads all options', () => {
    const line = parseCommandLine([
      'acme-apis',
      ...['--org', 'acme', '--hosting', 'azure-devops', '--environments', 'dev, prod', '--layout', 'toolkit'],
      ...['--service', 'dev=a', '--service', 'prod=b', '--resource-group=dev=rg', '--subscription', 'dev=x'],
      ...[
        '--platform-team',
        'integration',
        '--packages',
        'registry',
        '--no-install',
        '--no-git',
        '--dry-run',
        '-y',
        '--json',
      ],
    ]);
    expect(line).toEqual({
      directory: 'acme-apis',
      preset: {
        org: 'acme',
        hosting: 'azure-devops',
        environments: ['dev', 'prod'],
        service: ['dev=a', 'prod=b'],
        resourceGroup: ['dev=rg'],
        subscription: ['dev=x'],
        layout: 'toolkit',
        platformTeam: 'integration',
      },
      create: { packages: 'registry', install: false, git: false, dryRun: true },
      yes: true,
      json: true,
      help: false,
      version: false,
    });
  });

  it('leaves out what is not said', () => {
    expect(parseCommandLine([])).toEqual({
      preset: {},
      create: { install: true, git: true, dryRun: false },
      yes: false,
      json: false,
      help: false,
      version: false,
    });
  });

  it.each([
    [['--organisation', 'acme'], "Unknown option '--organisation'."],
    [['--org'], "Option '--org <value>' argument missing."],
    [['a', 'b'], 'One folder is expected, not a, b.'],
    [['--hosting', 'gitlab'], '--hosting gitlab is not possible.'],
    [['--packages', 'npm'], '--packages npm is not possible.'],
  ])('refuses %j', (args, message) => {
    expect(() => parseCommandLine(args)).toThrow(message);
  });
});

it.each([
  [['--environment', 'dev'], 'Did you mean --environments? See create-nx-apiops --help.'],
  [['--resource-grop=dev=rg'], 'Did you mean --resource-group? See create-nx-apiops --help.'],
  [['--org', 'acme', '--nonsense'], 'See create-nx-apiops --help.'],
])('suggests what was meant by %j', (args, hint) => {
  expect(() => parseCommandLine(args)).toThrow(expect.objectContaining({ code: 'USAGE', hint }));
});

it('explains every option in the help', () => {
  const help = helpText();
  for (const { name, description } of FLAGS)
    expect(help).toMatch(new RegExp(`--${name}\\b.*${description.replace(/[()<>|,.]/g, '.')}`));
});
