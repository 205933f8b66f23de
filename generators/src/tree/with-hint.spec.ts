import { expect, it } from 'vitest';
import { GeneratorError } from '../errors.js';
import { treeWith } from '../testing/golden.js';
import { withHint } from './with-hint.js';

it('puts the hint of an error into its message, once', async () => {
  const error = new GeneratorError('NAME_TAKEN', 'The name is taken.', { hint: 'Choose another one.' });
  const generate = withHint(withHint<object>(() => Promise.reject(error)));
  await expect(generate(treeWith(), {})).rejects.toThrow(/^The name is taken\.\nChoose another one\.$/);
});

it('leaves other errors as they are', async () => {
  const generate = withHint<object>(() => Promise.reject(new TypeError('a bug')));
  await expect(generate(treeWith(), {})).rejects.toThrow(/^a bug$/);
});
