import { planRepository, readPipelineSources } from '@nx-apiops/rollout';

const APIS = 3;
const TEAMS = 20;
const NO_OID = '0'.repeat(40);

const CURRENT = readPipelineSources();

/** As an earlier state of this version: what is copied into repositories said something else, and what calls it the same. */
const EARLIER = { ...CURRENT, workflows: earlier(CURRENT.workflows), templates: earlier(CURRENT.templates) };

/** @param {ReadonlyMap<string, string>} files */
function earlier(files) {
  return new Map([...files].map(([path, text]) => [path, `${text}# earlier\n`]));
}

/**
 * Repositories as a seed of the emulator has them: each with an `apiops.yaml`, a `package.json`, owners and APIs of its
 * own, two or three environments, and pipelines. Pipelines that say the same are the same text in many of them.
 * @param {{ repos: number, hosting: 'github' | 'azure-devops', isCurrent: boolean }} options
 */
export function syntheticRepositories({ repos, hosting, isCurrent }) {
  const sources = isCurrent ? CURRENT : EARLIER;
  return Array.from({ length: repos }, (_, index) => {
    const name = `apis-${String(index).padStart(5, '0')}`;
    const files = ownFiles(name, index, hosting);
    return { name, files: withPipelines(files, hosting, sources) };
  });
}

/**
 * @param {string} name
 * @param {number} index
 * @param {'github' | 'azure-devops'} hosting
 * @returns {Readonly<Record<string, string>>}
 */
function ownFiles(name, index, hosting) {
  const team = `team-${index % TEAMS}`;
  const environments = index % 4 === 0 ? ['dev', 'test', 'prod'] : ['dev', 'prod'];
  const apis = Array.from({ length: APIS }, (_, api) => `${name}-${api}`);
  return {
    'README.md': `# ${name}\n\nAPIs of ${team}.\n`,
    'apiops.yaml': [
      'version: 1',
      'organization: acme',
      `repository: ${name}`,
      `hosting: ${hosting}`,
      ...(hosting === 'azure-devops' ? ['project: apis'] : []),
      'environments:',
      ...environments.flatMap((environment) => [
        `  - name: ${environment}`,
        `    serviceName: apim-${name}-${environment}`,
        `    resourceGroup: rg-${team}`,
      ]),
      '',
    ].join('\n'),
    'package.json': json({
      name,
      private: true,
      devDependencies: { 'nx-apiops': CURRENT.version, '@nx-apiops/cli': CURRENT.version },
    }),
    'nx.json': CURRENT.workspace.get('nx.json') ?? '{}\n',
    [hosting === 'github' ? '.github/CODEOWNERS' : 'CODEOWNERS']: `* @acme/${team}\n`,
    ...Object.fromEntries(apis.flatMap((api) => apiFiles(api, team))),
  };
}

/**
 * @param {string} api
 * @param {string} team
 * @returns {readonly (readonly [string, string])[]}
 */
function apiFiles(api, team) {
  const folder = `apim-artifacts/apis/${api}`;
  const serviceUrl = `https://${api}.example.com`;
  const properties = { displayName: api, path: api, protocols: ['https'], serviceUrl };
  const item = { get: { operationId: 'get-item', responses: { 200: { description: 'The item' } } } };
  const catalogEntry = `apiVersion: backstage.io/v1alpha1\nkind: API\nmetadata:\n  name: ${api}\nspec:\n  type: openapi\n  lifecycle: production\n  owner: ${team}\n  definition:\n    $text: ./specification.json\n`;
  return [
    [`${folder}/apiInformation.json`, json({ properties })],
    [`${folder}/specification.json`, json({ openapi: '3.0.1', info: { title: api }, paths: { '/items/{id}': item } })],
    [`${folder}/catalog-info.yaml`, catalogEntry],
  ];
}

/** @param {unknown} value */
function json(value) {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

/**
 * The files after the standard was brought to them.
 * @param {Readonly<Record<string, string>>} files
 * @param {'github' | 'azure-devops'} hosting
 * @param {import('@nx-apiops/rollout').PipelineSources} sources
 */
function withPipelines(files, hosting, sources) {
  const snapshot = {
    host: hosting,
    fullName: 'acme/any',
    defaultBranch: 'main',
    headOid: NO_OID,
    flags: [],
    topics: [],
    properties: {},
    teams: [],
    paths: Object.keys(files).sort(),
    files: Object.fromEntries(Object.entries(files).map(([path, text]) => [path, { oid: NO_OID, text }])),
  };
  const { changes } = planRepository(snapshot, { sources });
  const texts = changes.flatMap((change) => (change.kind === 'delete' ? [] : [[change.path, change.text]]));
  return { ...files, ...Object.fromEntries(texts) };
}
