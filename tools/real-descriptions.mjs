import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** Figma's API, OpenAPI 3.1 in YAML, about 50 operations. */
export const FIGMA = join(dirname(require.resolve('@figma/rest-api-spec/package.json')), 'openapi', 'openapi.yaml');

/** Netlify's API, Swagger 2 in JSON, more than 100 operations. */
export const NETLIFY = require.resolve('@netlify/open-api');
