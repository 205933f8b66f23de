import type { SpecificationProblem } from './specification-problem.js';

/** Parts of a document that API Management does not read: what is wrong there is no reason to refuse it. */
const UNREAD =
  /^#\/(securityDefinitions|security|components\/securitySchemes|externalDocs|tags)(\/|$)|\/security(\/|$)/;

/**
 * Checks an OpenAPI or Swagger document against the structure of its standard, with all its references.
 * References to other files count as errors, since API Management does not follow them.
 * Source: https://learn.microsoft.com/azure/api-management/api-management-api-import-restrictions
 */
export async function validateOpenApi(text: string, place: string): Promise<readonly SpecificationProblem[]> {
  // Takes a quarter of a second to load, which every Nx command would pay.
  const { BaseResolver, createConfig, getLineColLocation, lintFromString, YamlParseError } =
    await import('@redocly/openapi-core');

  class ClosedResolver extends BaseResolver {
    override async loadExternalRef(): Promise<never> {
      throw new Error('it is in another file');
    }
  }

  const config = await createConfig({ rules: { struct: 'error', 'no-unresolved-refs': 'error' } });
  try {
    const problems = await lintFromString({
      source: text,
      absoluteRef: place,
      config,
      externalRefResolver: new ClosedResolver(config.resolve),
    });
    return problems.map(({ message, ruleId, location: [location] }): SpecificationProblem => {
      const pointer = location?.pointer ?? '#/';
      const start = location && getLineColLocation(location).start;
      const isHarmless = UNREAD.test(pointer) || (ruleId === 'struct' && message.endsWith('is not expected here.'));
      return {
        at: start ? `${place}:${start.line}:${start.col}` : place,
        message: `${pointer}  ${withHint(message)}`,
        severity: isHarmless ? 'warning' : 'error',
      };
    });
  } catch (error) {
    if (error instanceof YamlParseError) return [{ at: place, message: error.message, severity: 'error' }];
    if (error instanceof Error) return [{ at: place, message: `${error.message}.`, severity: 'error' }];
    throw error;
  }
}

function withHint(message: string): string {
  return message.includes('it is in another file')
    ? 'A $ref leads to another file, which API Management does not read. Put all into one: npx @redocly/cli bundle'
    : message;
}
