import { parseApiName } from '@nx-apiops/apim';
import type { JsonObject } from '@nx-apiops/plan';
import { isAtLeast } from '../arm/api-version.js';
import type { Place, Shown, View } from '../behaviours/behaviour.js';
import { objectAt, textAt, withoutMembers } from '../json-members.js';
import type { StoredResource } from '../store/stored-resource.js';

/** Members that lists leave out or show as null. */
const NOT_IN_LISTS = ['contact', 'license', 'termsOfServiceUrl'];
/** Members that single answers have since 2024-05-01. */
const SINCE_2024: JsonObject = {
  backendId: null,
  mcpProperties: null,
  a2aProperties: null,
  agent: null,
  jsonRpcProperties: null,
  isAgent: false,
};

/** An API as the service shows it; which members there are depends on the view and on the api-version. */
export function showApi(place: Place & { readonly resource: StoredResource }, shown: Shown, view: View): Shown {
  const { service, resource } = place;
  const family = service.familyOf(resource.segments);
  const revision = parseApiName(resource.segments.at(-1) ?? '').revision ?? '1';
  const { displayName, ...rest } = shown.properties;
  const properties: JsonObject = {
    ...(displayName !== undefined && { displayName }),
    apiRevision: revision,
    ...rest,
    ...(family?.current === revision && { isCurrent: true }),
  };
  if (view.for === 'list') {
    const listed = withoutMembers(properties, NOT_IN_LISTS);
    const versionSet = expandedVersionSet(place, properties, view.query.get('expandApiVersionSet') === 'true');
    return {
      ...shown,
      properties: { ...listed, authenticationSettings: null, subscriptionKeyParameterNames: null, ...versionSet },
    };
  }
  const versionSet = expandedVersionSet(place, properties, view.for === 'put');
  const isRecent = isAtLeast(view.apiVersion, '2024-05-01');
  return {
    ...shown,
    properties: {
      ...(isRecent && SINCE_2024),
      ...withoutPlainHttp(properties),
      authenticationSettings: authenticationSettings(properties, view.apiVersion),
      ...versionSet,
    },
  };
}

/** `type` only appears for APIs that are not plain HTTP. */
function withoutPlainHttp(properties: JsonObject): JsonObject {
  return properties['type'] === 'http' ? withoutMembers(properties, ['type']) : properties;
}

function authenticationSettings(properties: JsonObject, apiVersion: string): JsonObject {
  return {
    oAuth2: null,
    openid: null,
    ...(isAtLeast(apiVersion, '2022-08-01') && {
      oAuth2AuthenticationSettings: [],
      openidAuthenticationSettings: [],
    }),
    ...(isAtLeast(apiVersion, '2024-05-01') && { returnProtectedResourceMetadata: false }),
    ...objectAt(properties, 'authenticationSettings'),
  };
}

/** The version set itself, which only answers to a PUT show, and lists that are asked for it. */
function expandedVersionSet({ service }: Place, properties: JsonObject, isExpanded: boolean): JsonObject {
  const id = textAt(properties, 'apiVersionSetId');
  const key = isExpanded && id !== undefined ? service.resolveId(id, []) : undefined;
  const set = key === undefined ? undefined : service.store.get(key);
  if (!set || id === undefined) return {};
  const { displayName, description, versioningScheme, versionQueryName, versionHeaderName } = set.properties;
  return {
    apiVersionSet: {
      id,
      name: displayName ?? null,
      description: description ?? null,
      versioningScheme: versioningScheme ?? null,
      versionQueryName: versionQueryName ?? null,
      versionHeaderName: versionHeaderName ?? null,
    },
  };
}
