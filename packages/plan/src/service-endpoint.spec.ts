import { describe, expect, it } from 'vitest';
import { parseServiceEndpoint } from './service-endpoint.js';

describe('parseServiceEndpoint', () => {
  it.each([
    ['https://api.github.com', { baseUrl: 'https://api.github.com', isDevelopment: false }],
    ['https://ghe.acme.example/api/v3/', { baseUrl: 'https://ghe.acme.example/api/v3', isDevelopment: false }],
    ['http://127.0.0.1:8080/github', { baseUrl: 'http://127.0.0.1:8080/github', isDevelopment: true }],
    ['http://localhost:1', { baseUrl: 'http://localhost:1', isDevelopment: true }],
    ['http://[::1]:1', { baseUrl: 'http://[::1]:1', isDevelopment: true }],
    ['http://api.github.com', undefined],
    ['http://127.0.0.1.example.com', undefined],
    ['https://user:secret@api.github.com', undefined],
    ['https://api.github.com/?a=b', undefined],
    ['ftp://127.0.0.1', undefined],
    ['api.github.com', undefined],
  ])('%s', (text, expected) => {
    expect(parseServiceEndpoint(text)).toEqual(expected);
  });
});
