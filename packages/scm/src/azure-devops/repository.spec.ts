import { describe, expect, it } from 'vitest';
import { parseAzureDevOpsRepository } from './repository.js';

describe('parseAzureDevOpsRepository', () => {
  it('takes a project and a repository, spaces included', () => {
    expect(parseAzureDevOpsRepository('My APIs/acme-apis')).toEqual({ project: 'My APIs', repository: 'acme-apis' });
  });

  it.each(['', 'apis', 'a/b/c', '/b', 'a/', 'a/b?c'])('refuses %j', (text) => {
    expect(() => parseAzureDevOpsRepository(text)).toThrow('names no repository in Azure DevOps');
  });
});
