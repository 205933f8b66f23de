export const HOSTINGS = ['github', 'azure-devops'] as const;
/** Where the repository and its pipelines live. */
export type Hosting = (typeof HOSTINGS)[number];

export const ARTIFACT_LAYOUTS = ['apiops-cli', 'toolkit'] as const;
/** How the artifact files are named: as apiops-cli or as the older toolkit does. */
export type ArtifactLayoutName = (typeof ARTIFACT_LAYOUTS)[number];

export const CLOUDS = ['public', 'usgovernment', 'china'] as const;
/** The Azure cloud of a subscription. */
export type Cloud = (typeof CLOUDS)[number];

export const PIPELINE_FORMS = ['inline', 'shared'] as const;
/** Whether a repository holds the whole pipelines, or calls those of the platform repository. */
export type PipelineForm = (typeof PIPELINE_FORMS)[number];

export const IDENTITY_KINDS = ['managed-identity', 'app-registration'] as const;
/** What the pipelines sign in to Azure as. */
export type IdentityKind = (typeof IDENTITY_KINDS)[number];

/** `apiops.yaml` as a person writes it. `schema/apiops.schema.json` describes the same shape; a test holds them together. */
export interface ApiopsFile {
  readonly version: 1;
  readonly organization: string;
  readonly repository?: string;
  readonly hosting: Hosting;
  readonly project?: string;
  readonly artifacts?: ArtifactsSection;
  readonly environments: readonly EnvironmentSection[];
  readonly extractFrom?: string;
  readonly pipelines?: PipelinesSection;
  readonly protection?: ProtectionSection;
  readonly identity?: IdentitySection;
  /** Whether campaigns of the organization may propose changes; absent: they may. */
  readonly rollout?: boolean;
}

/** What guards the published branch. A member that is not stated is left to others. */
export interface ProtectionSection {
  readonly approvals?: number;
  readonly codeOwners?: boolean;
  readonly dismissStale?: boolean;
  readonly lastPushApproval?: boolean;
  readonly resolveThreads?: boolean;
  readonly linearHistory?: boolean;
  readonly signedCommits?: boolean;
  readonly mergeQueue?: false | 'merge' | 'squash' | 'rebase';
  /** A team. */
  readonly breakGlass?: string;
  readonly enforcement?: 'ruleset' | 'classic';
  readonly actions?: ActionsSection;
  readonly organizationRuleset?: OrganizationRulesetSection;
}

export interface ActionsSection {
  readonly allowed?: readonly string[];
  readonly token?: 'read' | 'write';
  readonly pullRequests?: boolean;
}

export interface OrganizationRulesetSection {
  readonly name: string;
  readonly repositories: readonly string[];
  readonly requiredWorkflow?: RequiredWorkflowSection;
}

export interface RequiredWorkflowSection {
  readonly repository: string;
  readonly path: string;
  readonly ref?: string;
}

/** Who lets a publish pass. A member that is not stated is left to others. */
export interface ApprovalSection {
  /** Teams by name, people by `@login`. */
  readonly reviewers?: readonly string[];
  readonly selfReview?: boolean;
  readonly waitMinutes?: number;
}

export interface IdentitySection {
  readonly kind?: IdentityKind;
  readonly tenantId: string;
  readonly prefix?: string;
  readonly subscriptionId?: string;
  readonly resourceGroup?: string;
  readonly location?: string;
  readonly maxSecretAgeDays?: number;
}

export interface PipelinesSection {
  readonly form?: PipelineForm;
  readonly platform?: PlatformSection;
  readonly branch?: string;
  readonly schedules?: SchedulesSection;
  readonly shardAbove?: number;
  readonly secrets?: readonly string[];
}

/** Where the pipelines of the shared form come from. */
export interface PlatformSection {
  readonly repository: string;
  readonly ref: string;
}

export interface SchedulesSection {
  readonly extract?: string;
  readonly drift?: string;
}

export interface ArtifactsSection {
  readonly folder?: string;
  readonly layout?: ArtifactLayoutName;
}

export interface EnvironmentSection {
  readonly name: string;
  readonly subscriptionId?: string;
  readonly resourceGroup?: string;
  readonly serviceName: string;
  readonly cloud?: Cloud;
  readonly approval?: ApprovalSection;
  /** Names of vaults in the instance's resource group, or resource ids. */
  readonly keyVaults?: readonly string[];
  readonly variableGroup?: VariableGroupSection;
}

/** The Key Vault that an environment's variable group in Azure DevOps is linked to. */
export interface VariableGroupSection {
  readonly keyVault: string;
  /** Absent: `publisher-<environment>`. */
  readonly serviceConnection?: string;
}

/** `apiops.yaml` with its defaults applied. */
export interface ApiopsConfig {
  readonly version: 1;
  readonly organization: string;
  /** Under which the instances remember what was published. Absent: the name of the git remote. */
  readonly repository?: string;
  readonly hosting: Hosting;
  readonly artifacts: ApiopsArtifacts;
  /** In the order of promotion, at least one, with unique names. */
  readonly environments: readonly ApiopsEnvironment[];
  /** Names one of the environments. */
  readonly extractFrom: string;
  readonly pipelines: ApiopsPipelines;
  /** The Azure DevOps project of the repository. Absent: the one of the git remote. */
  readonly project?: string;
  /** Absent: nothing is guarded by this tool. */
  readonly protection?: ProtectionSection;
  /** Absent: the identities are made by others. */
  readonly identity?: ApiopsIdentity;
  /** Whether campaigns of the organization may propose changes; absent: they may. */
  readonly rollout?: boolean;
}

export interface ApiopsIdentity extends IdentitySection {
  readonly kind: IdentityKind;
  readonly maxSecretAgeDays: number;
}

export interface ApiopsPipelines {
  readonly form: PipelineForm;
  /** Present in the shared form. */
  readonly platform?: PlatformSection;
  /** The branch that is published. */
  readonly branch: string;
  /** Five fields of cron, in UTC; absent: not scheduled. */
  readonly schedules: { readonly extract?: string; readonly drift?: string };
  /** Number of APIs above which the checks of a pull request run on several machines. */
  readonly shardAbove: number;
  /** Names of the secrets that files of overrides ask for by token. */
  readonly secrets: readonly string[];
}

export interface ApiopsArtifacts {
  /** From the repository's root, with forward slashes, without `./` and a slash at the end. */
  readonly folder: string;
  /** Absent: to be told by looking at the folder. */
  readonly layout?: ArtifactLayoutName;
}

export interface ApiopsEnvironment extends EnvironmentSection {
  readonly cloud: Cloud;
}
