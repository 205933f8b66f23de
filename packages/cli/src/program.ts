import { readFileSync } from 'node:fs';
import { CLOUDS, HOSTINGS } from '@nx-apiops/config';
import { logText } from '@nx-apiops/plan';
import { Command, InvalidArgumentError, Option } from 'commander';
import type { CommandContext } from './command-context.js';
import type { ExitCode } from './exit-code.js';

/** Runs one command; which one, and with which flags, is all that parsing decides. */
export type Dispatch = (
  command: string,
  flags: object,
  run: (flags: never, context: CommandContext) => Promise<ExitCode>,
) => Promise<void>;

/** The command line. Each command's code is loaded when it runs, so that `--help` answers at once. */
export function createProgram(dispatch: Dispatch): Command {
  const program = new Command('nx-apiops')
    .description('APIOps for Azure API Management: artifact files in git, planned, published, extracted, watched.')
    .version(packageVersion())
    .showHelpAfterError('(add --help for the flags and examples)')
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(logText(text)) })
    .addHelpText('after', EXIT_CODES);
  checkProgram(program, dispatch);
  planProgram(program, dispatch);
  publishProgram(program, dispatch);
  extractProgram(program, dispatch);
  driftProgram(program, dispatch);
  rollbackProgram(program, dispatch);
  protectProgram(program, dispatch);
  identityProgram(program, dispatch);
  doctorProgram(program, dispatch);
  rolloutProgram(program, dispatch);
  emulatorProgram(program, dispatch);
  return program;
}

const EXIT_CODES = `
Exit codes: 0 done or nothing to do; 1 something failed; 2 unusable input, nothing was started;
            3 drift was found, or plan --detailed-exitcode found changes.`;

const DEFAULT_MAX_DELETES = 10;

function packageVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(text) as { readonly version: string };
  return version;
}

function environmentCommand(program: Command, name: string): Command {
  return program
    .command(name)
    .option('-e, --env <name>', 'environment, as apiops.yaml names it; one must be named')
    .option('--root <folder>', 'root of the repository (default: the nearest folder upwards with apiops.yaml)')
    .option('--subscription <id>', 'Azure subscription (default: apiops.yaml, then AZURE_SUBSCRIPTION_ID)')
    .option('--resource-group <name>', 'resource group (default: apiops.yaml, then AZURE_RESOURCE_GROUP_NAME)')
    .option('--service <name>', 'API Management service (default: apiops.yaml, then API_MANAGEMENT_SERVICE_NAME)')
    .addOption(
      new Option('--cloud <name>', 'Azure cloud (default: AZURE_CLOUD_ENVIRONMENT, then apiops.yaml)').choices(CLOUDS),
    )
    .option(
      '--artifacts <folder>',
      'artifact folder (default: API_MANAGEMENT_SERVICE_OUTPUT_FOLDER_PATH, then apiops.yaml)',
    )
    .option('--overrides <file>', 'overrides (default: CONFIGURATION_YAML_PATH, then configuration.<env>.yaml)')
    .option('--json', 'machine output on stdout, nothing else there');
}

function checkProgram(program: Command, dispatch: Dispatch): void {
  program
    .command('check')
    .description('check the files of every environment without access to Azure: all that publish would refuse')
    .option('-e, --env <name>', 'one environment instead of all')
    .option('--root <folder>', 'root of the repository (default: the nearest folder upwards with apiops.yaml)')
    .option('--json', 'machine output on stdout, nothing else there')
    .addHelpText('after', examples('check', 'check --env prod --json'))
    .action(async (flags: object) =>
      dispatch('check', flags, (await import('./commands/check-command.js')).checkCommand),
    );
}

function planProgram(program: Command, dispatch: Dispatch): void {
  environmentCommand(program, 'plan')
    .description('show what publish would do, field by field')
    .option('--full', 'compare with the live instance, even where the last published commit is known')
    .option('--commit <revision>', 'plan the state of a commit instead of the files on disk')
    .option('--take-over <repository>', 'plan to publish what belongs to another repository; repeat for more', collect)
    .option('--markdown', 'write the plan as Markdown, for a pull request comment')
    .option('--markdown-file <file>', 'also save the plan as Markdown')
    .option('--out <file>', 'also save the plan, to be applied by publish --plan')
    .option('--unknown-tokens', 'count tokens without a value as unchanged; for looking, such as in pull requests')
    .option('--show-effective', 'show what the overrides make of the artifacts, secrets masked, and no plan')
    .option('--detailed-exitcode', 'exit with 3 when there is something to do')
    .addHelpText(
      'after',
      examples('plan --env dev', 'plan --env prod --full --detailed-exitcode', 'plan --env prod --json > plan.json'),
    )
    .action(async (flags: object) => dispatch('plan', flags, (await import('./commands/plan-command.js')).planCommand));
}

