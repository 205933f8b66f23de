import type { Directory } from '../directory/directory.js';
import type { ResolvedOptions } from '../options.js';
import type { HostedService } from './hosted-service.js';

/** The services beside Azure Resource Manager, each under the first path segment that it is named by. */
export function createHosts(_options: ResolvedOptions, _directory: Directory): readonly HostedService[] {
  return [];
}
