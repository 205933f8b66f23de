import { expect, it } from 'vitest';
import { requestShape } from './request-shape.js';

it.each([
  ['apis', 'apis'],
  ['apis/orders;rev=2', 'apis/{}'],
  ['apis/orders/policies/policy', 'apis/{}/policies/policy'],
  ['apis/orders/operations/get/policies/policy', 'apis/{}/operations/{}/policies/policy'],
  ['apis/policy/wikis/default', 'apis/{}/wikis/default'],
  ['namedValues/key/listValue', 'namedValues/{}/listValue'],
  ['workspaces/w/products/p/apiLinks/l', 'workspaces/{}/products/{}/apiLinks/{}'],
  ['tenant/operationResults/0a1b', 'tenant/operationResults/{}'],
])('the shape of %s is %s', (path, shape) => {
  expect(requestShape(path.split('/'))).toBe(shape);
});
