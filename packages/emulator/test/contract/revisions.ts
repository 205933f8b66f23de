import { describe, expect, it } from 'vitest';
import { detailsOf, errorOf } from '../arm-test-client.js';
import type { Contract } from '../contract.js';

/** Revisions and releases. */
export function describeRevisions({ client, unique }: Contract): void {
  /** An API with one operation and its policy, and a second revision made from it. */
  const newRevisions = async (): Promise<string> => {
    const name = unique('api');
    await client().put(`apis/${name}`, { displayName: name, path: name, serviceUrl: 'https://one.example.com' });
    await client().put(`apis/${name}/operations/list`, { displayName: 'List', method: 'GET', urlTemplate: '/list' });
    await client().put(`apis/${name}/operations/list/policies/policy`, {
      value: '<policies><inbound><base /></inbound></policies>',
    });
    const created = await client().put(`apis/${name};rev=2`, {
      path: name,
      sourceApiId: `/apis/${name}`,
      serviceUrl: 'https://two.example.com',
      apiRevisionDescription: 'second',
    });
    expect(created.status).toBe(201);
    return name;
  };

  describe('revisions', () => {
    it('copy their source, operations and policies included, and do not say that they are current', async () => {
      const name = await newRevisions();
      const revision = await client().get(`apis/${name};rev=2`);
      expect(revision.json['name']).toBe(`${name};rev=2`);
      expect(revision.properties).toMatchObject({
        displayName: name,
        path: name,
        apiRevision: '2',
        apiRevisionDescription: 'second',
        serviceUrl: 'https://two.example.com',
      });
      expect(revision.properties).not.toHaveProperty('isCurrent');
      expect((await client().get(`apis/${name};rev=2/operations/list/policies/policy`)).status).toBe(200);
    });

    it('are independent of each other below the API', async () => {
      const name = await newRevisions();
      await client().delete(`apis/${name};rev=2/operations/list`);
      expect((await client().get(`apis/${name};rev=2/operations/list`)).status).toBe(404);
      expect((await client().get(`apis/${name}/operations/list`)).status).toBe(200);
      expect((await client().get(`apis/${name}`)).properties['serviceUrl']).toBe('https://one.example.com');
    });

    it('are found with an encoded name, too', async () => {
      const name = await newRevisions();
      expect((await client().get(`apis/${name}%3Brev%3D2`)).properties['apiRevision']).toBe('2');
    });

    it('stand in the list of APIs under their own names', async () => {
      const name = await newRevisions();
      const { items } = await client().list('apis', { query: { $filter: `startswith(name, '${name}')` } });
      expect(items.map((item) => item['name']).sort()).toEqual([name, `${name};rev=2`]);
    });

    it('are listed as flat items, and the list ends with a link that is null', async () => {
      const name = await newRevisions();
      const answer = await client().get(`apis/${name}/revisions`);
      expect(answer.text).not.toContain('\n');
      expect(answer.json['nextLink']).toBeNull();
      const current = answer.items.find((item) => item['apiRevision'] === '1');
      expect(current).toMatchObject({ isCurrent: true, isOnline: true, apiId: `${client().armId}/apis/${name};rev=1` });
      const second = answer.items.find((item) => item['apiRevision'] === '2');
      expect(second).toMatchObject({ isCurrent: false, description: 'second' });
    });

    it('cannot change what they share unless they are current', async () => {
      const name = await newRevisions();
      const answer = await client().put(`apis/${name};rev=2`, { path: name, displayName: 'Another' });
      expect(answer.status).toBe(400);
      expect(detailsOf(answer)).toEqual([['Name', "Can't change property Name for non-current revision "]]);
      const forced = await client().put(`apis/${name};rev=2`, { path: name, isCurrent: true });
      expect(detailsOf(forced)).toEqual([['IsCurrent', "Can't set new revision as current."]]);
    });

    it('follow the current one in what they share, and get new ETags', async () => {
      const name = await newRevisions();
      const before = await client().get(`apis/${name};rev=2`);
      await client().patch(`apis/${name}`, { description: 'new', path: `${name}/new` });
      const after = await client().get(`apis/${name};rev=2`);
      expect(after.properties).toMatchObject({ description: 'new', path: `${name}/new` });
      expect(after.headers.get('etag')).not.toBe(before.headers.get('etag'));
    });

    it('become current by a release', async () => {
      const name = await newRevisions();
      const release = await client().put(`apis/${name}/releases/r2`, { apiId: `/apis/${name};rev=2`, notes: 'go' });
      expect(release.status).toBe(201);
      expect(release.properties).toMatchObject({
        apiId: `${client().armId}/apis/${name}`,
        notes: 'go',
        createdDateTime: expect.stringMatching(/\.\d{7}Z$/),
      });
      expect((await client().get(`apis/${name}/releases/r2`)).properties['createdDateTime']).toMatch(/\.\d{1,3}Z$/);
      const current = await client().get(`apis/${name}`);
      expect(current.properties).toMatchObject({
        apiRevision: '2',
        isCurrent: true,
        serviceUrl: 'https://two.example.com',
      });
      expect((await client().get(`apis/${name};rev=1`)).properties).not.toHaveProperty('isCurrent');
      const { items } = await client().get(`apis/${name}/releases`);
      expect(items[0]?.['properties']).not.toHaveProperty('apiId');
    });

    it('stay as they are when only the notes of a release change', async () => {
      const name = await newRevisions();
      await client().put(`apis/${name}/releases/r2`, { apiId: `/apis/${name};rev=2` });
      const answer = await client().put(`apis/${name}/releases/r2`, { notes: 'later' });
      expect(answer.properties).toMatchObject({ notes: 'later', apiId: `${client().armId}/apis/${name}` });
      expect((await client().get(`apis/${name}`)).properties['apiRevision']).toBe('2');
    });

    it('other than the current one go alone', async () => {
      const name = await newRevisions();
      expect((await client().deleteAndWait(`apis/${name};rev=2`)).status).toBe(200);
      expect((await client().get(`apis/${name};rev=2`)).status).toBe(404);
      expect((await client().get(`apis/${name}`)).status).toBe(200);
    });

    it('that are current only go with all others', async () => {
      const name = await newRevisions();
      const older = await client().delete(`apis/${name}`, { apiVersion: '2021-08-01' });
      expect([older.status, errorOf(older)['message']]).toEqual([400, 'Cannot delete the current revision of an API.']);
      const newer = await client().delete(`apis/${name}`);
      expect(newer.status).toBe(202);
      const result = await client().follow(newer.headers.get('azure-asyncoperation') ?? '');
      expect(result.json).toMatchObject({
        status: 'Failed',
        error: { message: 'Cannot delete the current revision of an API.' },
      });
      const all = await client().deleteAndWait(`apis/${name}`, { query: { deleteRevisions: 'true' } });
      expect(all.status).toBe(200);
      expect((await client().get(`apis/${name};rev=2`)).status).toBe(404);
    });

    it('of another name are clones', async () => {
      const name = await newRevisions();
      const clone = unique('clone');
      const answer = await client().put(`apis/${clone}`, {
        displayName: clone,
        path: clone,
        sourceApiId: `/apis/${name}`,
      });
      expect(answer.properties).toMatchObject({
        isCurrent: true,
        apiRevision: '1',
        serviceUrl: 'https://one.example.com',
      });
      expect((await client().get(`apis/${clone}/operations/list/policies/policy`)).status).toBe(200);
    });
  });
}
