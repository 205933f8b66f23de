import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { managedSnapshot, NEW_VERSION, TARGET, textOf } from '../testing/sample-snapshot.js';
import { resolveCampaign } from './campaign.js';
import { planRepository } from './plan-repository.js';
import { renderCommitMessage, renderPullRequestBody } from './render-pull-request.js';
import { withFiles } from './repository-snapshot.js';

const campaign = resolveCampaign({
  name: '2026-12',
  title: 'December',
  what: 'Newer pipelines.',
  why: 'Older ones stop.',
});
const snapshot = managedSnapshot('9.0.0');
const plan = planRepository(snapshot, TARGET);
const PUBLISH = '.github/workflows/publish.yml';

describe('the description of a pull request', () => {
  it('says what, why, what to check, which files, and how to stay out', () => {
    const body = renderPullRequestBody(campaign, plan);
    expect(body).toMatch(
      /^<!-- nx-apiops-rollout: 2026-12 -->\n\n### What\n\nNewer pipelines\.\n\n### Why\n\nOlder ones stop\.\n/,
    );
    expect(body).toContain(`### Files (9.0.0 → ${NEW_VERSION})`);
    expect(body).toContain('- <code>.github/workflows/publish.yml</code> changed, +2 −2');
    expect(renderPullRequestBody(campaign, { ...plan, checks: ['Look at @acme <b>'] })).toContain(
      '- [ ] Look at <code>&#64;acme</code> &#60;b&#62;',
    );
    expect(body).toContain('`rollout: false`');
    expect(body).not.toContain('Conflicts');
  });

  it('shows conflicts with their difference, whatever stands in them', () => {
    const text = textOf(snapshot, PUBLISH).replace('name: Publish', 'name: "```` @acme/all </code>"');
    const conflicting = planRepository(withFiles(snapshot, { [PUBLISH]: text }), TARGET);
    const body = renderPullRequestBody(campaign, conflicting);
    expect(body).toContain('### Conflicts: left as they are');
    expect(body).toContain('  `````diff\n');
    expect(body).toContain('  - name: "```` @acme/all </code>"');
    expect(body).toContain('until then this stays a draft');
  });

  it('lets names out of a repository mention and format nothing', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        const change = { path: `@acme/all <b> | ${name}`, kind: 'add', text: '', added: 1, removed: 0 } as const;
        const [line = ''] = renderPullRequestBody(campaign, { ...plan, changes: [change] })
          .split('\n')
          .filter((candidate) => candidate.startsWith('- <code>'));
        expect(line).toMatch(/^- <code>[^<>@|*`]*<\/code> new, \+1 −0$/);
      }),
    );
  });

  it.each([
    ['github', 65_536],
    ['azure-devops', 4_000],
  ] as const)('fits what %s takes', (host, limit) => {
    const difference = Array.from({ length: 40 }, (_, index) => `- ${'x'.repeat(300)} ${index}`);
    const long = { ...campaign, what: 'w'.repeat(1500), why: 'y'.repeat(1500) };
    for (const count of [1, 30, 600]) {
      const changes = Array.from({ length: count }, (_, index) => ({
        path: `${'p'.repeat(150)}${index}`,
        kind: 'update' as const,
        text: '',
        added: 1,
        removed: 1,
      }));
      const conflicts = changes.map(({ path }) => ({
        path,
        reason: 'edited' as const,
        message: 'Edited.',
        difference,
      }));
      const body = renderPullRequestBody(long, { ...plan, host, changes, conflicts });
      expect(body.length).toBeLessThan(limit);
      expect(body).toContain('### Why');
    }
  });
});

it('the message of the commit has the title as its first line', () => {
  expect(renderCommitMessage(campaign, plan)).toBe(
    `December\n\nCampaign 2026-12: standard pipelines and owners of nx-apiops, 9.0.0 → ${NEW_VERSION}.\n`,
  );
});
