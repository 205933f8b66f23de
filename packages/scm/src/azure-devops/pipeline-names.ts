import { settingId } from '@nx-apiops/plan';
import { AZURE_DEVOPS_TYPES } from './azure-devops-types.js';

/** The pipelines of a repository, and their files. */
export const PIPELINES = {
  'apiops-pull-request': '.azure-pipelines/pull-request.yml',
  'apiops-publish': '.azure-pipelines/publish.yml',
  'apiops-extract': '.azure-pipelines/extract.yml',
  'apiops-drift': '.azure-pipelines/drift.yml',
} as const;

export type PipelineName = keyof typeof PIPELINES;

/** The setting that makes a pipeline. */
export function pipelineId(name: PipelineName): string {
  return settingId({ type: AZURE_DEVOPS_TYPES.pipeline, name });
}
