import { describe, expect, it } from 'vitest';
import { parseApiopsConfig } from './parse-apiops-config.js';
import { APIOPS_SAMPLE } from './testing/apiops-sample.js';
import { thrown } from './testing/thrown.js';

const parse = (text: string) => parseApiopsConfig(text, 'apiops.yaml');

const MINIMAL = `version: 1
organization: acme
hosting: github
environments:
  - name: dev
    serviceName: apim-acme-dev
`;

describe('parseApiopsConfig', () => {
  it('applies the defaults', () => {
    expect(parse(MINIMAL)).toEqual({
      version: 1,
      organization: 'acme',
      hosting: 'github',
      artifacts: { folder: 'apim-artifacts' },
      environments: [{ name: 'dev', serviceName: 'apim-acme-dev', cloud: 'public' }],
      extractFrom: 'dev',
      pipelines: {
        form: 'inline',
        branch: 'main',
        schedules: { drift: '23 5 * * *' },
        shardAbove: 100,
        secrets: [],
      },
    });
  });

  it('takes everything that is stated', () => {
    expect(parse(APIOPS_SAMPLE)).toEqual({
      version: 1,
      organization: 'acme',
      hosting: 'github',
      artifacts: { folder: 'apim-artifacts', layout: 'apiops-cli' },
      environments: [
        {
          name: 'dev',
          subscriptionId: '11111111-2222-3333-4444-555555555555',
          resourceGroup: 'rg-apim-dev',
          serviceName: 'apim-acme-dev',
          cloud: 'public',
        },
        { name: 'prod', serviceName: 'apim-acme-prod', cloud: 'usgovernment' },
      ],
      extractFrom: 'dev',
      pipelines: {
        form: 'inline',
        branch: 'main',
        schedules: { drift: '23 5 * * *' },
        shardAbove: 100,
        secrets: [],
      },
    });
  });

  it('switches a schedule off that says never', () => {
    const { schedules } = parse(
      `${MINIMAL}pipelines: { schedules: { extract: 0 3 * * 1-5, drift: never } }\n`,
    ).pipelines;
    expect(schedules).toEqual({ extract: '0 3 * * 1-5' });
  });

  it('refuses the shared form without a platform repository', () => {
    const error = thrown(() => parse(`${MINIMAL}pipelines:\n  form: shared\n`));
    expect(error.message).toBe(
      'apiops.yaml:8:9  pipelines.form: the shared form needs pipelines.platform: the repository that holds the pipelines, and a version of it',
    );
  });

  it.each([
    ['protection: { mergeQueue: squash }', 'protection.mergeQueue'],
    ['protection: { actions: {} }', 'protection.actions'],
    ['protection: { signedCommits: true }', 'protection.signedCommits'],
  ])('refuses for Azure DevOps what only GitHub has: %s', (line, path) => {
    const error = thrown(() => parse(`${MINIMAL.replace('hosting: github', 'hosting: azure-devops')}${line}\n`));
    expect(error.message).toContain(`${path}: Azure DevOps has no such thing; remove the line`);
  });

  it('wants to know where managed identities shall be', () => {
    const tenantId = '11111111-2222-3333-4444-555555555555';
    const error = thrown(() => parse(`${MINIMAL}identity: { tenantId: ${tenantId} }\n`));
    expect(error.message).toContain('identity: managed identities need a location');
    expect(parse(`${MINIMAL}identity: { tenantId: ${tenantId}, location: westeurope }\n`).identity).toEqual({
      kind: 'managed-identity',
      tenantId,
      location: 'westeurope',
      maxSecretAgeDays: 90,
    });
  });

  it.each([
    ['schedules: { drift: daily }', 'pipelines.schedules.drift'],
    ['shardAbove: 0', 'pipelines.shardAbove'],
    ['secrets: [orders-key]', 'pipelines.secrets[0]'],
    ['secrets: [A, A]', 'pipelines.secrets'],
    ['branch: ../x', 'pipelines.branch'],
    ['platform: { repository: acme, ref: v1 }', 'pipelines.platform.repository'],
  ])('refuses pipelines with %s', (line, path) => {
    expect(thrown(() => parse(`${MINIMAL}pipelines:\n  ${line}\n`)).message).toContain(`  ${path}: `);
  });

  it('reads Windows line ends behind a byte order mark alike', () => {
    expect(parse(`\uFEFF${APIOPS_SAMPLE.replaceAll('\n', '\r\n')}`)).toEqual(parse(APIOPS_SAMPLE));
  });

  it.each([
    ['./apim/artifacts/', 'apim/artifacts'],
    ['apim//artifacts', 'apim/artifacts'],
    ['..artifacts', '..artifacts'],
  ])('takes %s as the artifact folder %s', (written, folder) => {
    expect(parse(`${MINIMAL}artifacts: {folder: ${written}}\n`).artifacts.folder).toBe(folder);
  });

  const FOLDER_RULE =
    'cannot be used: the artifacts need a folder of their own inside the repository, written with forward slashes and without "..", such as apim-artifacts';
  it.each(['.', './', '/srv/apim', '../apim', 'a/../b', 'a/..', 'C:/apim', 'a\\b', ''])(
    'refuses the artifact folder "%s"',
    (folder) => {
      const error = thrown(() => parse(`${MINIMAL}artifacts:\n  folder: '${folder}'\n`));
      expect(error.message).toBe(`apiops.yaml:8:11  artifacts.folder: ${JSON.stringify(folder)} ${FOLDER_RULE}`);
    },
  );

  const replaced = (line: string, by: string) => MINIMAL.replace(line, by);
  it.each([
    [
      'an unknown hosting',
      replaced('github', 'githb'),
      'apiops.yaml:3:10  hosting: "githb" is not known; write github or azure-devops; did you mean "github"?',
    ],
    [
      'a hosting like none',
      replaced('github', 'gitlab.com'),
      'apiops.yaml:3:10  hosting: "gitlab.com" is not known; write github or azure-devops',
    ],
    [
      'a newer version',
      replaced('version: 1', 'version: 2'),
      'apiops.yaml:1:10  version: the number 2 is not known; write 1',
    ],
    [
      'a version as text',
      replaced('version: 1', 'version: "1"'),
      'apiops.yaml:1:10  version: "1" is not known; write 1 without quotes',
    ],
    [
      'an unknown key',
      replaced('organization', 'organisation'),
      [
        '2 problems in apiops.yaml:',
        'apiops.yaml:1:1  lacks "organization"; add it, such as "organization: acme"',
        'apiops.yaml:2:1  organisation: unknown key; did you mean "organization"?',
      ].join('\n  '),
    ],
    [
      'an unknown key like none',
      `${MINIMAL}zzz: 1\n`,
      'apiops.yaml:7:1  zzz: unknown key; known: version, organization, repository, hosting, artifacts, environments, extractFrom, pipelines, project, protection, identity, rollout',
    ],
    [
      'an unknown key of an environment',
      replaced('serviceName:', 'serviceNam: x\n    serviceName:'),
      'apiops.yaml:6:5  environments[0].serviceNam: unknown key; did you mean "serviceName"?',
    ],
    [
      'an environment without an instance',
      replaced('    serviceName: apim-acme-dev\n', ''),
      'apiops.yaml:5:5  environments[0]: lacks "serviceName"; add it, such as "serviceName: apim-acme-dev"',
    ],
    [
      'an environment name with capitals',
      replaced('name: dev', 'name: Dev 1'),
      'apiops.yaml:5:11  environments[0].name: "Dev 1" cannot be used: an environment is named by at most 31 lower-case letters, digits and hyphens, beginning with a letter, such as dev',
    ],
    [
      'a subscription that is no id',
      replaced('serviceName:', 'subscriptionId: my-sub\n    serviceName:'),
      'apiops.yaml:6:21  environments[0].subscriptionId: "my-sub" cannot be used: a subscription is named by its id, 32 hexadecimal digits in five groups, such as 00000000-0000-0000-0000-000000000000',
    ],
    [
      'a number where text is wanted',
      replaced('organization: acme', 'organization: 123'),
      'apiops.yaml:2:15  organization: must be text, but is the number 123; put quotes around it',
    ],
    [
      'a list where text is wanted',
      replaced('organization: acme', 'organization: [acme]'),
      'apiops.yaml:2:15  organization: must be text, but is a list; write one value, such as acme',
    ],
    [
      'a key without a value',
      replaced('organization: acme', 'organization:'),
      'apiops.yaml:2:1  organization: has no value; write one, such as acme, or remove the line',
    ],
    [
      'a mapping where a list is wanted',
      replaced('- name', '  name').replace('    serviceName', '    serviceName'),
      'apiops.yaml:5:5  environments: must be a list (lines that begin with "- "), but is a mapping',
    ],
    [
      'no environment',
      replaced('environments:\n  - name: dev\n    serviceName: apim-acme-dev', 'environments: []'),
      'apiops.yaml:4:15  environments: the list is empty; write at least one entry',
    ],
    [
      'an environment as text',
      replaced('  - name: dev\n    serviceName: apim-acme-dev', '  - dev'),
      'apiops.yaml:5:5  environments[0]: must be a mapping of keys, but is "dev"',
    ],
    [
      'two environments of one name',
      `${MINIMAL}  - name: dev\n    serviceName: x\n`,
      'apiops.yaml:7:11  environments[1].name: "dev" names an environment already, at apiops.yaml:5:11; rename one',
    ],
    [
      'extraction from an unknown environment',
      `${MINIMAL}extractFrom: devv\n`,
      'apiops.yaml:7:14  extractFrom: "devv" is no environment of this file; did you mean "dev"?',
    ],
    [
      'a root that is a list',
      '- version: 1\n',
      'apiops.yaml:1:1  must be a mapping of keys such as "version: 1", but is a list',
    ],
    [
      'an empty file',
      '# nothing yet\n',
      'apiops.yaml:1:1  the file is empty; state version, organization, hosting and environments',
    ],
  ])('refuses %s', (_, text, message) => {
    const error = thrown(() => parse(text));
    expect(error.message).toBe(message);
    expect(error.code).toBe('CONFIG_INVALID');
    expect(error.hint).toMatch(/schema/);
  });

  it('lists all problems of the file together', () => {
    const text = 'version: 1\nhosting: git\nenvironments:\n  - name: DEV\n    cloud: azure\n    extra: 1\n';
    expect(thrown(() => parse(text)).problems.map((problem) => problem.path)).toEqual([
      '',
      'hosting',
      'environments[0]',
      'environments[0].name',
      'environments[0].cloud',
      'environments[0].extra',
    ]);
  });

  it('refuses a duplicate key as YAML', () => {
    const error = thrown(() => parse(`${MINIMAL}hosting: github\n`));
    expect(error.message).toBe(
      'apiops.yaml:7:1  hosting: the key is given twice; it stands in line 3 already: remove one',
    );
    expect(error.code).toBe('YAML_INVALID');
  });
});
