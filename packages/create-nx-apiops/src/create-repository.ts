import type { PresetSchema } from 'nx-apiops';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { CreateError, type CreateErrorCode } from './errors.js';
import { commitRepository, enclosingRepository, hasGit } from './git-repository.js';
import { renderPackageLock } from './lock/package-lock.js';
import { planLock } from './lock/plan-lock.js';
import { npmCommand } from './npm-command.js';
import { packPackages, VENDOR_FOLDER } from './pack-packages.js';
import { findPlatformRoot, readPlatform, type Platform } from './platform.js';
import { SILENT, type Reporter } from './reporter.js';
import { generateRepository, type RepositoryFiles } from './repository-files.js';
import { runCommand } from './run-command.js';
import { rootManifest, vendorManifest } from './vendor-manifest.js';

/** Where the packages of nx-apiops come from: tarballs in the repository, or versions from a registry. */
export type PackageSource = 'vendored' | 'registry';

export interface CreateOptions {
  /** Folder of the new repository, relative to `cwd`. It must be empty or absent. */
  readonly directory: string;
  /** What the repository is made for; its name is that of the folder unless stated. */
  readonly preset: PresetSchema;
  /** Vendored where this program runs from a clone of the platform repository, else the registry. */
  readonly packages?: PackageSource;
  /** Default true. */
  readonly install?: boolean;
  /** Default true. */
  readonly git?: boolean;
  /** Only say which files there would be. */
  readonly dryRun?: boolean;
  readonly cwd?: string;
  /** Root of the clone to take packages from. The one that this program runs from unless stated. */
  readonly platformRoot?: string;
  readonly signal?: AbortSignal;
}

export interface CreateResult {
  readonly directory: string;
  /** From the repository's root, with forward slashes, sorted. */
  readonly files: readonly string[];
  readonly packages: PackageSource;
  readonly written: boolean;
  readonly installed: boolean;
  /** The first commit; absent where git was not wanted or is not installed. */
  readonly commit?: string;
}

/**
 * Makes an organisation's APIOps repository: its files, its packages, an installation, and a first commit. When it
 * fails or is stopped, everything that it wrote is removed, unless only the installation or the commit failed.
 * Throws `CreateError`, and `GeneratorError` for options that make no valid configuration.
 */
export async function createRepository(options: CreateOptions, reporter: Reporter = SILENT): Promise<CreateResult> {
  const directory = resolve(options.cwd ?? process.cwd(), options.directory);
  assertEmpty(directory);
  if (options.git !== false) await assertOutsideOfRepositories(directory, options.signal);
  const platformRoot = options.platformRoot ?? findPlatformRoot();
  const packages = options.packages ?? (platformRoot === undefined ? 'registry' : 'vendored');
  const platform = packages === 'vendored' ? readPlatform(platformRoot) : undefined;
  const files = await generateRepository(directory, { name: basename(directory), ...options.preset });
  if (options.dryRun) {
    return { directory, files: withPackages(files.paths, platform), packages, written: false, installed: false };
  }
  const existed = existsSync(directory);
  try {
    return {
      directory,
      packages,
      written: true,
      ...(await makeRepository(files, directory, { platform, options, reporter })),
    };
  } catch (error) {
    const isStopped = options.signal?.aborted === true;
    if (error instanceof CreateError && LEAVES_FILES.has(error.code) && !isStopped) throw error;
    removeContent(directory, existed);
    throw isStopped ? interrupted(directory) : error;
  }
}

async function makeRepository(
  files: RepositoryFiles,
  directory: string,
  { platform, options, reporter }: MakeOptions,
): Promise<Pick<CreateResult, 'files' | 'installed' | 'commit'>> {
  const written = await writeFiles(files, directory, { platform, reporter, signal: options.signal });
  const installed = await installPackages(directory, platform ? 'ci' : 'install', { ...options, reporter });
  const commit = await commitFiles(directory, { ...options, reporter });
  options.signal?.throwIfAborted();
  return { files: written, installed, ...(commit !== undefined && { commit }) };
}

interface MakeOptions {
  /** Absent where the packages come from a registry. */
  readonly platform: Platform | undefined;
  readonly options: CreateOptions;
  readonly reporter: Reporter;
}

/** Errors after which the files are complete, and worth keeping. */
const LEAVES_FILES: ReadonlySet<CreateErrorCode> = new Set(['INSTALL_FAILED', 'COMMIT_FAILED']);

interface Surroundings {
  readonly reporter: Reporter;
  readonly signal?: AbortSignal | undefined;
}

