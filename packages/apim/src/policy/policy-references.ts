import { isPolicyExpression } from './expression-code.js';
import { parsePolicyDocument } from './parse-policy.js';
import { attributeValue, type PolicyAttribute, type PolicyDocument, type PolicyElement } from './policy-document.js';

/** Kinds of things that attributes of policy elements name. */
export type PolicyReferenceKind =
  'apis' | 'authorizationProviders' | 'backends' | 'certificates' | 'fragments' | 'loggers' | 'schemas';

/** The names in a policy, each once, in the order of the text. */
export interface PolicyReferences extends Readonly<Record<PolicyReferenceKind, readonly string[]>> {
  /** Display names in `{{…}}`. */
  readonly namedValues: readonly string[];
  /**
   * Names in `{{…}}` in comments and Liquid templates, where they may mean something else: good for ordering, no
   * reason to complain.
   */
  readonly possibleNamedValues: readonly string[];
}

interface ReferenceRow {
  /** Any element if absent. */
  readonly element?: string;
  /** Element that must enclose it directly. */
  readonly parent?: string;
  readonly attribute: string;
  readonly kind: PolicyReferenceKind;
}

/** Source: https://learn.microsoft.com/azure/api-management/api-management-policies and the pages of the policies. */
const REFERENCES: readonly ReferenceRow[] = [
  { element: 'include-fragment', attribute: 'fragment-id', kind: 'fragments' },
  { attribute: 'backend-id', kind: 'backends' },
  { attribute: 'embeddings-backend-id', kind: 'backends' },
  { element: 'authentication-certificate', attribute: 'certificate-id', kind: 'certificates' },
  { element: 'key', attribute: 'certificate-id', kind: 'certificates' },
  { element: 'identity', attribute: 'issuer-certificate-id', kind: 'certificates' },
  { element: 'log-to-eventhub', attribute: 'logger-id', kind: 'loggers' },
  { element: 'content', parent: 'validate-content', attribute: 'schema-id', kind: 'schemas' },
  { element: 'get-authorization-context', attribute: 'provider-id', kind: 'authorizationProviders' },
  { element: 'api', parent: 'rate-limit', attribute: 'id', kind: 'apis' },
  { element: 'api', parent: 'quota', attribute: 'id', kind: 'apis' },
];

const NAMED_VALUE = /\{\{([A-Za-z0-9._-]+)\}\}/g;

/**
 * What a policy refers to. Values that are computed, by an expression or from named values, name nothing that can be
 * known here. Throws `POLICY_XML` for text that does not parse.
 */
export function policyReferences(text: string): PolicyReferences {
  const collector = new ReferenceCollector();
  collector.document(parsePolicyDocument(text));
  return collector.references();
}

type NamedValueList = 'namedValues' | 'possibleNamedValues';

interface Place {
  readonly parent: PolicyElement | undefined;
  readonly list: NamedValueList;
}

class ReferenceCollector {
  readonly #names: Readonly<Record<keyof PolicyReferences, Set<string>>> = {
    apis: new Set(),
    authorizationProviders: new Set(),
    backends: new Set(),
    certificates: new Set(),
    fragments: new Set(),
    loggers: new Set(),
    namedValues: new Set(),
    possibleNamedValues: new Set(),
    schemas: new Set(),
  };

  references(): PolicyReferences {
    const { namedValues, possibleNamedValues, ...names } = this.#names;
    return {
      apis: [...names.apis],
      authorizationProviders: [...names.authorizationProviders],
      backends: [...names.backends],
      certificates: [...names.certificates],
      fragments: [...names.fragments],
      loggers: [...names.loggers],
      namedValues: [...namedValues],
      possibleNamedValues: [...possibleNamedValues].filter((name) => !namedValues.has(name)),
      schemas: [...names.schemas],
    };
  }

  document({ commentsBefore, root, commentsAfter }: PolicyDocument): void {
    for (const { value } of commentsBefore) this.#namedValues(value, 'possibleNamedValues');
    this.#element(root, { parent: undefined, list: 'namedValues' });
    for (const { value } of commentsAfter) this.#namedValues(value, 'possibleNamedValues');
  }

  #element(element: PolicyElement, { parent, list }: Place): void {
    for (const attribute of element.attributes) this.#attribute(attribute, element, { parent, list });
    const isLiquid = attributeValue(element, 'template') === 'liquid';
    const childList = isLiquid ? 'possibleNamedValues' : list;
    for (const child of element.children) {
      if (child.kind === 'element') this.#element(child, { parent: element, list: childList });
      else this.#namedValues(child.value, child.kind === 'comment' ? 'possibleNamedValues' : childList);
    }
  }

  #attribute({ name, value }: PolicyAttribute, element: PolicyElement, { parent, list }: Place): void {
    this.#namedValues(value, list);
    if (value === '' || isPolicyExpression(value) || value.includes('{{')) return;
    for (const row of REFERENCES) {
      const matches =
        row.attribute === name &&
        (row.element ?? element.name) === element.name &&
        (row.parent === undefined || row.parent === parent?.name);
      if (matches) this.#names[row.kind].add(value);
    }
  }

  #namedValues(text: string, list: NamedValueList): void {
    for (const [, name = ''] of text.matchAll(NAMED_VALUE)) this.#names[list].add(name);
  }
}
