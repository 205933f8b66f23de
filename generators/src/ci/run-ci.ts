import { parseArgs, type ParseArgsConfig } from 'node:util';
import { GeneratorError } from '../errors.js';
import type { Host } from './host.js';
import { PLAN_MARK, renderPlanComment } from './plan-comment.js';
import { proposeChanges, type Git } from './propose-changes.js';
import { planShards, toAzureMatrix, toGithubMatrix } from './shards.js';

/** What the steps need of the machine that they run on. */
export interface CiPorts {
  readonly host: Host;
  readonly git: Git;
  /** The text of a file; undefined where there is none. */
  readonly read: (path: string) => Promise<string | undefined>;
  /** For titles: `acme/acme-apis`. */
  readonly repository: string;
}

type Step = (values: Readonly<Record<string, string>>, ports: CiPorts) => Promise<string>;

const STEPS: Readonly<Record<string, { readonly options: readonly string[]; readonly run: Step }>> = {
  shards: { options: ['above', 'projects'], run: shards },
  comment: { options: ['environments', 'plans', 'pull-request'], run: comment },
  drift: { options: ['env', 'found', 'report'], run: drift },
  protection: { options: ['found', 'report'], run: protection },
  propose: { options: ['branch', 'title'], run: propose },
};

/**
 * Runs one step of a pipeline and gives what to print. Throws `OPTION_INVALID` for arguments that are not usable,
 * `HOST_REFUSED`, and what git says.
 */
export async function runCi(args: readonly string[], ports: CiPorts): Promise<string> {
  const [name = '', ...rest] = args;
  const step = STEPS[name];
  if (!step) throw usage(`There is no step ${JSON.stringify(name)}; steps are ${Object.keys(STEPS).join(', ')}.`);
  return step.run(parse(rest, step.options, name), ports);
}

function parse(args: readonly string[], names: readonly string[], step: string): Readonly<Record<string, string>> {
  const options: ParseArgsConfig['options'] = Object.fromEntries(
    names.map((name) => [name, { type: 'string' as const }]),
  );
  let values: Readonly<Record<string, unknown>>;
  try {
    ({ values } = parseArgs({ args: [...args], options }));
  } catch (cause) {
    throw usage(`${step}: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  return Object.fromEntries(
    names.map((name) => {
      const value = values[name];
      if (typeof value !== 'string' || value === '') throw usage(`${step} needs --${name}.`);
      return [name, value];
    }),
  );
}

function usage(message: string): GeneratorError {
  return new GeneratorError('OPTION_INVALID', message, { hint: 'nx-apiops-ci is run by the derived pipelines.' });
}

async function shards({ above, projects = '' }: Readonly<Record<string, string>>, ports: CiPorts): Promise<string> {
  const names: unknown = JSON.parse((await ports.read(projects)) ?? 'null');
  if (!Array.isArray(names) || Number.isNaN(Number(above))) throw usage(`shards: ${projects} is no list of projects.`);
  const planned = planShards(names.map(String), Number(above));
  return ports.host.matrix === 'github' ? toGithubMatrix(planned) : toAzureMatrix(planned);
}

async function comment(values: Readonly<Record<string, string>>, { host, read }: CiPorts): Promise<string> {
  const { environments = '', plans = '', 'pull-request': pullRequest = '' } = values;
  const planOf = async (environment: string): Promise<string | undefined> =>
    (await read(`${plans}/${environment}.md`)) ?? (await read(`${plans}/plan-${environment}/${environment}.md`));
  const list = await Promise.all(
    environmentNames(environments).map(async (environment) => ({ environment, markdown: await planOf(environment) })),
  );
  const body = renderPlanComment(list, host.runUrl);
  const { verb, url } = await host.writeComment(pullRequest, { mark: PLAN_MARK, body });
  return `Comment ${verb}: ${url}`;
}

/** A JSON list of objects with `environment`, or names separated by commas. */
function environmentNames(text: string): readonly string[] {
  if (!text.startsWith('[')) return text.split(',');
  const list: unknown = JSON.parse(text);
  return Array.isArray(list) ? list.map((item: { readonly environment?: unknown }) => String(item.environment)) : [];
}

async function drift(values: Readonly<Record<string, string>>, { host, read, repository }: CiPorts): Promise<string> {
  const { env = '', found, report = '' } = values;
  const about = { key: `drift:${env}`, title: `Drift in ${env} of ${repository}`, noun: `Drift in ${env}` };
  return keepIssue(about, { found, report, host, read });
}

async function protection(
  { found, report = '' }: Readonly<Record<string, string>>,
  { host, read, repository }: CiPorts,
): Promise<string> {
  const about = {
    key: 'protection',
    title: `Protection of ${repository} is not as apiops.yaml says`,
    noun: 'Difference in the protection',
  };
  return keepIssue(about, { found, report, host, read });
}

interface IssueTopic {
  readonly key: string;
  readonly title: string;
  /** For the log: `Drift in dev`. */
  readonly noun: string;
}

interface IssueState extends Pick<CiPorts, 'host' | 'read'> {
  readonly found: string | undefined;
  readonly report: string;
}

/** One issue with the report while there is something, and none afterwards. */
async function keepIssue({ key, title, noun }: IssueTopic, { found, report, host, read }: IssueState): Promise<string> {
  if (found === 'true') {
    const body = `${(await read(report)) ?? ''}\n\nFound by [this pipeline](${host.runUrl.replace(/\/runs\/.*|\/results.*/, '')}).`;
    const { verb, url } = await host.writeIssue({ key, title, body: body.slice(0, 60_000) });
    return `${noun}, ${verb}: ${url}`;
  }
  const closed = await host.closeIssue({ key, title }, `It is gone, says [this run](${host.runUrl}).`);
  return closed ? `${noun} gone, closed: ${closed.url}` : `${noun}: none.`;
}

async function propose({ branch = '', title = '' }: Readonly<Record<string, string>>, ports: CiPorts): Promise<string> {
  const written = await proposeChanges(ports.git, ports.host, { branch, title });
  return written ? `Pull request ${written.verb}: ${written.url}` : 'Nothing changed, so nothing is proposed.';
}
