import { describe, expect, it } from 'vitest';
import {
  addEnvironment,
  editApiopsConfig,
  setEnvironment,
  setIdentity,
  setPipelines,
  setProtection,
} from './edit-apiops-config.js';
import { parseApiopsConfig } from './parse-apiops-config.js';
import { APIOPS_SAMPLE } from './testing/apiops-sample.js';
import { thrown } from './testing/thrown.js';

const QA = { name: 'qa', serviceName: 'apim-acme-qa', resourceGroup: 'rg-qa', cloud: 'china' } as const;

/** Lines of `after` that `before` lacks, and the other way round. */
function changedLines(before: string, after: string): { added: string[]; removed: string[] } {
  const lines = { before: before.split('\n'), after: after.split('\n') };
  return {
    added: lines.after.filter((line) => !lines.before.includes(line)),
    removed: lines.before.filter((line) => !lines.after.includes(line)),
  };
}

describe('addEnvironment', () => {
  it('adds the last environment and leaves every other line as it was', () => {
    const edited = addEnvironment(APIOPS_SAMPLE, QA);
    expect(edited).toBe(
      APIOPS_SAMPLE.replace(
        '    cloud: "usgovernment"\n',
        `    cloud: "usgovernment"
  - name: qa
    resourceGroup: rg-qa
    serviceName: apim-acme-qa
    cloud: china
`,
      ),
    );
  });

  it('adds an environment behind another one', () => {
    const edited = addEnvironment(APIOPS_SAMPLE, QA, { after: 'dev' });
    expect(parseApiopsConfig(edited, 'apiops.yaml').environments.map((item) => item.name)).toEqual([
      'dev',
      'qa',
      'prod',
    ]);
    expect(changedLines(APIOPS_SAMPLE, edited)).toEqual({
      added: ['  - name: qa', '    resourceGroup: rg-qa', '    serviceName: apim-acme-qa', '    cloud: china'],
      removed: [],
    });
  });

  it('keeps Windows line ends, a byte order mark and a missing last line end', () => {
    const text = `\uFEFF${APIOPS_SAMPLE.trimEnd().replaceAll('\n', '\r\n')}`;
    const edited = addEnvironment(text, QA);
    expect(edited.startsWith('\uFEFF# yaml-language-server')).toBe(true);
    expect(edited.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
    expect(edited.endsWith('extractFrom: dev')).toBe(true);
    expect(parseApiopsConfig(edited, 'apiops.yaml').environments).toHaveLength(3);
  });

  it.each([
    [
      'lists that are not indented',
      'version: 1\norganization: acme\nhosting: github\nenvironments:\n- name: dev\n  serviceName: a\n',
      'version: 1\norganization: acme\nhosting: github\nenvironments:\n- name: dev\n  serviceName: a\n- name: qa\n  resourceGroup: rg-qa\n  serviceName: apim-acme-qa\n  cloud: china\n',
    ],
    [
      'flow style',
      'version: 1\norganization: acme\nhosting: github\nenvironments: [{ name: dev, serviceName: a }] # all\n',
      'version: 1\norganization: acme\nhosting: github\nenvironments: [ { name: dev, serviceName: a }, { name: qa, resourceGroup: rg-qa, serviceName: apim-acme-qa, cloud: china } ] # all\n',
    ],
  ])('follows %s', (_, text, expected) => {
    expect(addEnvironment(text, QA)).toBe(expected);
  });

  it('leaves an environment of that name as it is', () => {
    expect(addEnvironment(APIOPS_SAMPLE, { name: 'prod', serviceName: 'other' })).toBe(APIOPS_SAMPLE);
    const once = addEnvironment(APIOPS_SAMPLE, QA);
    expect(addEnvironment(once, QA)).toBe(once);
  });

  it('refuses to stand behind an unknown environment', () => {
    const error = thrown(() => addEnvironment(APIOPS_SAMPLE, QA, { after: 'prd' }));
    expect(error.message).toBe('"prd" is no environment of apiops.yaml, which lists dev, prod');
    expect(error.hint).toBe('Did you mean "prod"?');
  });

  it('refuses an environment that would make the file invalid', () => {
    const error = thrown(() => addEnvironment(APIOPS_SAMPLE, { name: 'Q A', serviceName: 'x' }));
    expect(error.code).toBe('CONFIG_INVALID');
    expect(error.message).toContain('environments[2].name: "Q A" cannot be used');
  });
});

describe('editApiopsConfig', () => {
  it('changes only the lines that the edit touches', () => {
    const edited = editApiopsConfig(APIOPS_SAMPLE, (document) =>
      document.setIn(['environments', 0, 'serviceName'], 'new'),
    );
    expect(changedLines(APIOPS_SAMPLE, edited)).toEqual({
      added: ['    serviceName: new # shared with team blue'],
      removed: ['    serviceName: apim-acme-dev  # shared with team blue'],
    });
  });

  it('removes what the edit removes', () => {
    const edited = editApiopsConfig(APIOPS_SAMPLE, (document) => document.deleteIn(['environments', 1, 'cloud']));
    expect(edited).toBe(APIOPS_SAMPLE.replace('    cloud: "usgovernment"\n', ''));
  });

  it('returns the very text when nothing is changed', () => {
    expect(editApiopsConfig(APIOPS_SAMPLE, () => undefined)).toBe(APIOPS_SAMPLE);
    expect(editApiopsConfig(APIOPS_SAMPLE, (document) => document.set('hosting', 'github'))).toBe(APIOPS_SAMPLE);
  });

  it('refuses an edit that leaves no valid configuration', () => {
    const error = thrown(() => editApiopsConfig(APIOPS_SAMPLE, (document) => document.set('hosting', 'gitlab')));
    expect(error.message).toBe(
      'apiops.yaml:4:10  hosting: "gitlab" is not known; write github or azure-devops; did you mean "github"?',
    );
  });
});

describe('setPipelines', () => {
  it('adds what is set, and keeps every other line', () => {
    const edited = setPipelines(APIOPS_SAMPLE, { schedules: { drift: 'never' } });
    expect(changedLines(APIOPS_SAMPLE, edited)).toEqual({
      added: ['pipelines:', '  schedules:', '    drift: never'],
      removed: [],
    });
  });

  it('changes one member and keeps the comments and members beside it', () => {
    const text = `${APIOPS_SAMPLE}pipelines:\n  schedules:\n    # At night.\n    extract: 0 3 * * 1\n    drift: never\n`;
    const edited = setPipelines(text, { schedules: { drift: '0 4 * * *' } });
    expect(changedLines(text, edited)).toEqual({ added: ['    drift: 0 4 * * *'], removed: ['    drift: never'] });
  });

  it('changes nothing for an empty edit, and refuses half a platform repository', () => {
    expect(setPipelines(APIOPS_SAMPLE, { schedules: {} })).toBe(APIOPS_SAMPLE);
    expect(thrown(() => setPipelines(APIOPS_SAMPLE, { platform: { ref: 'v1' } })).message).toContain(
      'lacks "repository"',
    );
  });
});

describe('setProtection and setIdentity', () => {
  it('begin a section behind an empty line, and change nothing the second time', () => {
    const protection = { approvals: 1, actions: { allowed: ['azure/login@*'], pullRequests: true } };
    const edited = setProtection(APIOPS_SAMPLE, protection);
    expect(edited).toBe(`${APIOPS_SAMPLE}
protection:
  approvals: 1
  actions:
    allowed:
      - azure/login@*
    pullRequests: true
`);
    expect(setProtection(edited, protection)).toBe(edited);
  });

  it.each([APIOPS_SAMPLE, APIOPS_SAMPLE.trimEnd()])('begin a section with the line ends of the file', (text) => {
    const edited = setProtection(text, { approvals: 1 });
    expect(setProtection(text.replaceAll('\n', '\r\n'), { approvals: 1 })).toBe(edited.replaceAll('\n', '\r\n'));
  });

  it('keep comments and members beside what they set', () => {
    const text = `${APIOPS_SAMPLE}protection:\n  approvals: 1   # for now\n  codeOwners: true\n`;
    expect(changedLines(text, setProtection(text, { approvals: 2 }))).toEqual({
      added: ['  approvals: 2 # for now'],
      removed: ['  approvals: 1   # for now'],
    });
  });

  it('leave what says the same as it is written', () => {
    const allowed = ['azure/login@*', 'acme/scan@v1'];
    const text = `${APIOPS_SAMPLE}protection:\n  approvals: 1\n  actions:\n    allowed: ["azure/login@*", 'acme/scan@v1']\n`;
    expect(setProtection(text, { approvals: 1, actions: { allowed } })).toBe(text);
    expect(changedLines(text, setProtection(text, { approvals: 2, actions: { allowed } }))).toEqual({
      added: ['  approvals: 2'],
      removed: ['  approvals: 1'],
    });
  });

  it('refuse what makes no valid section', () => {
    expect(thrown(() => setIdentity(APIOPS_SAMPLE, { location: 'westeurope' })).message).toContain('lacks "tenantId"');
  });

  it('refuse to change what an alias stands for', () => {
    const text = APIOPS_SAMPLE.replace('resourceGroup: rg-apim-dev', 'approval: &four { selfReview: false }').replace(
      'cloud: "usgovernment"',
      'approval: *four',
    );
    const error = thrown(() => setEnvironment(text, 'prod', { approval: { reviewers: ['platform'] } }));
    expect([error.code, error.message]).toEqual([
      'EDIT_REFUSED',
      'environments[1].approval in apiops.yaml is written as an alias',
    ]);
  });
});

describe('setEnvironment', () => {
  it('adds to one environment and leaves every other line as it was', () => {
    const edited = setEnvironment(APIOPS_SAMPLE, 'prod', { approval: { reviewers: ['platform'], selfReview: false } });
    expect(changedLines(APIOPS_SAMPLE, edited)).toEqual({
      added: ['    approval:', '      reviewers:', '        - platform', '      selfReview: false'],
      removed: [],
    });
    expect(parseApiopsConfig(edited, 'apiops.yaml').environments[1]?.approval).toEqual({
      reviewers: ['platform'],
      selfReview: false,
    });
  });

  it('refuses an unknown environment', () => {
    expect(thrown(() => setEnvironment(APIOPS_SAMPLE, 'prd', {})).code).toBe('ENVIRONMENT_UNKNOWN');
  });
});
