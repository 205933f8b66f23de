import { readFileSync } from 'node:fs';
import { isJsonObject } from '@nx-apiops/plan';

/** `nx-apiops/1.2.3`, how requests name this package to Azure. */
export function userAgent(): string {
  const description: unknown = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  const version = isJsonObject(description) && typeof description.version === 'string' ? description.version : '0';
  return `nx-apiops/${version}`;
}
