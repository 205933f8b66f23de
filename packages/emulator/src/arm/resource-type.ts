/** `Microsoft.ApiManagement/service/apis/operations`: a provider path without names, of a path below the service. */
export function resourceType(segments: readonly string[]): string {
  return ['Microsoft.ApiManagement/service', ...segments.filter((_segment, index) => index % 2 === 0)].join('/');
}
