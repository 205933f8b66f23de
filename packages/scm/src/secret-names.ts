import { suggestNames, type ApiopsConfig } from '@nx-apiops/config';
import { ScmError } from './errors.js';

/** The secret of one environment is given under its name with the environment before it: `PROD_ORDERS_KEY`. */
export function environmentSecret(environment: string, secret: string): string {
  return `${environment.replaceAll('-', '_').toUpperCase()}_${secret}`;
}

/** Throws `SCM_REJECTED` for a name that no pipeline reads, so that a misspelt one does not go unnoticed. */
export function refuseUnknownSecrets({ pipelines, environments }: ApiopsConfig, given: Iterable<string>): void {
  const known = new Set(
    pipelines.secrets.flatMap((secret) => [secret, ...environments.map(({ name }) => environmentSecret(name, secret))]),
  );
  for (const name of given) {
    if (known.has(name)) continue;
    throw new ScmError('SCM_REJECTED', `No pipeline reads a secret ${name}: ${suggestNames(name, known)}.`, {
      hint: 'Name it under pipelines.secrets in apiops.yaml, or with the environment before it, such as PROD_ORDERS_KEY.',
    });
  }
}

/** What a reader of the plan is told where values are missing. */
export function missingSecretsNote(environment: string, missing: readonly string[]): string[] {
  if (missing.length === 0) return [];
  return [
    `Publishing to ${environment} asks for secrets that are not set: ${missing.join(', ')}. Set them: --secrets FILE`,
  ];
}
