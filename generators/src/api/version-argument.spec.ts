import { expect, it } from 'vitest';
import { withVersionArgument } from './version-argument.js';

const schema = { name: 'orders', spec: 'orders.yaml' };

it('takes the version from the command line where Nx made a switch of it', () => {
  const args = ['node', 'nx', 'g', 'nx-apiops:api', 'orders', '--version=v1'];
  expect(withVersionArgument({ ...schema, version: false }, args)).toEqual({ ...schema, version: 'v1' });
});

it('leaves a version that is a text alone, and drops a switch without value', () => {
  expect(withVersionArgument({ ...schema, version: 'v2' }, ['--version=v1'])).toEqual({ ...schema, version: 'v2' });
  expect(withVersionArgument({ ...schema, version: true }, ['--version'])).toEqual(schema);
});
