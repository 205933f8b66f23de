import { describe, expect, it } from 'vitest';
import { setVariables } from './environment-variables.js';

describe('setVariables', () => {
  it.each([
    ['ORDERS_KEY', '$(ORDERS_KEY)'],
    ['ORDERS_KEY', '$(orders_key)'],
    ['ordersKey', '$(ordersKey)'],
    ['SYSTEM_ACCESSTOKEN', '$(System.AccessToken)'],
  ])('takes %s, which is %s, for not set', (name, value) => {
    expect(setVariables({ [name]: value, PATH: '/bin' })).toEqual({ PATH: '/bin' });
  });

  it.each([['$(OTHER)'], ['$ORDERS_KEY'], ['a$(ORDERS_KEY)'], ['$()'], ['']])('keeps the value %j', (value) => {
    expect(setVariables({ ORDERS_KEY: value })).toEqual({ ORDERS_KEY: value });
  });
});