async function writeFiles(
  files: RepositoryFiles,
  directory: string,
  { platform, reporter, signal }: Surroundings & { readonly platform: Platform | undefined },
): Promise<readonly string[]> {
  makeFolder(directory);
  const vendored: string[] = [];
  if (platform) {
    reporter.step(`Packing ${platform.packages.length} packages into ${VENDOR_FOLDER}/`);
    const tarballs = await packPackages(platform, directory, signal);
    vendored.push(...[...tarballs.values()].map(({ file }) => file));
    const manifest = vendorManifest(files.manifest, tarballs, platform.lock);
    files.setManifest(manifest);
    files.add('package-lock.json', renderPackageLock(planLock(platform.lock, rootManifest(manifest), tarballs)));
  }
  signal?.throwIfAborted();
  reporter.step(`Writing ${files.paths.length} files`);
  const paths = [...files.paths, ...vendored].sort();
  files.write();
  return paths;
}

async function installPackages(
  directory: string,
  verb: 'ci' | 'install',
  { install = true, reporter, signal }: Surroundings & { readonly install?: boolean },
): Promise<boolean> {
  if (!install) return false;
  reporter.step(`Installing with npm ${verb}`);
  try {
    await runCommand(npmCommand([verb, '--prefer-offline', '--no-audit', '--no-fund']), {
      cwd: directory,
      ...(signal && { signal }),
    });
    return true;
  } catch (error) {
    if (!(error instanceof CreateError)) throw error;
    throw new CreateError('INSTALL_FAILED', error.message, {
      hint: `The files are in ${directory}. Run there: npm ${verb} && git init && git add --all && git commit -m Start`,
      cause: error,
    });
  }
}

async function commitFiles(
  directory: string,
  { git = true, reporter, signal }: Surroundings & { readonly git?: boolean },
): Promise<string | undefined> {
  const options = { cwd: directory, ...(signal && { signal }) };
  if (!git) return undefined;
  if (!(await hasGit(options))) {
    reporter.note('git is not installed, so there is no repository and no first commit yet.');
    return undefined;
  }
  reporter.step('Making the first commit');
  const { commit, hasFallbackAuthor } = await commitRepository(options).catch((error: unknown) => {
    if (!(error instanceof CreateError)) throw error;
    const hint = `The files are in ${directory}. Run there: git add --all && git commit -m Start`;
    throw new CreateError('COMMIT_FAILED', error.message, { hint, cause: error });
  });
  if (hasFallbackAuthor) {
    reporter.note(
      'git knows no author here, so the first commit is by create-nx-apiops. Set user.name and user.email, then: git commit --amend --reset-author',
    );
  }
  return commit;
}

function assertEmpty(directory: string): void {
  if (!existsSync(directory)) return;
  let names: readonly string[];
  try {
    names = readdirSync(directory);
  } catch (cause) {
    throw new CreateError('TARGET_NOT_EMPTY', `${directory} is no folder that can be read.`, {
      hint: 'Name another folder.',
      cause,
    });
  }
  if (names.length === 0) return;
  const some = names.slice(0, 3).join(', ');
  throw new CreateError(
    'TARGET_NOT_EMPTY',
    `${directory} is not empty: it has ${some}${names.length > 3 ? ' and more' : ''}.`,
    {
      hint: 'Name a folder that is empty or does not exist. Nothing was written.',
    },
  );
}

/** git would take one repository in another for a submodule that nobody declared. */
async function assertOutsideOfRepositories(directory: string, signal: AbortSignal | undefined): Promise<void> {
  let parent = dirname(directory);
  while (!existsSync(parent) && dirname(parent) !== parent) parent = dirname(parent);
  const around = await enclosingRepository(directory, { cwd: parent, ...(signal && { signal }) });
  if (around === undefined) return;
  throw new CreateError('TARGET_IN_REPOSITORY', `${directory} lies in another git repository, ${around}.`, {
    hint: `Name a folder outside of it, such as ${join(dirname(around), basename(directory))}, or add --no-git to make it a part of that repository. Nothing was written.`,
  });
}

function makeFolder(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true });
  } catch (cause) {
    throw new CreateError('TARGET_UNWRITABLE', `${directory} cannot be made.`, {
      hint: 'Name a folder in one that you may write to.',
      cause,
    });
  }
}

function withPackages(paths: readonly string[], platform: Platform | undefined): readonly string[] {
  if (!platform) return paths;
  const tarballs = platform.packages.map((name) => {
    const folder = platform.lock.packages[`node_modules/${name}`]?.resolved ?? '';
    const version = platform.lock.packages[folder]?.version ?? '';
    return `${VENDOR_FOLDER}/${name.replace(/^@/, '').replace('/', '-')}-${version}.tgz`;
  });
  return [...paths, 'package-lock.json', ...tarballs].sort();
}

/** The folder was empty or absent before, so all that is in it is ours. */
function removeContent(directory: string, existed: boolean): void {
  const options = { recursive: true, force: true, maxRetries: 3 };
  if (!existed) return rmSync(directory, options);
  for (const name of readdirSync(directory)) rmSync(join(directory, name), options);
}

function interrupted(directory: string): CreateError {
  return new CreateError('INTERRUPTED', `Stopped. What was written to ${directory} is removed.`);
}
