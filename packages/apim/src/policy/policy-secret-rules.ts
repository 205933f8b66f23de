/** A place whose literal value is a secret by itself. */
export interface SecretPlace {
  /** For messages; the value of the element's `name` attribute follows where the rule has names. */
  readonly where: string;
  readonly element: string;
  /** Values of the element's `name` attribute to which the rule applies. */
  readonly names?: RegExp;
  /** Elements of which one must enclose it directly. */
  readonly parents?: readonly string[];
  /** The secret is the value of this attribute, the text of these children, or else the element's own text. */
  readonly attribute?: string;
  readonly child?: string;
}

/** Text that gives away a secret wherever it stands; the first group is the secret. */
export interface SecretPattern {
  readonly where: string;
  readonly pattern: RegExp;
}

/** Source: https://learn.microsoft.com/azure/api-management/api-management-policies and the pages of the policies. */
export const SECRET_PLACES: readonly SecretPlace[] = [
  {
    where: 'set-header',
    element: 'set-header',
    names:
      /^(?:(?:proxy-)?authorization|(?:ocp-apim-)?subscription-key|(?:x-)?api-?key|x-functions-key|x-auth-token|x-access-token|[\w-]*(?:secret|password))$/i,
    child: 'value',
  },
  {
    where: 'set-query-parameter',
    element: 'set-query-parameter',
    names: /^(?:code|sig|subscription-key|api[-_]?key|access_token|client_secret)$/i,
    child: 'value',
  },
  { where: 'authentication-basic password', element: 'authentication-basic', attribute: 'password' },
  { where: 'authentication-certificate body', element: 'authentication-certificate', attribute: 'body' },
  { where: 'authentication-certificate password', element: 'authentication-certificate', attribute: 'password' },
  { where: 'proxy password', element: 'proxy', attribute: 'password' },
  { where: 'token key', element: 'key', parents: ['issuer-signing-keys', 'decryption-keys'] },
];

/** Named values in double braces never match: no group takes a brace. */
export const SECRET_PATTERNS: readonly SecretPattern[] = [
  { where: 'AccountKey', pattern: /AccountKey=([^\s;"'&<>{}]{4,})/gi },
  { where: 'SharedAccessKey', pattern: /SharedAccessKey=([^\s;"'&<>{}]{4,})/gi },
  { where: 'SharedAccessSignature', pattern: /SharedAccessSignature[= ]((?:&amp;|[^\s;"'<>{}]){4,})/gi },
  { where: 'connection string password', pattern: /;\s*(?:Password|Pwd)\s*=\s*([^\s;"'&<>{}][^;"'&<>{}]{3,})/gi },
  { where: 'client secret', pattern: /(?:^|[?&;\s])client_secret=([^\s;"'&<>{}]{4,})/gi },
  { where: 'key in a URL', pattern: /[?&;](?:code|sig|subscription-key)=([^\s;"'&<>{}]{8,})/gi },
  { where: 'password in a URL', pattern: /\/\/[^\s/:@"'<>{}]+:([^\s/:@"'<>{}]{4,})@/g },
  { where: 'token', pattern: /\b(eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*)/g },
  { where: 'private key', pattern: /-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----([\w+/=\s\\]+)/g },
];

/** Words before a credential that are no part of the secret. */
export const AUTHENTICATION_SCHEME =
  /^\s*(?:Basic|Bearer|Digest|Token|ApiKey|SharedKey|SharedAccessSignature)(?=\s|$)/i;

/** What a string in the code of an expression looks like if it is a credential. */
export const CREDENTIAL_SHAPES: readonly RegExp[] = [
  /^(?=\D*\d)(?=[^a-z]*[a-z])[\w+/=.~-]{20,}$/i,
  /^[^\s:/{}]+:[^\s:/{}]{4,}$/,
];
