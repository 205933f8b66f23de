// Made from schema.json by tools/schema-types.mjs.

/** Adds an API from its description: OpenAPI 3.0 or 3.1, Swagger 2, GraphQL SDL or WSDL. */
export interface ApiSchema {
  /** Name of the API in API Management and of its folder. */
  readonly name: string;
  /** File or URL of the API's description. */
  readonly spec: string;
  /** Path of the API below the gateway's address. The name of the API unless stated. */
  readonly path?: string;
  /** Product that the API belongs to. It is made where it is missing. */
  readonly product?: string;
  /** Tags of the API, separated by commas. */
  readonly tags?: readonly string[];
  /** Team that owns the API. The owner of everything else in CODEOWNERS unless stated. */
  readonly owner?: string;
  /** Stage of life for the API catalogue. */
  readonly lifecycle?: 'experimental' | 'production' | 'deprecated';
  /** System that the API is part of, for the API catalogue. The product, or the organization, unless stated. */
  readonly system?: string;
  /** APIOps Cycles station at which the API is. */
  readonly station?: string;
  /** Business goal that the API serves, for the API catalogue. */
  readonly businessGoal?: string;
  /** Address of the backend in an environment, as <environment>=<url>; repeatable. The server of the description unless stated. */
  readonly backendUrl?: readonly string[];
  /** Version of the API, such as v1. It becomes a member of a version set. */
  readonly apiVersion?: string;
  /** The same, written with an equals sign: --version=v1. Nx keeps --version v1 for itself. */
  readonly version?: string | boolean;
  /** Where a request names the version. Segment unless stated, for an API with a version. */
  readonly versioning?: 'segment' | 'header' | 'query';
  /** Policy template (base, jwt, rate-limit, or one of the organization's), or a policy file of the repository. */
  readonly policy?: string;
}
