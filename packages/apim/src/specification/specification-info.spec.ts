import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { describe, expect, it } from 'vitest';
import { detectSpecification } from './detect-specification.js';
import { specificationInfo, type SpecificationInfo } from './specification-info.js';

const require = createRequire(import.meta.url);

function infoOf(document: object): SpecificationInfo {
  return specificationInfo(detectSpecification('a.json', JSON.stringify(document)));
}

describe('specificationInfo', () => {
  it('reads the head of an OpenAPI description', () => {
    const info = {
      title: 'Pets',
      description: 'All about pets.',
      version: 2,
      contact: { name: 'Team', email: 'team@example.org', 'x-a': 1 },
      license: { name: 'MIT', url: 'https://example.org/mit' },
    };
    const servers = [
      {
        url: 'https://{region}.example.org/{base}/{left}',
        variables: { region: { default: 'eu' }, base: { default: 'v1' } },
      },
      { url: 'https://other.example.org' },
    ];
    expect(infoOf({ openapi: '3.0.1', info, servers })).toEqual({
      title: 'Pets',
      description: 'All about pets.',
      version: '2',
      serverUrl: 'https://eu.example.org/v1/{left}',
      contact: { name: 'Team', email: 'team@example.org' },
      license: { name: 'MIT', url: 'https://example.org/mit' },
    });
  });

  it.each([
    [{ host: 'a.example', basePath: '/v1', schemes: ['http', 'https'] }, 'https://a.example/v1'],
    [{ host: 'a.example', basePath: '/', schemes: ['http'] }, 'http://a.example'],
    [{ host: 'a.example' }, 'https://a.example'],
    [{ basePath: '/v1' }, undefined],
    [{ 'x-servers': [{ url: 'https://b.example' }], host: 'a.example' }, 'https://b.example'],
  ])('builds the server URL of Swagger from %j', (members, serverUrl) => {
    expect(infoOf({ swagger: '2.0', ...members }).serverUrl).toBe(serverUrl);
  });

  it('reads descriptions from practice', () => {
    const read = (path: string): SpecificationInfo =>
      specificationInfo(detectSpecification(path, readFileSync(require.resolve(path), 'utf8')));
    expect(read('@figma/rest-api-spec/openapi/openapi.yaml')).toMatchObject({
      title: 'Figma API',
      serverUrl: 'https://api.figma.com',
      contact: { email: 'support@figma.com' },
    });
    expect(read('@netlify/open-api/dist/swagger.json')).toMatchObject({ serverUrl: 'https://api.netlify.com/api/v1' });
  });

  it('reads name and address of WSDL and WADL', () => {
    const wsdl = `<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" name="n"><documentation>Adds <b>up</b>.</documentation>
      <service name="Calc"><port><address xmlns="http://schemas.xmlsoap.org/wsdl/soap/" location="http://calc.example/s.asmx"/></port></service></definitions>`;
    expect(specificationInfo({ format: 'wsdl', text: wsdl })).toEqual({
      title: 'Calc',
      description: 'Adds up.',
      serverUrl: 'http://calc.example/s.asmx',
    });
    const wadl = '<application><doc title="Status">Tells.</doc><resources base="https://s.example"/></application>';
    expect(specificationInfo({ format: 'wadl', text: wadl })).toEqual({
      title: 'Status',
      description: 'Tells.',
      serverUrl: 'https://s.example',
    });
  });

  it('has nothing to say about GraphQL', () => {
    expect(specificationInfo({ format: 'graphql', text: 'type Query { a: Int }' })).toEqual({});
  });
});