function publishProgram(program: Command, dispatch: Dispatch): void {
  environmentCommand(program, 'publish')
    .description('make an instance what the files say: what changed since the last published commit')
    .option('--full', 'compare with the live instance, even where the last published commit is known')
    .option('--commit <revision>', 'publish the state of a commit instead of the files on disk')
    .option('--take-over <repository>', 'publish what belongs to another repository; repeat for more', collect)
    .option('--plan <file>', 'apply a saved plan; stop if anything changed since it was saved')
    .option('--max-deletes <n>', 'refuse plans that delete more', wholeNumber, DEFAULT_MAX_DELETES)
    .addHelpText(
      'after',
      examples('publish --env dev', 'publish --env prod --commit v1.4.0', 'publish --env dev --full --max-deletes 50'),
    )
    .action(async (flags: object) =>
      dispatch('publish', flags, (await import('./commands/publish-command.js')).publishCommand),
    );
}

function extractProgram(program: Command, dispatch: Dispatch): void {
  environmentCommand(program, 'extract')
    .description('write what an instance has into artifact files; only those that differ are touched')
    .option('-o, --output <folder>', 'another artifact folder than the one of apiops.yaml')
    .option('--filter <file>', 'what to extract (default: CONFIGURATION_YAML_PATH, then configuration.extractor.yaml)')
    .addOption(new Option('--spec-format <syntax>', 'of new specification files').choices(['yaml', 'json']))
    .option('--no-transitive', 'do not add what the selected resources refer to')
    .option('--allow-unmatched', 'accept a filter with entries that match nothing')
    .option('--dry-run', 'show which files would change, and write nothing')
    .addHelpText(
      'after',
      examples('extract --env dev', 'extract --env dev --output /tmp/look', 'extract --env dev --dry-run'),
    )
    .action(async (flags: object) =>
      dispatch('extract', flags, (await import('./commands/extract-command.js')).extractCommand),
    );
}

function driftProgram(program: Command, dispatch: Dispatch): void {
  environmentCommand(program, 'drift')
    .description('compare an instance with what was published to it last; exits with 3 when they differ')
    .option('--write', 'put the live state of what drifted into the artifact files')
    .option('--markdown-file <file>', 'also save the drift as Markdown')
    .addHelpText('after', examples('drift --env prod', 'drift --env prod --json'))
    .action(async (flags: object) =>
      dispatch('drift', flags, (await import('./commands/drift-command.js')).driftCommand),
    );
}

function rollbackProgram(program: Command, dispatch: Dispatch): void {
  environmentCommand(program, 'rollback')
    .description('publish the state of an earlier commit again: what came since is changed back or deleted')
    .requiredOption('--to <revision>', 'the commit to go back to')
    .option('--full', 'compare with the live instance, even where the last published commit is known')
    .option('--plan <file>', 'apply a saved plan; stop if anything changed since it was saved')
    .option('--max-deletes <n>', 'refuse plans that delete more', wholeNumber, DEFAULT_MAX_DELETES)
    .addHelpText(
      'after',
      examples('rollback --env prod --to v1.3.0', 'rollback --env prod --to HEAD~1 --max-deletes 50'),
    )
    .action(async (flags: object) =>
      dispatch('rollback', flags, (await import('./commands/rollback-command.js')).rollbackCommand),
    );
}

function hostCommand(group: Command, name: string): Command {
  return group
    .command(name)
    .option('--root <folder>', 'root of the repository (default: the nearest folder upwards with apiops.yaml)')
    .option(
      '--repository <name>',
      'owner/name on GitHub, project/name in Azure DevOps (default: the remote "origin", then apiops.yaml)',
    )
    .option('--json', 'machine output on stdout, nothing else there');
}

function settingsPlanCommand(group: Command): Command {
  return hostCommand(group, 'plan')
    .option('--out <file>', 'also save the plan, to be applied by apply --plan')
    .option('--markdown-file <file>', 'also save the plan as Markdown')
    .option('--detailed-exitcode', 'exit with 3 when there is something to do');
}

function settingsApplyCommand(group: Command): Command {
  return hostCommand(group, 'apply')
    .option('--plan <file>', 'apply a saved plan; stop if anything changed since it was saved')
    .option('-y, --yes', 'do not ask (only who sits at a terminal is asked)');
}

