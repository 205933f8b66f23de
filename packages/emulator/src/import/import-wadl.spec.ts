import { describe, expect, it } from 'vitest';
import { ArmFault } from '../arm/arm-fault.js';
import { importWadl } from './import-wadl.js';

const DOCUMENT = `<?xml version="1.0" encoding="utf-8"?>
<application xmlns="http://wadl.dev.java.net/2009/02" xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <doc title="Parcels">Where parcels are.</doc>
  <resources base="https://example.com/parcels">
    <resource path="/parcels">
      <method name="GET" id="list"><request><param name="limit" style="query" type="xs:int" /></request></method>
      <resource path="{parcelId}">
        <param name="parcelId" style="template" type="xs:string" />
        <method name="PUT">
          <request><representation mediaType="application/json" /></request>
          <response status="204" />
        </method>
      </resource>
    </resource>
  </resources>
</application>`;

describe('importWadl', () => {
  it('reads nested resources, their parameters and bodies', () => {
    const { properties, operations, source } = importWadl(DOCUMENT);
    expect(properties).toEqual({
      displayName: 'Parcels',
      description: 'Where parcels are.',
      serviceUrl: 'https://example.com/parcels',
    });
    expect(operations.map(({ name }) => name)).toEqual(['list', 'put-parcels-parcelid']);
    expect(operations[0]?.properties).toMatchObject({
      urlTemplate: '/parcels',
      request: { queryParameters: [{ name: 'limit', type: 'int' }] },
    });
    expect(operations[1]?.properties).toMatchObject({
      urlTemplate: '/parcels/{parcelId}',
      templateParameters: [{ name: 'parcelId' }],
      request: { representations: [{ contentType: 'application/json' }] },
      responses: [{ statusCode: 204 }],
    });
    expect(source).toEqual({ format: 'wadl', text: DOCUMENT });
  });

  it('refuses other documents', () => {
    expect(() => importWadl('<html></html>')).toThrow(ArmFault);
    expect(() => importWadl('<application>')).toThrow(ArmFault);
  });
});
