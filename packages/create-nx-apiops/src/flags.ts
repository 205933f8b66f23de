/** One option of the command line. */
export interface Flag {
  readonly name: string;
  /** What stands behind it in the help; absent for a switch. */
  readonly value?: string;
  readonly isRepeatable?: true;
  readonly short?: string;
  readonly description: string;
}

/** All options: the parser and the help are made from this table. */
export const FLAGS = [
  { name: 'org', value: '<name>', description: 'GitHub or Azure DevOps organization that owns the repository' },
  {
    name: 'hosting',
    value: 'github|azure-devops',
    description: 'where the repository and its pipelines live (default: github)',
  },
  {
    name: 'project',
    value: '<name>',
    description: 'Azure DevOps project of the repository (default: that of the git remote)',
  },
  {
    name: 'environments',
    value: '<list>',
    description: 'environments in the order of promotion (default: dev,qa,prod)',
  },
  {
    name: 'service',
    value: '<env>=<name>',
    isRepeatable: true,
    description: 'API Management instance (default: apim-<org>-<env>)',
  },
  {
    name: 'resource-group',
    value: '<env>=<name>',
    isRepeatable: true,
    description: 'resource group (default: rg-apim-<org>-<env>)',
  },
  {
    name: 'subscription',
    value: '<env>=<id>',
    isRepeatable: true,
    description: 'Azure subscription (default: from AZURE_SUBSCRIPTION_ID at run time)',
  },
  {
    name: 'layout',
    value: 'apiops-cli|toolkit',
    description: 'how the artifact files are named (default: apiops-cli)',
  },
  {
    name: 'platform-team',
    value: '<name>',
    description: 'team that owns what no API team owns (default: api-platform)',
  },
  {
    name: 'packages',
    value: 'vendored|registry',
    description: 'tarballs in the repository, or versions from the registry (default in a clone: vendored)',
  },
  { name: 'no-install', description: 'do not run npm' },
  { name: 'no-git', description: 'do not make a git repository' },
  { name: 'dry-run', description: 'list the files, write nothing' },
  { name: 'yes', short: 'y', description: 'ask nothing, take the defaults' },
  { name: 'json', description: 'print one JSON document to stdout' },
  { name: 'help', short: 'h', description: 'show this text' },
  { name: 'version', short: 'v', description: 'show the version' },
] as const satisfies readonly Flag[];

export type FlagName = (typeof FLAGS)[number]['name'];

/** The text of `--help`. */
export function helpText(): string {
  const flags: readonly Flag[] = FLAGS;
  const names = flags.map(
    ({ name, short, value }) =>
      `${short === undefined ? '    ' : `-${short}, `}--${name}${value === undefined ? '' : ` ${value}`}`,
  );
  const width = Math.max(...names.map((name) => name.length));
  const lines = flags.map(
    ({ description, isRepeatable }, index) =>
      `  ${(names[index] ?? '').padEnd(width)}  ${description}${isRepeatable ? '; repeatable' : ''}`,
  );
  return `create-nx-apiops <directory> --org <name> [options]

Makes an organisation's APIOps repository for Azure API Management.

${lines.join('\n')}

Examples:
  npx create-nx-apiops acme-apis
  npx create-nx-apiops acme-apis --org acme --hosting github --environments dev,qa,prod --yes
  npx create-nx-apiops acme-apis --org acme --environments dev,prod --service prod=apim-production --yes
`;
}
