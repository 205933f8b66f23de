import { expect, it } from 'vitest';
import { webHost } from './web-host.js';

it.each([
  ['https://api.github.com', 'github.com'],
  ['https://api.acme.ghe.com', 'acme.ghe.com'],
  ['https://git.acme.example/api/v3', 'git.acme.example'],
  ['https://api.acme.example/api/v3', 'api.acme.example'],
  ['http://127.0.0.1:4500/github', 'github.com'],
])('finds the web of %s at %s', (apiUrl, host) => expect(webHost(apiUrl)).toBe(host));
