// Made from schema.json by tools/schema-types.mjs.

/** Switches host, form and schedules of the pipelines, and derives them from apiops.yaml. */
export interface PipelinesSchema {
  /** Where the repository and its pipelines live. */
  readonly hosting?: 'github' | 'azure-devops';
  /** inline: the repository holds the whole pipelines. shared: it calls those of the platform repository. */
  readonly form?: 'inline' | 'shared';
  /** Platform repository of the shared form: owner/repository, in Azure DevOps project/repository. */
  readonly platform?: string;
  /** Version of the platform repository: a tag, or in GitHub a commit. */
  readonly platformRef?: string;
  /** When to extract: five fields of cron, in UTC, or never. */
  readonly extractSchedule?: string;
  /** When to look for drift: five fields of cron, in UTC, or never. */
  readonly driftSchedule?: string;
  /** Also starts a file for steps of your own at this place of the workflows. GitHub only. */
  readonly steps?: 'before-checks' | 'after-checks' | 'before-publish' | 'after-publish' | 'after-extract';
}
