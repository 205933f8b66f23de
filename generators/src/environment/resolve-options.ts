import { findEnvironment, type ApiopsConfig, type ApiopsEnvironment, type EnvironmentSection } from '@nx-apiops/config';
import { GeneratorError } from '../errors.js';
import { slugOf } from '../tree/slug.js';
import type { EnvironmentSchema } from './schema.js';

export interface EnvironmentOptions {
  readonly environment: EnvironmentSection;
  /** The environment that changes reach before this one. */
  readonly previous: ApiopsEnvironment;
  /** It stands in `apiops.yaml` as asked for already. */
  readonly exists: boolean;
}

/**
 * Fills in what was not stated, after the pattern of the environment before.
 * Throws `ENVIRONMENT_UNKNOWN` for an unknown `after`, `NAME_TAKEN` where an environment of that name is another one.
 */
export function resolveOptions(config: ApiopsConfig, schema: EnvironmentSchema): EnvironmentOptions {
  const name = String(schema.name).trim();
  const position = config.environments.findIndex((environment) => environment.name === name);
  const existing = config.environments[position];
  if (existing) {
    const previous = config.environments[position - 1];
    refuseOther(schema, { ...existing, ...(previous && { after: previous.name }) });
    return { environment: existing, previous: previous ?? existing, exists: true };
  }
  const last = config.environments.at(-1);
  const previous = schema.after === undefined || schema.after === '' ? last : findEnvironment(config, schema.after);
  if (!previous) throw new GeneratorError('OPTION_INVALID', 'apiops.yaml lists no environment to follow.');
  const stem = slugOf(config.organization);
  const resourceGroup =
    schema.resourceGroup ??
    namedLike(previous.resourceGroup, { from: previous.name, to: name }) ??
    `rg-apim-${stem}-${name}`;
  const cloud = schema.cloud ?? previous.cloud;
  return {
    environment: {
      name,
      ...(schema.subscriptionId !== undefined && { subscriptionId: schema.subscriptionId }),
      resourceGroup,
      serviceName:
        schema.serviceName ??
        namedLike(previous.serviceName, { from: previous.name, to: name }) ??
        `apim-${stem}-${name}`,
      ...(cloud !== 'public' && { cloud }),
    },
    previous,
    exists: false,
  };
}

/** `apim-acme-dev` becomes `apim-acme-qa`; undefined where the name does not hold the environment's. */
function namedLike(
  name: string | undefined,
  { from, to }: { readonly from: string; readonly to: string },
): string | undefined {
  const parts = name?.split(/([-_.])/) ?? [];
  const place = parts.lastIndexOf(from);
  return place < 0 ? undefined : parts.with(place, to).join('');
}

const COMPARED = ['after', 'serviceName', 'resourceGroup', 'subscriptionId', 'cloud'] as const;

/** What was stated now must be what stands there; what was not stated does not matter. */
function refuseOther(
  schema: EnvironmentSchema,
  existing: Readonly<Partial<Record<(typeof COMPARED)[number], string>>> & { readonly name: string },
): void {
  for (const option of COMPARED) {
    const stated = schema[option];
    if (stated === undefined || stated === '' || stated === existing[option]) continue;
    throw new GeneratorError(
      'NAME_TAKEN',
      `apiops.yaml has an environment ${existing.name} already, with ${option} ${existing[option] ?? 'not set'} instead of ${stated}.`,
      { hint: 'Choose another name, or change the environment in apiops.yaml.' },
    );
  }
}
