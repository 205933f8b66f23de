/** The service connection that reads an instance, as the pipelines name it. */
export function readerConnection(environment: string): string {
  return `reader-${environment}`;
}

/** The service connection that publishes to an instance, as the pipelines name it. */
export function publisherConnection(environment: string): string {
  return `publisher-${environment}`;
}

/** The variable group of an environment, `apiops-prod`, as the pipelines name it. */
export function variableGroupName(environment: string): string {
  return `apiops-${environment}`;
}
