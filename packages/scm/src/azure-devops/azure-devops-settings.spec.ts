import { parseApiopsConfig, type ApiopsConfig } from '@nx-apiops/config';
import { describe, expect, it } from 'vitest';
import { azureDevOpsSettings } from './azure-devops-settings.js';
import { PIPELINES } from './pipeline-names.js';

const config = (more: string): ApiopsConfig =>
  parseApiopsConfig(
    `version: 1
organization: acme
hosting: azure-devops
environments: [{ name: dev, serviceName: apim-dev }, { name: prod, serviceName: apim-prod }]
${more}`,
    'apiops.yaml',
  );

const CONTEXT = {
  repository: 'acme-apis',
  buildService: 'apis Build Service (acme)',
  ownedFiles: [{ pattern: '*', owners: ['@acme/b', '@acme/a'], paths: ['/*'] }],
  canonical: (name: string) => name.replace('@acme/', ''),
  givenSecrets: new Set(['PROD_KEY']),
  replaceSecrets: false,
};
const settings = (more: string) => azureDevOpsSettings(config(more), CONTEXT);
const valueOf = (more: string, type: string) => settings(more).find((setting) => setting.type === type)?.value;

describe('azureDevOpsSettings', () => {
  const on = { enabled: true, blocking: true };
  it.each([
    ['protection: {}', 'minimum reviewers', undefined],
    ['protection: { approvals: 0, dismissStale: true }', 'minimum reviewers', { enabled: false }],
    ['protection: { approvals: 2 }', 'minimum reviewers', { approvals: 2, selfApproval: false, ...on }],
    [
      'protection: { lastPushApproval: false }',
      'minimum reviewers',
      { lastPushApproval: false, selfApproval: false, ...on },
    ],
    ['protection: {}', 'comment resolution', undefined],
    ['protection: { resolveThreads: true }', 'comment resolution', on],
    ['protection: { resolveThreads: false }', 'comment resolution', { enabled: false }],
    ['protection: { linearHistory: true }', 'merge types', { allowed: ['rebase', 'squash'], ...on }],
    [
      'protection: { codeOwners: true }',
      'required reviewers',
      { reviewers: ['a', 'b'], paths: ['/*'], selfApproval: false, ...on },
    ],
    ['protection: { codeOwners: false }', 'required reviewers', undefined],
    ['protection: { breakGlass: oncall }', 'branch permission', { bypassWhenCompleting: 'allowed' }],
    [
      'protection: {}',
      'branch control',
      { branches: ['main'], onlyProtected: true, unknownProtection: false, enabled: true },
    ],
    ['protection: {}', 'required template', undefined],
  ])('%s: %s', (more, type, value) => {
    expect(valueOf(more, type)).toEqual(value);
  });

  it('wants nothing without the section', () => {
    expect(settings('')).toEqual([]);
  });

  it('wants a value of a secret where one is given', () => {
    const wanted = settings('protection: {}\npipelines: { secrets: [KEY] }');
    expect(wanted.filter(({ type }) => type === 'secret').map(({ name, after }) => [name, after])).toEqual([
      ['prod/KEY', ['variable group apiops-prod']],
    ]);
  });

  it('has everything that a setting waits for', () => {
    const wanted = settings('protection: { codeOwners: true }\npipelines: { secrets: [KEY] }');
    const known = new Set(wanted.map(({ type, name }) => `${type} ${name}`));
    expect(wanted.flatMap(({ after = [] }) => after).filter((id) => !known.has(id))).toEqual([]);
    expect(known.size).toBe(wanted.length);
  });

  it('lets only those pipelines use a service connection that do', () => {
    const identity = 'identity: { tenantId: 11111111-2222-3333-4444-555555555555, location: westeurope }';
    const wanted = settings(`protection: {}\n${identity}`);
    const pipelines = (name: string) =>
      wanted.find(({ type, name: of }) => type === 'pipeline permission' && of === `endpoint/${name}`)?.value[
        'pipelines'
      ];
    expect(pipelines('publisher-prod')).toEqual(['apiops-publish']);
    expect(pipelines('reader-prod')).toEqual(['apiops-drift', 'apiops-publish', 'apiops-pull-request']);
    expect(pipelines('reader-dev')).toEqual(Object.keys(PIPELINES).sort());
  });

  const APPROVED = `environments:
  - { name: dev, serviceName: apim-dev }
  - { name: prod, serviceName: apim-prod, approval: { reviewers: ['@acme/b'], selfReview: false } }
pipelines: { secrets: [KEY] }
`;
  const approved = (text = '') =>
    azureDevOpsSettings(
      parseApiopsConfig(
        `version: 1\norganization: acme\nhosting: azure-devops\nprotection: {}\n${APPROVED}${text}`,
        'apiops.yaml',
      ),
      CONTEXT,
    );

  it.each([
    ['environment/dev', ['exclusive lock', 'branch control', 'pipeline permission']],
    ['environment/prod', ['approval', 'exclusive lock', 'branch control', 'pipeline permission']],
    ['endpoint/publisher-dev', ['branch control', 'pipeline permission']],
    ['endpoint/publisher-prod', ['approval', 'branch control', 'pipeline permission']],
    ['endpoint/reader-prod', ['pipeline permission']],
    ['variablegroup/apiops-prod', ['branch control', 'pipeline permission']],
  ])('guards %s with what fits it', (name, types) => {
    const found = approved().filter((setting) => setting.name === name);
    expect(found.map(({ type }) => type)).toEqual(types);
  });

  it('asks for the same approval at the publisher connection as at the environment', () => {
    const values = approved()
      .filter(({ type }) => type === 'approval')
      .map(({ name, value }) => [name, value]);
    const value = { reviewers: ['b'], approvals: 1, selfReview: false, enabled: true };
    expect(values).toEqual([
      ['environment/prod', value],
      ['endpoint/publisher-prod', value],
    ]);
  });

  const SHARED =
    'pipelines: { form: shared, platform: { repository: apis/apim-platform, ref: v1.0.0 }, secrets: [KEY] }';
  const TEMPLATE = (file: string) => `pipelines/${file}.yml of apis/apim-platform at refs/tags/v1.0.0`;

  it.each([
    ['environment/prod', ['publish']],
    ['endpoint/publisher-prod', ['publish']],
    ['endpoint/reader-prod', ['drift', 'publish', 'pull-request']],
    ['endpoint/reader-dev', ['drift', 'extract', 'publish', 'pull-request']],
    ['variablegroup/apiops-prod', ['drift', 'publish']],
  ])('lets only pipelines of the platform use %s in the shared form', (name, files) => {
    const found = settings(`protection: {}\n${SHARED}`).find(
      (setting) => setting.type === 'required template' && setting.name === name,
    );
    expect(found?.value).toEqual({ templates: files.map(TEMPLATE), enabled: true });
  });

  it.each([
    ['v1.0.0', ['main', 'refs/tags/v1.0.0']],
    ['refs/heads/release', ['main', 'release']],
    ['refs/heads/main', ['main']],
  ])('allows the version %s of the platform, which the branch control looks at too', (ref, branches) => {
    const [control] = settings(`protection: {}\n${SHARED.replace('v1.0.0', ref)}`).filter(
      ({ type }) => type === 'branch control',
    );
    expect(control?.value).toMatchObject({ branches, onlyProtected: true, unknownProtection: false });
  });
});
