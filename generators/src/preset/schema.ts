// Made from schema.json by tools/schema-types.mjs.

/** Writes a whole APIOps repository. `npx create-nx-apiops` does this, installs it and makes the first commit. */
export interface PresetSchema {
  /** Name of the repository. <organization>-apis unless stated. */
  readonly name?: string;
  /** GitHub or Azure DevOps organization that owns the repository. */
  readonly org: string;
  /** Where the repository and its pipelines live. */
  readonly hosting?: 'github' | 'azure-devops';
  /** Azure DevOps project of the repository. That of the git remote unless stated. */
  readonly project?: string;
  /** Environments in the order of promotion. */
  readonly environments?: readonly string[];
  /** How the artifact files are named. */
  readonly layout?: 'apiops-cli' | 'toolkit';
  /** API Management instance of an environment, as <environment>=<name>; repeatable. apim-<org>-<environment> unless stated. */
  readonly service?: readonly string[];
  /** Resource group of an environment, as <environment>=<name>; repeatable. rg-apim-<org>-<environment> unless stated. */
  readonly resourceGroup?: readonly string[];
  /** Azure subscription of an environment, as <environment>=<id>; repeatable. Given at run time by AZURE_SUBSCRIPTION_ID unless stated. */
  readonly subscription?: readonly string[];
  /** Team that owns everything that no API team owns. */
  readonly platformTeam?: string;
}
