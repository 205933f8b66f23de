import { describe, expect, it } from 'vitest';
import { useAzureDevOps } from '../testing/use-azure-devops.js';

const { send } = useAzureDevOps();

describe('projects and people', () => {
  it('finds the project by name and by id', async () => {
    const { body } = await send('GET', '_apis/projects');
    expect(body).toMatchObject({ count: 1, value: [{ name: 'apis', state: 'wellFormed' }] });
    expect((await send('GET', `_apis/projects/${body.value[0].id}`)).body.name).toBe('apis');
  });

  it('says who is connected', async () => {
    const { body } = await send('GET', '_apis/connectionData', undefined, { version: null });
    expect(body).toMatchObject({ authenticatedUser: { providerDisplayName: 'apiops-automation' } });
    expect(body.instanceId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it.each([
    ['octocat@example.com', 'octocat', false],
    ['api-platform', '[apis]\\api-platform', true],
    ['[apis]\\api-platform', '[apis]\\api-platform', true],
    ['apis Build Service (acme)', 'apis Build Service (acme)', false],
  ])('finds %s', async (name, providerDisplayName, isContainer) => {
    const query = new URLSearchParams({ searchFilter: 'General', filterValue: name });
    const { body } = await send('GET', `_apis/identities?${query.toString()}`);
    expect(body).toMatchObject({ count: 1, value: [{ providerDisplayName, isContainer }] });
    const { id, descriptor } = body.value[0];
    const byId = await send('GET', `_apis/identities?identityIds=${id}`);
    const byDescriptor = await send('GET', `_apis/identities?descriptors=${encodeURIComponent(descriptor)}`);
    expect([byId.body.value[0].id, byDescriptor.body.value[0].id]).toEqual([id, id]);
  });

  it('names the build service by its project', async () => {
    const project = (await send('GET', '_apis/projects/apis')).body;
    const query = new URLSearchParams({ searchFilter: 'General', filterValue: 'apis Build Service (acme)' });
    const [{ descriptor }] = (await send('GET', `_apis/identities?${query.toString()}`)).body.value;
    expect(descriptor).toMatch(new RegExp(`^Microsoft.TeamFoundation.ServiceIdentity;.+:Build:${project.id}$`));
  });

  it('finds nobody of an unknown name', async () => {
    expect((await send('GET', '_apis/identities?searchFilter=General&filterValue=nobody')).body.count).toBe(0);
  });
});
