export { amendProperties, pickMentioned } from './amend-properties.js';
export {
  detectLayout,
  parseArtifactPath,
  SPECIFICATION_FILES,
  toArtifactPath,
  toSpecificationPath,
  toTextPath,
  writtenPlace,
  type ArtifactFile,
} from './artifact-path.js';
export { folderSource, type ArtifactSource } from './artifact-source.js';
export {
  pickShared,
  toArmDelete,
  toArmWrites,
  toRelease,
  toRevisionCopy,
  type ArmWrite,
  type ArmWriteOptions,
} from './arm-writes.js';
export { canonicalId, currentRevisions, type CurrentRevisions } from './canonical-id.js';
export { compareResources, showDefaults } from './compare-resources.js';
export { derivedProperties } from './derived-properties.js';
export { formatSpecification, specificationFileName } from './format-specification.js';
export { escapePolicyExpressions, unescapePolicyExpressions } from './policy/policy-escaping.js';
export { findPolicySecrets, redactPolicySecrets } from './policy/policy-secrets.js';
export { canonicalPolicy } from './policy/canonical-policy.js';
export { parsePolicy, parsePolicyDocument } from './policy/parse-policy.js';
export type { PolicyDocument, PolicyElement, PolicyNode } from './policy/policy-document.js';
export { policyReferences } from './policy/policy-references.js';
export { renderServicePolicy } from './policy/render-service-policy.js';
export { samePolicy } from './policy/same-policy.js';
export { detectSpecification } from './specification/detect-specification.js';
export { diffSpecifications, sameSpecification } from './specification/diff-specifications.js';
export { parseGraphql } from './specification/graphql-model.js';
export { openApiOperations } from './specification/openapi-operations.js';
export { resolveReference, schemaComponents, schemaName } from './specification/openapi-references.js';
export { operationIds, operationName } from './specification/operation-ids.js';
export { operationPlaces, type OperationPlace } from './specification/operation-places.js';
export { parseYamlOrJson } from './specification/parse-yaml-or-json.js';
export { specificationInfo, type SpecificationInfo } from './specification/specification-info.js';
export {
  GRAPHQL_SCHEMA,
  SPECIFICATION_FORMATS,
  type Specification,
  type SpecificationFormat,
} from './specification/specification.js';
export type { ApimClient, PutOptions } from './client/apim-client.js';
export type { ApimClientOptions } from './client/client-options.js';
export { CLOUDS, type Cloud, type CloudName } from './client/clouds.js';
export { RenewingConnection } from './client/renewing-connection.js';
export { resolveCredential, type RenewableCredential } from './client/credential.js';
export { resolveEndpoint, type ArmEndpoint } from './client/endpoint.js';
export { plainHttpOptions } from './client/plain-http.js';
export { requestShape } from './client/request-shape.js';
export { createApimClient } from './client/create-apim-client.js';
export { ArmRequestError } from './client/arm-request-error.js';
export { ApimError, ERRORS, type ApimErrorCode } from './errors.js';
export { withoutImpliedTags } from './implied-tags.js';
export { describedBy } from './import-echoes.js';
export { mapLeaves, matchProperties, replaceProperties, textsIn, type MatchedProperty } from './json-properties.js';
export {
  defaultsOf,
  normalizeProperties,
  withoutDefaults,
  withoutReadOnly,
  withRelativeIds,
} from './normalize-properties.js';
export { readArtifacts, type Artifacts } from './read-artifacts.js';
export { readPolicyIndex } from './read-policy-index.js';
export { EVERYTHING, readService, type ReadSelection } from './read-service.js';
export {
  dependenciesOf,
  indexReferences,
  referencesOf,
  resolveId,
  type Reference,
  type ReferenceIndex,
} from './references.js';
export {
  ancestorIds,
  assertResourceName,
  describeResource,
  encodeSegment,
  parentId,
  parseApiName,
  parseArmPath,
  parseIdPath,
  resourceId,
  resourceKey,
  resourceName,
  scopeOf,
  serviceArmId,
  targetId,
  toArmPath,
  toCollectionPath,
  toIdPath,
  toRelativeId,
  type ResourceId,
  type ResourceKey,
  type ServiceAddress,
} from './resource-id.js';
export {
  childKinds,
  isAssociation,
  isMadeByService,
  RESOURCE_KINDS,
  RESOURCES,
  type ArtifactPlace,
  type Layout,
  type PropertyReference,
  type Reading,
  type ResourceKind,
  type ResourceRow,
  type Scope,
  type SecretProperty,
  type WorkspaceLink,
} from './resource-table.js';
export {
  findSecrets,
  holdsSecretMarker,
  redactSecrets,
  SECRET_MARKER,
  UNKNOWN_SECRET,
  withoutObsoleteMarkers,
  type FoundSecret,
} from './secrets.js';
export { isSample, withoutUntouchedSamples, type WithoutSamples } from './samples/without-untouched-samples.js';
export type { Resource, State } from './state.js';
