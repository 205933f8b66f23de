// Made from schema.json by tools/schema-types.mjs.

/** Adds an API Management instance to the environments that the repository publishes to. */
export interface EnvironmentSchema {
  /** Name of the environment: lower-case letters, digits and hyphens, such as qa. */
  readonly name: string;
  /** Environment that changes reach before this one. Its overrides are copied. The last one unless stated. */
  readonly after?: string;
  /** Name of the API Management instance. Unless stated, named like the one before it. */
  readonly serviceName?: string;
  /** Resource group of the instance. Unless stated, named like the one before it. */
  readonly resourceGroup?: string;
  /** Id of the Azure subscription of the instance. */
  readonly subscriptionId?: string;
  /** Azure cloud of the instance. The one of the environment before it unless stated. */
  readonly cloud?: 'public' | 'usgovernment' | 'china';
  /** Teams, and people as @login, one of whom approves a publish. Where apiops.yaml has protection, those of the next environment unless stated. */
  readonly reviewers?: readonly string[];
  /** Whether to state who approves a publish. --no-approval leaves it out. */
  readonly approval?: boolean;
}
