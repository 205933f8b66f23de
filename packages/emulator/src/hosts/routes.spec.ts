import { describe, expect, it } from 'vitest';
import type { ArmRequest } from '../http/exchange.js';
import { Routes } from './routes.js';

const request = (method: string, path: string, body = ''): ArmRequest => ({
  method,
  path,
  query: new URLSearchParams(),
  headers: {},
  body,
  origin: 'http://127.0.0.1:1/host',
});

describe('routes', () => {
  const routes = new Routes({
    'GET /repos/{owner}/{repo}': ({ param }) => ({ status: 200, body: [param('owner'), param('repo')] }),
    'PUT /repos/{owner}/{repo}/contents/{path...}': ({ param, json }) => ({
      status: 201,
      body: { path: param('path'), ...json() },
    }),
  });

  it.each([
    ['GET', '/repos/acme/a%20b', '', { status: 200, body: ['acme', 'a b'] }],
    ['GET', '/REPOS/acme/apis/', '', { status: 200, body: ['acme', 'apis'] }],
    ['PUT', '/repos/acme/apis/contents/a/b%2Fc.yaml', '{"x":1}', { status: 201, body: { path: 'a/b/c.yaml', x: 1 } }],
    ['DELETE', '/repos/acme/apis', '', { allowed: ['GET'] }],
    ['GET', '/repos/acme', '', undefined],
    ['PUT', '/repos/acme/apis/contents', '', undefined],
  ])('answers %s %s', (method, path, body, expected) => {
    expect(routes.answer(request(method, path, body))).toEqual(expected);
  });

  it('names paths for statistics', () => {
    expect(routes.shapeOf('GET', '/repos/acme/apis')).toBe('/repos/{}/{}');
    expect(routes.shapeOf('GET', '/nowhere')).toBe('(unknown)');
  });

  it('takes no body that is not an object', () => {
    expect(() => routes.answer(request('PUT', '/repos/a/b/contents/c', '[1]'))).toThrow('not a JSON object');
  });
});
