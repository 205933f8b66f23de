import { parseApiopsConfig, type ApiopsConfig } from '@nx-apiops/config';
import { describe, expect, it } from 'vitest';
import { azureDevOpsSettings, PIPELINES } from './azure-devops-settings.js';

const config = (more: string): ApiopsConfig =>
  parseApiopsConfig(
    `version: 1
organization: acme
hosting: azure-devops
environments: [{ name: dev, serviceName: apim-dev }, { name: prod, serviceName: apim-prod }]
${more}`,
    'apiops.yaml',
  );

const settings = (more: string) =>
  azureDevOpsSettings(config(more), {
    repository: 'acme-apis',
    buildService: 'apis Build Service (acme)',
    ownedFiles: [{ pattern: '*', owners: ['@acme/b', '@acme/a'], paths: ['/*'] }],
    canonical: (name) => name.replace('@acme/', ''),
    givenSecrets: new Set(['PROD_KEY']),
    replaceSecrets: false,
  });
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
      wanted.find((setting) => setting.name === `endpoint/${name}`)?.value['pipelines'];
    expect(settings('protection: {}').filter(({ name }) => name.startsWith('endpoint/'))).toEqual([]);
    expect(pipelines('publisher-prod')).toEqual(['apiops-publish']);
    expect(pipelines('reader-prod')).toEqual(['apiops-drift', 'apiops-publish', 'apiops-pull-request']);
    expect(pipelines('reader-dev')).toEqual(Object.keys(PIPELINES).sort());
  });
});
