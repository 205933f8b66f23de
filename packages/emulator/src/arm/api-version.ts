import { ArmFault } from './arm-fault.js';

/** Versions of `Microsoft.ApiManagement` that Resource Manager routes. */
const KNOWN = [
  '2019-12-01',
  '2019-12-01-preview',
  '2020-06-01-preview',
  '2020-12-01',
  '2021-01-01-preview',
  '2021-04-01-preview',
  '2021-08-01',
  '2021-12-01-preview',
  '2022-04-01-preview',
  '2022-08-01',
  '2022-09-01-preview',
  '2023-03-01-preview',
  '2023-05-01-preview',
  '2023-09-01-preview',
  '2024-05-01',
  '2024-06-01-preview',
  '2024-10-01-preview',
  '2025-03-01-preview',
  '2025-09-01-preview',
];
const DATE = /^\d{4}-\d{2}-\d{2}(-preview)?$/i;
/** From here on long-running operations have the newer form. */
const NEWER_FORM = '2023-09-01';

/** Versions compare by date; a preview counts as the version of its date. */
export function isAtLeast(apiVersion: string, minimum: string): boolean {
  return apiVersion.slice(0, minimum.length).localeCompare(minimum) >= 0;
}

/** Whether long-running operations answer 201 with a state instead of 202 with nothing. */
export function hasNewerOperationForm(apiVersion: string): boolean {
  return isAtLeast(apiVersion, NEWER_FORM);
}

/** The api-version of a request to a provider's resources. Throws `ArmFault` where it is missing or unknown. */
export function readApiVersion(query: URLSearchParams, minimum: string | undefined): string {
  const version = readAnyApiVersion(query);
  if (!KNOWN.includes(version.toLowerCase())) throw unknownVersion(version);
  if (minimum !== undefined && !isAtLeast(version, minimum)) {
    throw new ArmFault(
      400,
      'MissingOrIncorrectVersionParameter',
      `API version query parameter is not specified or was specified incorrectly. The service accepts ${minimum} and later.`,
    );
  }
  return version;
}

/** The api-version of a request to Resource Manager's own resources, which have versions of their own. */
export function readAnyApiVersion(query: URLSearchParams): string {
  const version = query.get('api-version');
  if (!version) {
    throw new ArmFault(400, 'MissingApiVersionParameter', {
      message: 'The api-version query parameter (?api-version=) is required for all requests.',
      from: 'resource-manager',
    });
  }
  if (!DATE.test(version)) throw unknownVersion(version);
  return version;
}

function unknownVersion(version: string): ArmFault {
  return new ArmFault(400, 'InvalidApiVersionParameter', {
    message: `The api-version '${version}' is invalid. The supported versions are '${KNOWN.join(',')}'.`,
    from: 'resource-manager',
  });
}
