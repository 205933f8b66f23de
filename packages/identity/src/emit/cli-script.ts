import type { Action, SettingOperation } from '@nx-apiops/plan';
import { IDENTITY_TYPES } from '../identity-settings.js';
import type { EmittedFile } from './emit-script.js';
import { statementOf, type ScriptTarget } from './cli-statements.js';
import { shellFunctions } from './shell-functions.js';
import { comment, quote } from './shell-text.js';

/** Actions as one script of bash 3.2 or later, in their order. Pure. */
export function cliScript(
  actions: readonly Action<SettingOperation>[],
  target: ScriptTarget,
  { file, about }: { readonly file: string; readonly about: readonly string[] },
): EmittedFile {
  const statements = actions.map((action) => {
    const { text, uses } = statementOf(action, target);
    return { text: `${comment(`${action.kind} ${action.type} ${action.name}`)}\n${text}`, uses };
  });
  const used = new Set(statements.flatMap(({ uses }) => uses));
  const { subscriptionId, resourceGroup } = target.model;
  const functions = shellFunctions(used, { subscription: quote(subscriptionId), resourceGroup: quote(resourceGroup) });
  const parts = [
    ['#!/usr/bin/env bash', ...about.map(comment), comment('Running it twice has the effect of once.')].join('\n'),
    'set -euo pipefail',
    hostLines(actions, target),
    actions.every(({ type }) => NEED_NO_AZURE.has(type)) ? '' : tenantLines(target),
    ...functions,
    ...statements.map(({ text }) => text),
  ];
  return { file, text: `${parts.filter((part) => part !== '').join('\n\n')}\n` };
}

const GITHUB_TYPES: ReadonlySet<string> = new Set([
  IDENTITY_TYPES.environment,
  IDENTITY_TYPES.variable,
  IDENTITY_TYPES.clientId,
]);

const NEED_NO_AZURE: ReadonlySet<string> = new Set([IDENTITY_TYPES.environment, IDENTITY_TYPES.variable]);

function hostLines(actions: readonly Action<SettingOperation>[], { host }: ScriptTarget): string {
  // Git Bash on Windows would take resource ids for paths.
  const lines = ['export MSYS_NO_PATHCONV=1'];
  if (host.kind === 'azure-devops') {
    lines.push(
      placeLine('organization', host.organizationUrl, 'AZURE_DEVOPS_ORGANIZATION_URL'),
      placeLine('project', host.project, 'AZURE_DEVOPS_PROJECT'),
    );
  } else if (actions.some(({ type }) => GITHUB_TYPES.has(type))) {
    lines.push(
      `export GH_HOST=${quote(host.webHost)}`,
      `export GH_REPO=${quote(`${host.webHost}/${host.repository}`)}`,
    );
  }
  return lines.join('\n');
}

function placeLine(name: string, value: string | undefined, environmentVariable: string): string {
  return `${name}=${value === undefined ? `"\${${environmentVariable}:?}"` : quote(value)}`;
}

function tenantLines({ model }: ScriptTarget): string {
  const tenant = quote(model.tenantId);
  return `if [ "$(az account show --query tenantId --output tsv)" != ${tenant} ]; then
  echo 'Sign in to the tenant of apiops.yaml first: az login --tenant' ${tenant} >&2
  exit 1
fi`;
}
