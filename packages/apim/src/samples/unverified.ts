import type { JsonObject } from '@nx-apiops/plan';

/**
 * What a new instance comes with, as far as it is known from artifacts that people extracted from instances and keep in
 * public repositories; nothing here was compared with a live instance. The policies of `retrieve-header-only` and
 * `retrieve-resource-cached` were in none of these artifacts and are the least certain. Content that differs from this
 * counts as changed by somebody and is extracted, so that a mistake here adds files and loses nothing.
 */

/** What a new instance has under one key. */
export interface SampleForm {
  readonly properties: JsonObject;
  /** Other policies that new instances have in the same place. */
  readonly otherValues?: readonly string[];
  /** Digests of the paths of the exported description, as `digestOfPaths` makes them. */
  readonly paths?: readonly string[];
  /** An instance may be without it. */
  readonly isOptional?: true;
}

const BASE_ONLY =
  '<policies><inbound><base /></inbound><backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>';

function policy(...values: readonly [string, ...string[]]): SampleForm {
  const [value, ...otherValues] = values.map((text) => text.replaceAll(/\n\s*/g, ''));
  return { properties: { format: 'rawxml', value: value ?? '' }, otherValues };
}

const ECHO_OPERATIONS = 'apis/echo-api/operations';

/** By the keys of the resources. Descriptions of products are the service's words. */
export const SAMPLE_CONTENT: Readonly<Record<string, SampleForm>> = {
  'apis/echo-api': {
    properties: { displayName: 'Echo API', path: 'echo', serviceUrl: 'http://echoapi.cloudapp.net/api' },
    paths: [
      // Exported by instances.
      '744ca46433d5aec5705ccff8ecab6a395bf8c8b6a6f7bdd9f7ed3ca46b8fae98',
      // The emulator's, which has the same operations with neither descriptions nor parameters.
      'e789281b59a89076f5e90ac9313fd95217fbddcdc2f174c3a8d160f44111d2f0',
    ],
  },
  [`${ECHO_OPERATIONS}/create-resource/policies/policy`]: policy(`<policies>
      <inbound><base /><json-to-xml apply="always" consider-accept-header="false" /></inbound>
      <backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error>
    </policies>`),
  [`${ECHO_OPERATIONS}/retrieve-header-only/policies/policy`]: policy(`<policies>
      <inbound><base /></inbound><backend><base /></backend>
      <outbound>
        <base />
        <set-header name="X-My-Sample" exists-action="override"><value>This is a sample</value></set-header>
        <jsonp callback-parameter-name="ProcessResponse" />
      </outbound>
      <on-error><base /></on-error>
    </policies>`),
  [`${ECHO_OPERATIONS}/retrieve-resource-cached/policies/policy`]: policy(
    `<policies>
      <inbound>
        <base />
        <cache-lookup vary-by-developer="false" vary-by-developer-groups="false">
          <vary-by-header>Accept</vary-by-header>
          <vary-by-header>Accept-Charset</vary-by-header>
        </cache-lookup>
        <rewrite-uri template="/resource" />
      </inbound>
      <backend><base /></backend>
      <outbound><base /><cache-store caching-mode="cache-on" duration="3600" /></outbound>
      <on-error><base /></on-error>
    </policies>`,
    `<policies>
      <inbound><base /><cache-lookup vary-by-developer="false" vary-by-developer-groups="false" /></inbound>
      <outbound><base /><cache-store duration="3600" /></outbound>
    </policies>`,
  ),
  'products/starter': {
    properties: {
      displayName: 'Starter',
      description: 'Subscribers will be able to run 5 calls/minute up to a maximum of 100 calls/week.',
      subscriptionRequired: true,
      approvalRequired: false,
      subscriptionsLimit: 1,
      state: 'published',
    },
  },
  'products/starter/policies/policy': policy(
    `<policies>
      <inbound>
        <rate-limit calls="5" renewal-period="60" />
        <quota calls="100" renewal-period="604800" />
        <base />
      </inbound>
      <backend><base /></backend><outbound><base /></outbound>
    </policies>`,
    `<policies>
      <inbound>
        <rate-limit calls="5" renewal-period="60" />
        <quota calls="100" renewal-period="604800" />
        <base />
      </inbound>
      <backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error>
    </policies>`,
  ),
  'products/starter/groups/developers': { properties: {} },
  'products/starter/groups/guests': { properties: {} },
  'products/starter/apis/echo-api': { properties: {} },
  'products/unlimited': {
    properties: {
      displayName: 'Unlimited',
      description: 'Subscribers have completely unlimited access to the API. Administrator approval is required.',
      subscriptionRequired: true,
      approvalRequired: true,
      subscriptionsLimit: 1,
      state: 'published',
    },
  },
  'products/unlimited/policies/policy': { ...policy(BASE_ONLY), isOptional: true },
  'products/unlimited/groups/developers': { properties: {} },
  'products/unlimited/groups/guests': { properties: {} },
  'products/unlimited/apis/echo-api': { properties: {} },
};
