import { findEnvironment, type ApiopsConfig, type ApiopsEnvironment, type EnvironmentSection } from '@nx-apiops/config';
import { GeneratorError } from '../errors.js';
import { slugOf } from '../tree/slug.js';
import { statedNames } from '../tree/stated.js';
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
 * Throws `ENVIRONMENT_UNKNOWN` for an unknown `after`, `NAME_TAKEN` where an environment of that name is another one,
 * `OPTION_INVALID` for options that contradict each other.
 */
export function resolveOptions(config: ApiopsConfig, schema: EnvironmentSchema): EnvironmentOptions {
  const name = String(schema.name).trim();
  const position = config.environments.findIndex((environment) => environment.name === name);
  const existing = config.environments[position];
  if (existing) {
    const previous = config.environments[position - 1];
    const reviewers = existing.approval?.reviewers?.join(', ');
    refuseOther(
      { ...schema, reviewers: statedNames(schema.reviewers).join(', ') },
      { ...existing, ...(previous && { after: previous.name }), ...(reviewers !== undefined && { reviewers }) },
    );
    return { environment: existing, previous: previous ?? existing, exists: true };
  }
  const last = config.environments.at(-1);
  const previous = schema.after === undefined || schema.after === '' ? last : findEnvironment(config, schema.after);
  if (!previous) throw new GeneratorError('OPTION_INVALID', 'apiops.yaml lists no environment to follow.');
  const environment = { ...placeOf(config, schema, { name, previous }), ...approvalOf(config, schema, previous) };
  return { environment, previous, exists: false };
}

/** The instance, and where it is. */
function placeOf(
  { organization }: ApiopsConfig,
  schema: EnvironmentSchema,
  { name, previous }: { readonly name: string; readonly previous: ApiopsEnvironment },
): EnvironmentSection {
  const stem = slugOf(organization);
  const names = { from: previous.name, to: name };
  const cloud = schema.cloud ?? previous.cloud;
  return {
    name,
    ...(schema.subscriptionId !== undefined && { subscriptionId: schema.subscriptionId }),
    resourceGroup: schema.resourceGroup ?? namedLike(previous.resourceGroup, names) ?? `rg-apim-${stem}-${name}`,
    serviceName: schema.serviceName ?? namedLike(previous.serviceName, names) ?? `apim-${stem}-${name}`,
    ...(cloud !== 'public' && { cloud }),
  };
}

/**
 * Whoever guards the repository must not find an open door in it: unless told otherwise, what holds for the environment
 * behind the new one holds for the new one; for the last one, what holds before it.
 */
function approvalOf(
  { environments, protection }: ApiopsConfig,
  schema: EnvironmentSchema,
  previous: ApiopsEnvironment,
): Pick<EnvironmentSection, 'approval'> {
  const reviewers = statedNames(schema.reviewers);
  if (schema.approval === false && reviewers.length > 0) {
    throw new GeneratorError('OPTION_INVALID', '--no-approval contradicts --reviewers.', {
      hint: 'Leave one of them out.',
    });
  }
  if (reviewers.length > 0) return { approval: { reviewers, selfReview: false } };
  if (schema.approval === false || !protection) return {};
  const { approval } = environments[environments.indexOf(previous) + 1] ?? previous;
  return approval ? { approval } : {};
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

const COMPARED = ['after', 'serviceName', 'resourceGroup', 'subscriptionId', 'cloud', 'reviewers'] as const;

/** What was stated now must be what stands there; what was not stated does not matter. */
function refuseOther(
  schema: Readonly<Partial<Record<(typeof COMPARED)[number], string>>>,
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