const SIGNING_IN = `
Signing in: GitHub with GH_TOKEN or gh auth login; Azure DevOps with AZURE_DEVOPS_TOKEN, a pipeline's
            SYSTEM_ACCESSTOKEN, or az login; Azure and Microsoft Graph with az login.
Elsewhere:  GITHUB_API_URL, AZURE_DEVOPS_ORG_URL, NX_APIOPS_ARM_ENDPOINT, NX_APIOPS_GRAPH_ENDPOINT.`;

const SECRETS_FLAG = [
  '--secrets <file>',
  'values of pipelines.secrets: NAME=value lines, PROD_NAME=value for one environment',
] as const;
const REPLACE_SECRETS_FLAG = ['--replace-secrets', 'write secrets that are set already, too'] as const;

function protectProgram(program: Command, dispatch: Dispatch): void {
  const group = program
    .command('protect')
    .description('guard the repository on its host as apiops.yaml says: branch, environments, Actions, secrets')
    .addHelpText('after', `${examples('protect plan', 'protect apply')}\n${SIGNING_IN}`);
  settingsPlanCommand(group)
    .description('show how the guards differ from apiops.yaml')
    .option(...SECRETS_FLAG)
    .option(...REPLACE_SECRETS_FLAG)
    .addHelpText('after', examples('protect plan', 'protect plan --detailed-exitcode --repository acme/acme-apis'))
    .action(async (flags: object) =>
      dispatch('protect plan', flags, (await import('./commands/protect-command.js')).protectPlanCommand),
    );
  settingsApplyCommand(group)
    .description('make the guards what apiops.yaml says; what it does not mention is left alone')
    .option(...SECRETS_FLAG)
    .option(...REPLACE_SECRETS_FLAG)
    .addHelpText(
      'after',
      examples('protect apply', 'protect apply --yes --secrets .env', 'protect apply --plan plan.json'),
    )
    .action(async (flags: object) =>
      dispatch('protect apply', flags, (await import('./commands/protect-command.js')).protectApplyCommand),
    );
}

function identityProgram(program: Command, dispatch: Dispatch): void {
  const group = program
    .command('identity')
    .description('make the identities that pipelines publish and read with; no secret unless somebody makes one')
    .addHelpText('after', `${examples('identity plan', 'identity apply', 'identity report')}\n${SIGNING_IN}`);
  settingsPlanCommand(group)
    .description('show how identities, their trust and their roles differ from apiops.yaml')
    .addOption(
      new Option('--emit <format>', 'write the plan as a script for those who have the rights').choices([
        'cli',
        'bicep',
      ]),
    )
    .option('--emit-to <folder>', 'where that script goes', 'identity-script')
    .option(...ROTATE_FLAG)
    .option(...ROTATE_ALL_FLAG)
    .addHelpText('after', examples('identity plan', 'identity plan --out plan.json', 'identity plan --emit cli'))
    .action(async (flags: object) =>
      dispatch('identity plan', flags, (await import('./commands/identity-command.js')).identityPlanCommand),
    );
  settingsApplyCommand(group)
    .description('make identities, their trust and their roles what apiops.yaml says')
    .option(...ROTATE_FLAG)
    .option(...ROTATE_ALL_FLAG)
    .addHelpText('after', examples('identity apply', 'identity apply --plan plan.json', 'identity apply --rotate'))
    .action(async (flags: object) =>
      dispatch('identity apply', flags, (await import('./commands/identity-command.js')).identityApplyCommand),
    );
  hostCommand(group, 'report')
    .description('list every credential with age, expiry and use; exits with 1 where one is past the limit')
    .option('--markdown-file <file>', 'also save the report as Markdown')
    .addHelpText('after', examples('identity report', 'identity report --json'))
    .action(async (flags: object) =>
      dispatch('identity report', flags, (await import('./commands/identity-command.js')).identityReportCommand),
    );
}

const ROTATE_FLAG = [
  '--rotate',
  'renew client secrets older than identity.maxSecretAgeDays, and nothing else',
] as const;
const ROTATE_ALL_FLAG = ['--all', 'with --rotate: renew younger ones, too'] as const;

function doctorProgram(program: Command, dispatch: Dispatch): void {
  hostCommand(program, 'doctor')
    .description('look at everything between a commit and a published API, and say what mends each problem')
    .addHelpText('after', `${examples('doctor', 'doctor --json')}\n${SIGNING_IN}`)
    .action(async (flags: object) =>
      dispatch('doctor', flags, (await import('./commands/doctor-command.js')).doctorCommand),
    );
}

