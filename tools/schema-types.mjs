/**
 * Writes `schema.ts` beside each generator's `schema.json`, so that options are described once.
 * `--check` writes nothing and fails where a file is not what it would write.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * @typedef {{ type?: string | string[], enum?: string[], items?: Property, description?: string }} Property
 * @typedef {{ description: string, properties: Record<string, Property>, required?: string[] }} Schema
 */

/** @type {Readonly<Record<string, string>>} */
const SCALARS = { string: 'string', boolean: 'boolean', number: 'number', integer: 'number' };

const sources = fileURLToPath(new URL('../generators/src', import.meta.url));
const check = process.argv.includes('--check');
const stale = [];
for (const name of readdirSync(sources).sort()) {
  const schemaFile = join(sources, name, 'schema.json');
  if (!existsSync(schemaFile)) continue;
  const typesFile = join(sources, name, 'schema.ts');
  const wanted = renderTypes(name, JSON.parse(readFileSync(schemaFile, 'utf8')));
  const found = existsSync(typesFile) ? readFileSync(typesFile, 'utf8').replaceAll('\r\n', '\n') : undefined;
  if (found === wanted) continue;
  if (check) stale.push(`generators/src/${name}/schema.ts`);
  else writeFileSync(typesFile, wanted);
}
if (stale.length > 0) {
  console.error(`Not what schema.json says: ${stale.join(', ')}. Run: node tools/schema-types.mjs`);
  process.exitCode = 1;
}

/** @param {string} name @param {Schema} schema */
function renderTypes(name, schema) {
  const properties = Object.entries(schema.properties);
  const interfaceName = `${pascalCase(name)}Schema`;
  if (properties.length === 0) {
    return `// Made from schema.json by tools/schema-types.mjs.\n\n/** ${schema.description} */\nexport type ${interfaceName} = Readonly<Record<string, never>>;\n`;
  }
  const members = properties.flatMap(([key, property]) => [
    `  /** ${property.description} */`,
    `  readonly ${key}${schema.required?.includes(key) ? '' : '?'}: ${typeOf(property)};`,
  ]);
  return [
    '// Made from schema.json by tools/schema-types.mjs.',
    '',
    `/** ${schema.description} */`,
    `export interface ${interfaceName} {`,
    ...members,
    '}',
    '',
  ].join('\n');
}

/** @param {Property} property @returns {string} */
function typeOf(property) {
  if (property.enum) return property.enum.map((value) => `'${value}'`).join(' | ');
  if (property.type === 'array') return `readonly ${typeOf(property.items ?? {})}[]`;
  if (Array.isArray(property.type)) return property.type.map((type) => typeOf({ ...property, type })).join(' | ');
  const type = SCALARS[property.type ?? ''];
  if (type === undefined) throw new Error(`No TypeScript type is known for ${JSON.stringify(property)}.`);
  return type;
}

/** @param {string} name */
function pascalCase(name) {
  return name.replace(/(^|-)([a-z])/g, (_, __, /** @type {string} */ letter) => letter.toUpperCase());
}
