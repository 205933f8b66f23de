import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { policyReferences } from './policy-references.js';

const SAMPLES = new URL('../../../../../shared/data/toolkit-sample-artifacts/', import.meta.url);
const none = {
  apis: [],
  authorizationProviders: [],
  backends: [],
  certificates: [],
  fragments: [],
  loggers: [],
  namedValues: [],
  possibleNamedValues: [],
  schemas: [],
};

describe('policyReferences', () => {
  it('finds every kind of reference once, in order', () => {
    const text = `<policies><inbound>
      <include-fragment fragment-id="shared" />
      <choose><when condition="@(context.Variables["a"] == "b")">
        <set-backend-service id="apim-generated-policy" backend-id="orders" />
        <set-backend-service backend-id="stock" />
        <set-backend-service backend-id="orders" />
      </when></choose>
      <llm-semantic-cache-lookup score-threshold="0.05" embeddings-backend-id="embeddings" />
      <llm-content-safety backend-id="safety" />
      <authentication-certificate certificate-id="client" />
      <validate-jwt header-name="Authorization">
        <decryption-keys><key certificate-id="decrypt" /></decryption-keys>
      </validate-jwt>
      <validate-client-certificate><identities><identity issuer-certificate-id="issuer" /></identities></validate-client-certificate>
      <log-to-eventhub logger-id="audit">@(context.Request.Body.As<string>())</log-to-eventhub>
      <validate-content><content type="application/json" validate-as="json" schema-id="order" /></validate-content>
      <get-authorization-context provider-id="github" authorization-id="bot" context-variable-name="auth" />
      <rate-limit calls="1" renewal-period="60"><api name="Orders" id="orders-api" calls="1" renewal-period="1" /></rate-limit>
    </inbound></policies>`;
    expect(policyReferences(text)).toEqual({
      ...none,
      apis: ['orders-api'],
      authorizationProviders: ['github'],
      backends: ['orders', 'stock', 'embeddings', 'safety'],
      certificates: ['client', 'decrypt', 'issuer'],
      fragments: ['shared'],
      loggers: ['audit'],
      schemas: ['order'],
    });
  });

  it('skips names that an expression or a named value computes', () => {
    const text =
      '<fragment><set-backend-service backend-id="@((string)context.Variables["b"])" />' +
      '<set-backend-service backend-id="ECHO_{{backend-name}}" /><include-fragment fragment-id="" /></fragment>';
    expect(policyReferences(text)).toEqual({ ...none, namedValues: ['backend-name'] });
  });

  it('finds named values in attributes, text, CDATA sections and expressions', () => {
    const text =
      '<a b="{{one}}-{{two.2}}">{{three}}<c>@($"{x}&y={Uri.EscapeDataString("{{four}}")}" + {{five_5}})</c>' +
      '<![CDATA[{{six}} {{one}} {{ spaced }} {{a b}} {single}]]></a>';
    expect(policyReferences(text).namedValues).toEqual(['one', 'two.2', 'three', 'four', 'five_5', 'six']);
  });

  it('does not count on names in comments and Liquid templates', () => {
    const text =
      '<!-- {{start}} --><a><!-- {{note}} {{sure}} --><b>{{sure}}</b>' +
      '<set-body template="liquid"><m n="{{body.id}}">{{context.Variables[\'x\']}}{{body.name}}</m></set-body></a><!-- {{end}} -->';
    expect(policyReferences(text)).toEqual({
      ...none,
      namedValues: ['sure'],
      possibleNamedValues: ['start', 'note', 'body.id', 'body.name', 'end'],
    });
  });

  it('throws for text that does not parse', () => {
    expect(() => policyReferences('<a>')).toThrow(expect.objectContaining({ code: 'POLICY_XML' }));
  });

  const sample = fileURLToPath(new URL('policy.xml', SAMPLES));
  it.skipIf(!existsSync(sample))('reads the sample of an older repository (skipped: the sample is not there)', () => {
    expect(policyReferences(readFileSync(sample, 'utf8'))).toEqual({
      ...none,
      fragments: ['policyFragment1'],
      namedValues: ['environment-name'],
    });
  });
});
