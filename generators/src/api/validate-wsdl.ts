import type { SpecificationProblem } from './specification-problem.js';

const WSDL_1 = 'http://schemas.xmlsoap.org/wsdl/';
const WSDL_2 = 'http://www.w3.org/ns/wsdl';

/**
 * Checks that a well-formed XML document is a WSDL 1.1 description with a service in it.
 * Source: https://learn.microsoft.com/azure/api-management/api-management-api-import-restrictions#wsdl
 */
export function validateWsdl(text: string, place: string): readonly SpecificationProblem[] {
  const error = (message: string): readonly SpecificationProblem[] => [{ at: place, message, severity: 'error' }];
  const root = /<(?![?!])(?:[\w.-]+:)?([\w.-]+)((?:[^\w.\-<>][^<>]*)?)>/.exec(text);
  const namespaces = root?.[2] ?? '';
  if (namespaces.includes(WSDL_2)) return error('is WSDL 2.0, which API Management does not import; write WSDL 1.1');
  if (root?.[1] !== 'definitions' || !namespaces.includes(WSDL_1)) {
    return error(`has the root <${root?.[1] ?? ''}>, which is not <definitions> of WSDL 1.1 (${WSDL_1})`);
  }
  return /<(?:[\w.-]+:)?service[\s>]/.test(text) ? [] : error('has no <service>, so there is nothing to call');
}
