import { describe, expect, it } from 'vitest';
import type { ExportedApi } from './exported-api.js';
import { toOpenapi } from './render-openapi.js';
import { toSwagger } from './render-swagger.js';

const FORM = {
  contentType: 'multipart/form-data',
  formParameters: [
    { name: 'file', type: 'file', required: true },
    { name: 'note', type: 'string', description: 'Why.' },
  ],
};

function api(operation: object, more: Partial<ExportedApi> = {}): ExportedApi {
  return {
    properties: { displayName: 'Files', path: 'files', subscriptionRequired: false },
    servers: ['https://apim-dev.azure-api.net/files'],
    operations: [{ name: 'upload', tags: ['files'], properties: { ...operation } }],
    types: {},
    tagDescriptions: [],
    ...more,
  };
}

const upload = {
  displayName: 'Upload',
  method: 'POST',
  urlTemplate: '/files?kind={kind}',
  templateParameters: [{ name: 'kind', type: 'integer', required: true, values: ['1', '2'], defaultValue: '1' }],
  request: { queryParameters: [], headers: [], representations: [FORM] },
  responses: [],
};

describe('exported documents', () => {
  it('have forms as objects in OpenAPI, and as parameters in Swagger', () => {
    expect(toOpenapi(api(upload))).toMatchObject({
      paths: {
        '/files': {
          post: {
            tags: ['files'],
            requestBody: {
              content: {
                'multipart/form-data': {
                  schema: {
                    required: ['file'],
                    properties: { file: { type: 'string' }, note: { type: 'string', description: 'Why.' } },
                  },
                },
              },
            },
          },
        },
      },
    });
    expect(toSwagger(api(upload))).toMatchObject({
      host: 'apim-dev.azure-api.net',
      basePath: '/files',
      paths: {
        '/files': {
          post: {
            consumes: ['multipart/form-data'],
            parameters: [
              { name: 'kind', in: 'query', required: true },
              { name: 'file', in: 'formData', type: 'file', required: true },
              { name: 'note', in: 'formData', type: 'string' },
            ],
          },
        },
      },
    });
  });

  it('have values in the type of the parameter', () => {
    expect(toOpenapi(api(upload))).toMatchObject({
      paths: { '/files': { post: { parameters: [{ schema: { type: 'integer', enum: [1, 2], default: 1 } }] } } },
    });
  });

  it('have a response where the operation has none, and no security where none is needed', () => {
    const document = toOpenapi(api(upload));
    expect(document).toMatchObject({ paths: { '/files': { post: { responses: { '200': { description: '' } } } } } });
    expect(document).not.toHaveProperty('security');
    expect(document).not.toHaveProperty('components');
  });

  it('refer to types where the language keeps them, whatever the import was', () => {
    const body = { contentType: 'application/json', schemaId: 's', typeName: 'Pet' };
    const operation = { ...upload, request: { representations: [body] } };
    const fromSwagger = api(operation, {
      types: { Pet: { properties: { owner: { $ref: '#/definitions/Owner' } } }, Owner: {} },
    });
    const fromOpenapi = api(operation, {
      types: { Pet: { properties: { owner: { $ref: '#/components/schemas/Owner' } } }, Owner: {} },
    });
    for (const exported of [fromSwagger, fromOpenapi]) {
      expect(JSON.stringify(toOpenapi(exported))).not.toContain('#/definitions/');
      expect(JSON.stringify(toSwagger(exported))).not.toContain('#/components/');
      expect(JSON.stringify(toOpenapi(exported))).toContain('#/components/schemas/Owner');
    }
  });
});
