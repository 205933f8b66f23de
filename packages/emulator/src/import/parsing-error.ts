import { invalidFields, type ArmFault } from '../arm/arm-fault.js';
import { parsingErrors } from '../arm/known-texts.js';

/** A document that cannot be imported: `Parsing error(s): …`, then what else there is to say. */
export function parsingError(reasons: readonly string[], ...more: readonly string[]): ArmFault {
  return invalidFields([parsingErrors(reasons), ...more].map((message) => ['representation', message] as const));
}
