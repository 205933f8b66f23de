import { connectionOf, type Trust } from './handlers/credential-handler.js';
import { CONNECTION_CREDENTIALS } from './identity-settings.js';
import type { PipelineHost } from './pipeline-host.js';

/**
 * Whether a federated credential lets in the repository that `host` is of, and not one that shares its name. On GitHub the
 * subject names the repository, with or without ids; on Azure DevOps a connection of the project has to present it, so of
 * a connection that is gone nobody can tell: false.
 */
export async function isOwnTrust(name: string, { issuer, subject }: Trust, host: PipelineHost): Promise<boolean> {
  if (host.kind === 'github') {
    return issuer === host.issuer && `${withoutIds(subject)}:`.startsWith(`${withoutIds(host.subjectPrefix)}:`);
  }
  if (!name.startsWith(CONNECTION_CREDENTIALS)) return false;
  const present = await host.readConnection(connectionOf(name));
  return present?.issuer === issuer && present.subject === subject;
}

/** `repo:acme@1/apis@2:environment:prod` as `repo:acme/apis:environment:prod`; names on GitHub have any case. */
function withoutIds(subject: string): string {
  const [kind = '', repository = '', ...context] = subject.split(':');
  return [kind, repository.replace(/@\d+/g, ''), ...context].join(':').toLowerCase();
}
