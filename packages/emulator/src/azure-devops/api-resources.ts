import { ACCESS_CONTROL_RESOURCES } from './access-control.js';
import type { ApiResource } from './api-resource.js';
import { DEFINITION_RESOURCES } from './build/definitions.js';
import { PIPELINE_RESOURCES } from './build/pipelines.js';
import { CHECK_SUITE_RESOURCES } from './check-suites.js';
import { CHECK_RESOURCES } from './checks.js';
import { ENVIRONMENT_RESOURCES } from './environments.js';
import { GIT_RESOURCES } from './git/git-resources.js';
import { IDENTITY_RESOURCES } from './identity-resources.js';
import { LOCATION_RESOURCES } from './locations.js';
import { PIPELINE_PERMISSION_RESOURCES } from './pipeline-permissions.js';
import { POLICY_RESOURCES } from './policy/policies.js';
import { PROJECT_RESOURCES } from './projects.js';
import { SERVICE_ENDPOINT_RESOURCES } from './service-endpoints.js';
import { VARIABLE_GROUP_RESOURCES } from './variable-groups.js';

/** Everything that the emulated Azure DevOps answers, the more particular paths first. */
export const API_RESOURCES: readonly ApiResource[] = [
  ...LOCATION_RESOURCES,
  ...PROJECT_RESOURCES,
  ...IDENTITY_RESOURCES,
  ...GIT_RESOURCES,
  ...POLICY_RESOURCES,
  ...DEFINITION_RESOURCES,
  ...CHECK_RESOURCES,
  ...CHECK_SUITE_RESOURCES,
  ...ENVIRONMENT_RESOURCES,
  ...PIPELINE_PERMISSION_RESOURCES,
  ...PIPELINE_RESOURCES,
  ...SERVICE_ENDPOINT_RESOURCES,
  ...VARIABLE_GROUP_RESOURCES,
  ...ACCESS_CONTROL_RESOURCES,
];
