import type { ApiopsConfig, ApiopsFile } from './apiops-config.js';
import { validateApiopsFile, type DefaultedFile } from './apiops-schema.js';
import { describeSchemaErrors } from './describe-schema-error.js';
import { problemsError, type Problem } from './errors.js';
import { renderPath } from './json-path.js';
import { suggestNames } from './nearest-names.js';
import { renderPlace, type Place } from './place.js';
import { readYaml } from './read-yaml.js';
import { descend, describe, toJson, type YamlNode } from './yaml-node.js';

/** A schedule that is switched off. */
const NEVER = 'never';

const HINT = 'Correct the file; an editor that follows the schema named in its first line checks it while you type.';

/**
 * The text of an `apiops.yaml` with its defaults applied. `file` names it in messages.
 *
 * Throws `YAML_INVALID` or `CONFIG_INVALID` with every problem of the file in one error.
 */
export function parseApiopsConfig(text: string, file: string): ApiopsConfig {
  const root = readYaml(text, file);
  if (root === undefined) {
    const message = 'the file is empty; state version, organization, hosting and environments';
    throw problemsError('CONFIG_INVALID', [{ at: { file, line: 1, column: 1 }, path: '', message }], HINT);
  }
  if (root.kind !== 'mapping') {
    const message = `must be a mapping of keys such as "version: 1", but is ${describe(root)}`;
    throw problemsError('CONFIG_INVALID', [{ at: root.at, path: '', message }], HINT);
  }
  const result = validateApiopsFile(toJson(root));
  if ('errors' in result) throw problemsError('CONFIG_INVALID', describeSchemaErrors(root, result.errors), HINT);
  const contradictions = findContradictions(root, result.value);
  if (contradictions.length > 0) throw problemsError('CONFIG_INVALID', contradictions, HINT);
  return resolveConfig(result.value);
}

/** What a JSON Schema cannot say: names are unique, and what refers to an environment names one. */
function findContradictions(root: YamlNode, file: ApiopsFile): Problem[] {
  const problems: Problem[] = [];
  const seen = new Map<string, Place>();
  for (const [index, environment] of file.environments.entries()) {
    const segments = ['environments', index, 'name'];
    const at = descend(root, segments).node.at;
    const before = seen.get(environment.name);
    if (before) {
      const message = `"${environment.name}" names an environment already, at ${renderPlace(before)}; rename one`;
      problems.push({ at, path: renderPath(segments), message });
    } else {
      seen.set(environment.name, at);
    }
  }
  if (file.extractFrom !== undefined && !seen.has(file.extractFrom)) {
    const message = `"${file.extractFrom}" is no environment of this file; ${suggestNames(file.extractFrom, seen.keys())}`;
    problems.push({ at: descend(root, ['extractFrom']).node.at, path: 'extractFrom', message });
  }
  if (file.pipelines?.form === 'shared' && file.pipelines.platform === undefined) {
    const message =
      'the shared form needs pipelines.platform: the repository that holds the pipelines, and a version of it';
    problems.push({ at: descend(root, ['pipelines', 'form']).node.at, path: 'pipelines.form', message });
  }
  return [...problems, ...guardContradictions(root, file)];
}

/** What a host or a kind of identity does not know. */
function guardContradictions(root: YamlNode, file: ApiopsFile): Problem[] {
  const { hosting, protection, identity, environments } = file;
  const at = (segments: readonly (string | number)[], message: string): Problem => ({
    at: descend(root, segments).node.at,
    path: renderPath(segments),
    message,
  });
  const isGitHub = hosting === 'github';
  const foreign = isGitHub
    ? []
    : GITHUB_ONLY.filter((key) => protection?.[key] !== undefined && protection[key] !== false).map((key) =>
        at(['protection', key], 'Azure DevOps has no such thing; remove the line'),
      );
  const waits = environments.flatMap(({ approval }, index) =>
    isGitHub || approval?.waitMinutes === undefined
      ? []
      : [at(['environments', index, 'approval', 'waitMinutes'], 'Azure DevOps has no such thing; remove the line')],
  );
  const place =
    identity && identity.kind !== 'app-registration' && identity.location === undefined
      ? [at(['identity'], 'managed identities need a location, such as "location: westeurope"')]
      : [];
  return [...foreign, ...waits, ...place, ...vaultContradictions(root, file)];
}

/** A linked variable group has the names that the Key Vault has, and those have no underscores. */
function vaultContradictions(root: YamlNode, { hosting, environments, pipelines }: ApiopsFile): Problem[] {
  return environments.flatMap(({ variableGroup }, index) => {
    if (variableGroup === undefined) return [];
    const segments = ['environments', index, 'variableGroup'];
    const problem = (message: string): Problem => ({
      at: descend(root, segments).node.at,
      path: renderPath(segments),
      message,
    });
    if (hosting === 'github') return [problem('GitHub has no such thing; remove the lines')];
    const secrets = (pipelines?.secrets ?? []).filter((name) => name.includes('_'));
    if (secrets.length === 0) return [];
    return [problem(`a Key Vault has no underscores in names of secrets; rename ${secrets.join(', ')}`)];
  });
}

const GITHUB_ONLY = ['signedCommits', 'mergeQueue', 'enforcement', 'actions', 'organizationRuleset'] as const;

function resolveConfig(file: DefaultedFile): ApiopsConfig {
  const schedules = Object.entries(file.pipelines.schedules).filter(([, cron]) => cron !== NEVER);
  return {
    ...file,
    pipelines: { ...file.pipelines, schedules: Object.fromEntries(schedules) },
    artifacts: { ...file.artifacts, folder: resolveFolder(file.artifacts.folder) },
    extractFrom: file.extractFrom ?? file.environments[0]?.name ?? '',
  };
}

function resolveFolder(folder: string): string {
  return folder
    .split('/')
    .filter((part) => part !== '' && part !== '.')
    .join('/');
}
