import { expect, it } from 'vitest';
import { CodedError } from './coded-error.js';
import { PlanError } from './errors.js';

it('a PlanError takes whose fault it is from the table', () => {
  const cause = new Error('why');
  const error = new PlanError('PLAN_CYCLE', 'a -> a', { hint: 'Remove one.', cause });
  expect(error).toBeInstanceOf(CodedError);
  expect(error).toMatchObject({ name: 'PlanError', code: 'PLAN_CYCLE', fault: 'user', hint: 'Remove one.', cause });
});