/** Where a campaign goes, and which part of it. */
function placeCommand(group: Command, name: string): Command {
  return group
    .command(name)
    .addOption(new Option('--hosting <host>', 'default: apiops.yaml, then github').choices(HOSTINGS))
    .option('--org <name>', 'organization (default: apiops.yaml, then GITHUB_REPOSITORY_OWNER)')
    .option('--project <name>', 'project of Azure DevOps (default: all of the organization)')
    .option('--only <repository>', 'of all repositories, only this one, by its full name; repeat for more', collect)
    .option('--ledger <file>', 'where it is kept how far each repository is (default: in rollouts)')
    .option('--ledger-repository <name>', 'also keep that on a branch of this repository, for other machines')
    .option('--json', 'machine output on stdout, nothing else there');
}

function campaignCommand(group: Command, name: string): Command {
  return placeCommand(group, name)
    .option(
      '--select <key=value>',
      'which repositories: see below; repeat for more (default: file=apiops.yaml)',
      collect,
    )
    .option('--exclude <key=value>', 'which of them not; repeat for more', collect)
    .option('--title <text>', 'title of the pull requests')
    .option('--what <text>', 'what they change, in Markdown')
    .option('--why <text>', 'why, in Markdown')
    .option('--draft', 'all pull requests begin as drafts')
    .option('--tools', 'raise nx-apiops in package.json, too')
    .option('--onboard', 'bring selected repositories of the older tools to nx-apiops, too');
}

const CAMPAIGN_FLAG = [
  '--campaign <name>',
  'a name, read from rollouts/<name>.yaml where that exists; or a file',
] as const;

const SELECTING = `
Selecting:  topic=apiops, name=orders-*, team=payments, file=apiops.yaml, property.tier=gold, repository=acme/orders.
            The same key again is another value that will do; different keys must all fit. Archived and disabled
            repositories, forks, templates, and those that opted out are left out and told.
As an app:  NX_APIOPS_APP_ID, and NX_APIOPS_APP_PRIVATE_KEY or NX_APIOPS_APP_PRIVATE_KEY_FILE.`;

function rolloutProgram(program: Command, dispatch: Dispatch): void {
  const group = program
    .command('rollout')
    .description('bring the standard pipelines to all repositories of an organization, as pull requests')
    .addHelpText(
      'after',
      `${examples('rollout plan --campaign 2026-12 --org acme', 'rollout apply --campaign 2026-12 --canary 5')}\n${SIGNING_IN}`,
    );
  campaignCommand(group, 'plan')
    .requiredOption(...CAMPAIGN_FLAG)
    .description('show which files of which repositories would change, and which edits are in the way')
    .option('--out <file>', 'also save the plan, to be applied by apply --plan')
    .option('--markdown-file <file>', 'also save the plan as Markdown')
    .option('--detailed-exitcode', 'exit with 3 when there is something to do')
    .addHelpText(
      'after',
      `${examples('rollout plan --campaign 2026-12 --org acme --select topic=apiops', 'rollout plan --campaign 2026-12 --out plan.json')}\n${SELECTING}`,
    )
    .action(async (flags: object) =>
      dispatch('rollout plan', flags, (await import('./commands/rollout-plan-command.js')).rolloutPlanCommand),
    );
  campaignCommand(group, 'apply')
    .option(...CAMPAIGN_FLAG)
    .description('open a pull request in each repository, or bring it up to date; goes on where it stopped')
    .option('--plan <file>', 'apply a saved plan; repositories that changed since are left alone')
    .option('--canary <n>', 'so many first; the others when these are merged, or their checks pass', countingNumber)
    .option('--max <n>', 'change at most so many repositories', countingNumber)
    .option('--until-failures <n>', 'begin no further repository after so many failures', countingNumber)
    .option('--auto-merge', 'pull requests merge themselves where their repositories allow it')
    .option('-y, --yes', 'do not ask (only who sits at a terminal is asked)')
    .addHelpText(
      'after',
      `${examples('rollout apply --campaign 2026-12 --canary 5', 'rollout apply --campaign 2026-12 --max 100 --until-failures 3', 'rollout apply --plan plan.json')}\n${SELECTING}`,
    )
    .action(async (flags: object) =>
      dispatch('rollout apply', flags, (await import('./commands/rollout-apply-command.js')).rolloutApplyCommand),
    );
  campaignCommand(group, 'status')
    .requiredOption(...CAMPAIGN_FLAG)
    .description('show where each repository stands: open, merged, failing, stale, conflicted, declined, drifted')
    .option('--watch [seconds]', 'look again and again, until all are done (default: each 60 s)', countingNumber)
    .option('--html <file>', 'also save a page that can be sorted and filtered, and needs nothing else')
    .option('--markdown-file <file>', 'also save it as Markdown')
    .option(
      '--stale-after <days>',
      'days without a change after which a pull request is stale',
      wholeNumber,
      DEFAULT_STALE_DAYS,
    )
    .addHelpText(
      'after',
      examples('rollout status --campaign 2026-12', 'rollout status --campaign 2026-12 --watch --html status.html'),
    )
    .action(async (flags: object) =>
      dispatch('rollout status', flags, (await import('./commands/rollout-status-command.js')).rolloutStatusCommand),
    );
  placeCommand(group, 'close')
    .requiredOption(...CAMPAIGN_FLAG)
    .description('close what is left of a campaign, and delete its branches')
    .option('-y, --yes', 'do not ask (only who sits at a terminal is asked)')
    .addHelpText(
      'after',
      examples('rollout close --campaign 2026-12', 'rollout close --campaign 2026-12 --only acme/orders'),
    )
    .action(async (flags: object) =>
      dispatch('rollout close', flags, (await import('./commands/rollout-close-command.js')).rolloutCloseCommand),
    );
}

