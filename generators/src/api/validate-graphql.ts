import { buildSchema, GraphQLError } from 'graphql';
import type { SpecificationProblem } from './specification-problem.js';

/** Checks that a text is a GraphQL schema: its syntax, that all types that it names are there, and what to ask for. */
export function validateGraphql(text: string, place: string): readonly SpecificationProblem[] {
  const error = (message: string, at = place): SpecificationProblem => ({ at, message, severity: 'error' });
  try {
    return buildSchema(text).getQueryType() ? [] : [error('has no Query type, so it is no schema of an API')];
  } catch (failure) {
    if (failure instanceof GraphQLError) {
      const [location] = failure.locations ?? [];
      return [error(failure.message, location ? `${place}:${location.line}:${location.column}` : place)];
    }
    // All problems of a schema that parses come as one error, with an empty line between them.
    const messages = failure instanceof Error ? failure.message.split('\n\n') : [String(failure)];
    return messages.map((message) => error(message));
  }
}
