import { parsePolicy } from '@nx-apiops/apim';
import { suggestNames } from '@nx-apiops/config';
import { CodedError } from '@nx-apiops/plan';
import type { Tree } from '@nx/devkit';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { GeneratorError } from '../errors.js';
import { renderTemplates } from '../tree/render-templates.js';
import { templateDir } from '../tree/template-dir.js';

/** What the templates of policies may use. */
export interface PolicySubstitutions {
  /** Name of the backend. */
  readonly backend: string;
  /** The API's name in lower-case letters, digits and hyphens. */
  readonly slug: string;
}

/**
 * The policy of a new API: from a template by name, or as a file of the repository has it.
 * Throws `POLICY_UNKNOWN`, and `POLICY_INVALID` for a policy that is not well formed.
 */
export function policyText(tree: Tree, policy: string, substitutions: PolicySubstitutions): string {
  const templates = join(templateDir('api'), 'policies');
  const names = readdirSync(templates).sort();
  const text = names.includes(policy)
    ? renderTemplates(join(templates, policy), { ...substitutions }).get('policy.xml')
    : readPolicyFile(tree, policy);
  if (text === undefined) {
    throw new GeneratorError('POLICY_UNKNOWN', `There is no policy template and no file ${JSON.stringify(policy)}.`, {
      hint: `Name one of ${names.join(', ')}, or the path of a policy file from the root of the repository; ${suggestNames(policy, names)}.`,
    });
  }
  refuseMalformed(text, policy);
  return text;
}

function readPolicyFile(tree: Tree, path: string): string | undefined {
  const file = path.replaceAll('\\', '/').replace(/^\.\//, '');
  const isInside = !file.startsWith('/') && !file.split('/').includes('..') && !/^[a-z]:/i.test(file);
  if (!isInside || !tree.isFile(file)) return undefined;
  return tree
    .read(file, 'utf8')
    ?.replace(/^\uFEFF/, '')
    .replace(/\r\n?/g, '\n');
}

function refuseMalformed(text: string, policy: string): void {
  try {
    const { name } = parsePolicy(text);
    if (name === 'policies') return;
    throw new GeneratorError('POLICY_INVALID', `The policy ${policy} begins with <${name}>.`, {
      hint: 'An API policy begins with <policies>.',
    });
  } catch (cause) {
    if (cause instanceof GeneratorError || !(cause instanceof CodedError)) throw cause;
    throw new GeneratorError('POLICY_INVALID', `The policy ${policy} is not well formed. ${cause.message}`, {
      ...(cause.hint !== undefined && { hint: cause.hint }),
      cause,
    });
  }
}