const DEFAULT_STALE_DAYS = 14;

function emulatorProgram(program: Command, dispatch: Dispatch): void {
  program
    .command('emulator')
    .description(
      'run a local server that answers like Azure Resource Manager, Microsoft Graph, GitHub and Azure DevOps',
    )
    .option('--port <n>', 'port on 127.0.0.1, 0 for a free one', wholeNumber, 0)
    .option('--service <name>', 'a service, as name or group/name; repeat for more (default: apim-dev)', collect)
    .option('--subscription <uuid>', 'the subscription that exists (default: 5ab1e0a2-9a2c-4b6e-8b3e-6d1f0c2a7e54)')
    .option('--resource-group <name>', 'the group of services that are named without one (default: rg-apim)')
    .option('--empty', 'without the default content of a new instance')
    .option('--seed-apis <n>', 'fill each service with this many synthetic APIs (default: 0)', wholeNumber)
    .option('--ops <n>', 'operations of each synthetic API (default: 10)', wholeNumber)
    .option('--latency-ms <n>', 'answer each request this much later (default: 0)', wholeNumber)
    .addOption(
      new Option('--tier <name>', 'refuse what services of this tier do not have (default: refuse nothing)').choices([
        'consumption',
        'basicv2',
        'standardv2',
      ]),
    )
    .addOption(new Option('--throttle <limits>', 'refuse requests beyond the limits (default: none)').choices(['arm']))
    .option('--faults <rate>', 'share of requests that fail, 0 to 1 (default: 0)', share)
    .option('--fault-seed <n>', 'the same seed gives the same faults', wholeNumber, 1)
    .option('--state <file>', 'keep the content of services in a file (default: in memory only)')
    .addOption(
      new Option('--seed <file>', 'what GitHub and Azure DevOps hold, and faults, as JSON (default: none)').conflicts([
        'githubRepository',
        'azureDevopsRepository',
        'team',
      ]),
    )
    .option('--key-vault <name>', 'a Key Vault, as name or group/name; repeat for more (default: none)', collect)
    .option('--github-repository <name>', 'a repository, as owner/name; repeat for more (default: none)', collect)
    .option(
      '--azure-devops-repository <name>',
      'a repository, as organization/project/name; repeat for more (default: acme/apis/acme-apis)',
      collect,
    )
    .option('--team <name>', 'a team of both hosts; repeat for more (default: api-platform)', collect)
    .option('--json', 'say where it is as JSON, also on a terminal')
    .addHelpText(
      'after',
      examples(
        'emulator --port 8080 --service apim-dev --service apim-prod',
        'emulator --seed-apis 200 --ops 10 --latency-ms 50',
        'emulator --seed organization.json --latency-ms 50',
      ),
    )
    .action(async (flags: object) =>
      dispatch('emulator', flags, (await import('./commands/emulator-command.js')).emulatorCommand),
    );
}

function examples(...commands: readonly string[]): string {
  return `\nExamples:\n${commands.map((command) => `  nx-apiops ${command}`).join('\n')}`;
}

function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}

function wholeNumber(value: string): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= 0 && value.trim() !== '') return number;
  throw new InvalidArgumentError('Expected a whole number that is not negative.');
}

function countingNumber(value: string): number {
  const number = wholeNumber(value);
  if (number > 0) return number;
  throw new InvalidArgumentError('Expected a whole number from 1.');
}

function share(value: string): number {
  const number = Number(value);
  if (number >= 0 && number <= 1 && value.trim() !== '') return number;
  throw new InvalidArgumentError('Expected a number from 0 to 1.');
}
