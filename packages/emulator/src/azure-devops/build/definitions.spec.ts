import { describe, expect, it } from 'vitest';
import { useAzureDevOps } from '../../testing/use-azure-devops.js';

const { send, repo } = useAzureDevOps();

const DEFINITIONS = 'apis/_apis/build/definitions';
const definition = { name: 'publish', path: 'apiops', process: { type: 2, yamlFilename: 'pipelines/publish.yml' } };

describe('pipelines', () => {
  it('keeps a definition by name, folder and revision', async () => {
    const { body } = await send('POST', DEFINITIONS, definition);
    expect(body).toMatchObject({ id: 1, path: '\\apiops', revision: 1, process: definition.process });
    expect((await send('POST', DEFINITIONS, definition)).body.typeKey).toBe('DefinitionExistsException');
    expect((await send('POST', DEFINITIONS, { ...definition, path: '\\' })).status).toBe(200);
    expect((await send('PUT', `${DEFINITIONS}/1`, { ...body, description: 'x' })).body).toMatchObject({ revision: 2 });
    expect((await send('PUT', `${DEFINITIONS}/1`, body)).status).toBe(409);
    const listed = (await send('GET', `${DEFINITIONS}?name=pub*&path=apiops`)).body.value;
    expect(listed).toMatchObject([{ id: 1, name: 'publish' }]);
    expect(listed[0]).not.toHaveProperty('process');
    expect((await send('GET', `${DEFINITIONS}/9`)).status).toBe(404);
  });

  it('makes a pipeline, which is a definition', async () => {
    const { id } = await repo();
    const configuration = { type: 'yaml', path: '/p.yml', repository: { id, type: 'azureReposGit' } };
    const { body } = await send('POST', 'apis/_apis/pipelines', { name: 'p', folder: '\\', configuration });
    expect(body).toMatchObject({ id: 1, configuration });
    expect((await send('GET', `${DEFINITIONS}/1`)).body).toMatchObject({ repository: { id, type: 'TfsGit' } });
    expect((await send('GET', 'apis/_apis/pipelines')).body.count).toBe(1);
  });
});
