import type { CreateNodes } from '@nx/devkit';
import { APIOPS_FILE, parseApiopsConfig } from '@nx-apiops/config';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readApiFolders } from './api-folders.js';
import { apiProject } from './api-project.js';
import { indexOverrideFiles } from './override-files.js';
import { rootProject } from './root-project.js';
import { indexSharedResources } from './shared-resources.js';

/**
 * Infers the projects of an APIOps repository: one for the instance, with a configuration for each environment, and one
 * for each API. Reads no specification.
 */
export const createNodes: CreateNodes = [
  `{${APIOPS_FILE},**/apis/*/apiInformation.json}`,
  (files, _options, { workspaceRoot }) => {
    if (!files.includes(APIOPS_FILE)) return [];
    const config = parseApiopsConfig(readFileSync(join(workspaceRoot, APIOPS_FILE), 'utf8'), APIOPS_FILE);
    const folders = readApiFolders(files, config.artifacts.folder);
    const surroundings = {
      workspaceRoot,
      shared: indexSharedResources(workspaceRoot, config.artifacts),
      overrideFiles: indexOverrideFiles(workspaceRoot, config),
    };
    return [
      [APIOPS_FILE, { projects: { '.': rootProject(config) } }],
      ...folders.map(
        (folder) => [folder.file, { projects: { [folder.root]: apiProject(folder, surroundings) } }] as const,
      ),
    ];
  },
];
