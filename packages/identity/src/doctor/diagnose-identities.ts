import { runCheck, type Action, type Finding, type Outcome } from '@nx-apiops/plan';
import type { IdentityContext } from '../identity-handlers.js';
import { IDENTITY_TYPES } from '../identity-settings.js';
import { prepareIdentity } from '../prepare-identity.js';
import { summarizeReport } from '../report/credential-report.js';
import { readCredentialReport } from '../report/read-credential-report.js';

/** What is looked at, by the types of settings that it is made of. */
const CHECKS: readonly (readonly [check: string, types: readonly string[], fine: string])[] = [
  ['Identities', [IDENTITY_TYPES.managedIdentity, IDENTITY_TYPES.application], 'all of them exist'],
  ['Federated credentials', [IDENTITY_TYPES.credential], 'match what the pipelines will present'],
  ['Roles', [IDENTITY_TYPES.role, IDENTITY_TYPES.assignment], 'are given as needed'],
  [
    'Client ids',
    [IDENTITY_TYPES.clientId, IDENTITY_TYPES.variable, IDENTITY_TYPES.connection, IDENTITY_TYPES.environment],
    'are where the pipelines look for them',
  ],
];

/** Looks, read-only, at whether pipelines can sign in and may do what they have to. Never throws. */
export async function diagnoseIdentities(context: IdentityContext): Promise<Finding[]> {
  const findings: Finding[] = [];
  const read = await runCheck('Identities', async () => {
    const { actions, notes } = await prepareIdentity(context);
    findings.push(...CHECKS.map((check) => findingOf(check, actions)));
    findings.push(...notes.map((text): Finding => ({ check: 'Beyond apiops.yaml', status: 'warning', text })));
    return { status: 'ok', text: 'read' };
  });
  return read.status === 'ok' ? [...findings, await runCheck('Credentials', () => credentials(context))] : [read];
}

async function credentials(context: IdentityContext): Promise<Outcome> {
  const { federated, secrets, pastLimit } = summarizeReport(await readCredentialReport(context, new Date()));
  if (pastLimit === 0) return { status: 'ok', text: `federated: ${federated}, secrets: ${secrets}, none too old` };
  return {
    status: 'problem',
    text: `${pastLimit === 1 ? '1 credential is' : `${pastLimit} credentials are`} expired or too old`,
    fix: 'npx nx-apiops identity report, then npx nx-apiops identity plan --rotate',
  };
}

function findingOf([check, types, fine]: (typeof CHECKS)[number], actions: readonly Action<unknown>[]): Finding {
  const wrong = actions.filter(({ type }) => types.includes(type));
  if (wrong.length === 0) return { check, status: 'ok', text: fine };
  return {
    check,
    status: 'problem',
    text: `to ${wrong.map(({ kind, name }) => `${kind} ${name}`).join('; ')}`,
    fix: 'npx nx-apiops identity apply',
  };
}
