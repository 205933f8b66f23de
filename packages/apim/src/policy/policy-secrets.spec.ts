import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapePolicyExpressions } from './policy-escaping.js';
import { findPolicySecrets, redactPolicySecrets } from './policy-secrets.js';

const MARKER = '*** REDACTED ***';

function found(text: string): readonly (readonly [string, string])[] {
  return findPolicySecrets(text).map(({ where, start, end }) => [where, text.slice(start, end)]);
}

function header(name: string, value: string): string {
  return `<set-header name="${name}" exists-action="override"><value>${value}</value></set-header>`;
}

/** Policies with one literal secret `S3cret…` each. */
const WITH_SECRET: readonly (readonly [where: string, text: string, secret: string])[] = [
  ['set-header Authorization', header('Authorization', 'Basic S3cretdTpw'), 'S3cretdTpw'],
  ['set-header authorization', header('authorization', ' S3cret '), 'S3cret'],
  ['set-header x-functions-key', header('x-functions-key', 'S3cret=='), 'S3cret=='],
  ['set-header Ocp-Apim-Subscription-Key', header('Ocp-Apim-Subscription-Key', '{{a}}-S3cret'), '-S3cret'],
  ['set-header api-key', header('api-key', '<![CDATA[S3cret]]>'), 'S3cret'],
  ['set-header Authorization', header('Authorization', '@("Bearer S3cret" + x)'), 'S3cret'],
  [
    'set-header Authorization',
    header('Authorization', '@("Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("user:S3cret")))'),
    'user:S3cret',
  ],
  ['set-header x-api-key', header('x-api-key', '@(a ? "S3cret0123456789abcdef" : b["c"])'), 'S3cret0123456789abcdef'],
  [
    'set-query-parameter code',
    '<set-query-parameter name="code" exists-action="override"><value>S3cret</value></set-query-parameter>',
    'S3cret',
  ],
  ['authentication-basic password', '<authentication-basic username="u" password="S3cret" />', 'S3cret'],
  ['authentication-certificate body', '<authentication-certificate body="S3cret" />', 'S3cret'],
  ['authentication-certificate password', '<authentication-certificate body="@(x)" password="S3cret" />', 'S3cret'],
  ['proxy password', '<proxy url="http://p" username="u" password="S3cret" />', 'S3cret'],
  ['token key', '<validate-jwt><issuer-signing-keys><key>S3cret</key></issuer-signing-keys></validate-jwt>', 'S3cret'],
  ['AccountKey', '<set-variable name="a" value="AccountName=n;AccountKey=S3cret/+==;B=c" />', 'S3cret/+=='],
  ['AccountKey', '<set-variable name="a" value="@("AccountKey=S3cret" + b)" />', 'S3cret'],
  ['SharedAccessKey', '<a>Endpoint=sb://x/;SharedAccessKey=S3cret</a>', 'S3cret'],
  ['SharedAccessSignature', '<a>SharedAccessSignature=sr&amp;S3cret</a>', 'sr&amp;S3cret'],
  ['connection string password', '<connection-string>Server=s; Password=S3cret;</connection-string>', 'S3cret'],
  ['client secret', '<set-body>grant_type=x&amp;client_secret=S3cret</set-body>', 'S3cret'],
  ['client secret', '<set-body>@("client_secret=S3cret")</set-body>', 'S3cret'],
  ['key in a URL', '<set-url>https://h/a?code=S3cret-S3cret&amp;b=c</set-url>', 'S3cret-S3cret'],
  ['password in a URL', '<set-url>amqps://user:S3cret@host</set-url>', 'S3cret'],
  ['token', '<a><!-- eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.S3cret --></a>', 'eyJhbGciOiJIUzI1.eyJzdWIiOiIxMjM0.S3cret'],
  ['private key', '<a>-----BEGIN RSA PRIVATE KEY-----\nS3cret\n-----END</a>', 'S3cret'],
  ['set-header Authorization', `<a><!-- off: ${header('Authorization', 'Bearer S3cret')} --></a>`, 'S3cret'],
];

describe('findPolicySecrets', () => {
  it.each(WITH_SECRET)('finds a %s in %j', (where, text, secret) => {
    expect(found(text)).toEqual([[where, secret]]);
  });

  it.each([
    header('Authorization', '{{token}}'),
    header('Authorization', 'Bearer {{token}}'),
    header('Authorization', 'Basic {{user}}:{{password}}'),
    header('Authorization', ''),
    header('Authorization', '@("Bearer " + (string)context.Variables["access-token-of-client-1"])'),
    header('Authorization', '@("Basic " + Encode($"{context.Variables["id"]}:{context.Variables["secret"]}"))'),
    header('Authorization', '@(context.Request.Headers.GetValueOrDefault<string>("X-Forwarded-Authorization-2", ""))'),
    header('Authorization', '@($"Bearer {{token}}")'),
    header('Accept', 'application/json'),
    '<set-header name="Authorization" exists-action="delete" />',
    '<authentication-basic username="user" password="{{password}}" />',
    '<authentication-certificate thumbprint="AD36D13743694E49" />',
    '<validate-jwt><issuer-signing-keys><key id="1">{{key}}</key><key n="abc" e="AQAB" /></issuer-signing-keys></validate-jwt>',
    '<map><key>name</key></map>',
    '<set-variable name="a" value="AccountName={{name}};AccountKey={{key}};" />',
    '<set-body>@($"client_id={id}&client_secret={secret}&code={code}")</set-body>',
    '<set-body>client_secret={{secret}}&amp;grant_type=authorization_code</set-body>',
    '<set-url>https://host:443/a?response_type=code&amp;sig={{sig}}</set-url>',
    '<!-- set the Authorization header to Basic user:password --><a />',
  ])('finds none in %j', (text) => {
    expect(found(text)).toEqual([]);
  });

  it('says in which line and column each one starts', () => {
    const text = `<policies>\r\n  ${header('api-key', 'one1')}\r\n  ${header('api-key', 'two2')}\r\n</policies>`;
    expect(findPolicySecrets(text)).toMatchObject([
      { line: 2, column: 62 },
      { line: 3, column: 62 },
    ]);
  });

  it('merges findings that overlap', () => {
    expect(found(header('api-key', 'AccountKey=abcdef;x'))).toEqual([['set-header api-key', 'AccountKey=abcdef;x']]);
  });
});

describe('redactPolicySecrets', () => {
  it.each(WITH_SECRET)('replaces a %s in %j and nothing else', (_, text, secret) => {
    expect(redactPolicySecrets(text, MARKER)).toBe(text.replace(secret, MARKER));
  });

  it('leaves no secret, in plain and in escaped policies, and changes nothing the second time', () => {
    const parts = fc.array(fc.constantFrom(...WITH_SECRET.map(([, text]) => text)), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(
        parts,
        fc.boolean(),
        fc.constantFrom(MARKER, '{#[REDACTED]#}', 'REDACTED<&>'),
        (texts, escaped, marker) => {
          const plain = `<policies>${texts.join('\n')}</policies>`;
          const redacted = redactPolicySecrets(escaped ? escapePolicyExpressions(plain) : plain, marker);
          expect(redacted).not.toContain('S3cret');
          expect(findPolicySecrets(redacted, marker)).toEqual([]);
          expect(redactPolicySecrets(redacted, marker)).toBe(redacted);
        },
      ),
    );
  });
});
