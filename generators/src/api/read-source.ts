import { readFile, stat } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { GeneratorError } from '../errors.js';

/** An API description as it was found. */
export interface Source {
  /** Text with Unix line ends and without byte order mark. */
  readonly text: string;
  /** Name of the file, for its extension. */
  readonly fileName: string;
  /** For messages: the path from the workspace, or the URL without its query. */
  readonly place: string;
  /** Where relative addresses in the document start from; absent for files. */
  readonly url?: URL;
}

/** What reading needs from outside. */
export interface SourcePorts {
  readonly fetch: typeof fetch;
  /** Folders that a relative path may start from, first hit wins. */
  readonly folders: readonly string[];
}

/** Largest description that is read, in bytes; the publisher reads no larger artifact files either. */
const MAX_BYTES = 64 * 1024 * 1024;
const TIMEOUT_MS = 30_000;
const MAX_REDIRECTS = 5;
const LOOPBACK = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;
const GITHUB_PAGE = /^\/([^/]+\/[^/]+)\/blob\/(.+)$/;

/** Reads a description from a file or a URL. Throws `SPECIFICATION_UNREADABLE`, naming it and what is wrong. */
export async function readSource(spec: string, ports: SourcePorts): Promise<Source> {
  const source = /^https?:\/\//i.test(spec) ? await readUrl(spec, ports) : await readFromDisk(spec, ports.folders);
  if (source.text.trim() === '')
    throw unreadable(source.place, 'is empty', 'Name the file that holds the description.');
  return source;
}

async function readFromDisk(path: string, folders: readonly string[]): Promise<Source> {
  const place = path.replaceAll('\\', '/');
  const candidates = isAbsolute(path) ? [path] : folders.map((folder) => join(folder, path));
  for (const file of new Set(candidates)) {
    const found = await stat(file).catch(() => undefined);
    if (!found) continue;
    if (!found.isFile()) throw unreadable(place, 'is no file', 'Name the file that holds the description.');
    if (found.size > MAX_BYTES) throw tooLarge(place);
    const bytes = await readFile(file).catch((cause: unknown) => {
      throw unreadable(place, `cannot be read (${reasonOf(cause)})`, 'Make it a file that you may read.');
    });
    return { text: toText(bytes, place), fileName: fileNameOf(place), place };
  }
  const from = [...new Set(folders.map((folder) => relative(process.cwd(), folder) || '.'))].join(' or ');
  throw unreadable(
    place,
    `does not exist${isAbsolute(path) ? '' : ` in ${from}`}`,
    'Give the path of a file, or a URL.',
  );
}

async function readUrl(address: string, { fetch }: SourcePorts): Promise<Source> {
  let url = rawUrl(parseUrl(address));
  for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects += 1) {
    const place = `${url.origin}${url.pathname}`;
    refuseUnsafe(url, place);
    const response = await send(fetch, url, place);
    const location = response.status >= 300 && response.status < 400 ? response.headers.get('location') : null;
    if (location === null) {
      const bytes = await readBody(response, place);
      return { text: toText(bytes, place), fileName: fileNameOf(decodeURIComponent(url.pathname)), place, url };
    }
    if (!URL.canParse(location, url.href))
      throw unreadable(place, 'redirects to no address', 'Give the final address.');
    url = new URL(location, url);
  }
  throw unreadable(
    `${url.origin}${url.pathname}`,
    `redirects more than ${MAX_REDIRECTS} times`,
    'Give the final address.',
  );
}

function parseUrl(address: string): URL {
  if (!URL.canParse(address)) {
    throw unreadable(address.replace(/\/\/[^/@]*@/, '//'), 'is no valid URL', 'Check the address.');
  }
  return new URL(address);
}

/** The page that GitHub shows for a file is HTML; the file itself has another address. */
function rawUrl(url: URL): URL {
  const [, repository, file] = (url.hostname === 'github.com' ? GITHUB_PAGE.exec(url.pathname) : null) ?? [];
  return file === undefined ? url : new URL(`https://raw.githubusercontent.com/${repository}/${file}`);
}

function refuseUnsafe(url: URL, place: string): void {
  if (url.username !== '' || url.password !== '') {
    throw unreadable(place, 'has a user name or password in its address', 'Download the file, and give its path.');
  }
  if (url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.test(url.hostname))) return;
  throw unreadable(place, 'is not protected by https', 'Use an https address; plain http is for this machine only.');
}

async function send(fetchUrl: typeof fetch, url: URL, place: string): Promise<Response> {
  let response: Response;
  try {
    response = await fetchUrl(url, {
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
      headers: { accept: 'application/yaml, application/json, application/xml, text/*;q=0.9, */*;q=0.5' },
    });
  } catch (cause) {
    throw unreadable(
      place,
      `did not answer (${reasonOf(cause)})`,
      'Check the address and the network, or download the file.',
    );
  }
  if (response.status < 400) return response;
  await response.body?.cancel();
  throw unreadable(
    place,
    `answered ${response.status} ${response.statusText}`.trimEnd(),
    response.status === 404 ? 'Check the address.' : 'Download the file with your credentials, and give its path.',
  );
}

async function readBody(response: Response, place: string): Promise<Buffer> {
  if (/text\/html/i.test(response.headers.get('content-type') ?? '')) {
    await response.body?.cancel();
    throw unreadable(place, 'answered with a web page', 'Give the address of the file itself, or download it.');
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    const body: AsyncIterable<Uint8Array> | readonly Uint8Array[] = response.body ?? [];
    for await (const chunk of body) {
      bytes += chunk.byteLength;
      if (bytes > MAX_BYTES) break;
      chunks.push(chunk);
    }
  } catch (cause) {
    throw unreadable(place, `broke off (${reasonOf(cause)})`, 'Try again, or download the file.');
  }
  if (bytes > MAX_BYTES) throw tooLarge(place);
  return Buffer.concat(chunks);
}

function toText(bytes: Buffer, place: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r\n?/g, '\n');
  } catch (cause) {
    throw new GeneratorError('SPECIFICATION_UNREADABLE', `The specification ${place} is not UTF-8 text.`, {
      hint: 'Save it as UTF-8.',
      cause,
    });
  }
}

function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return `no answer in ${TIMEOUT_MS / 1000} s`;
  const cause = error.cause instanceof Error ? error.cause : error;
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}

function tooLarge(place: string): GeneratorError {
  return unreadable(
    place,
    `is larger than ${MAX_BYTES / 1024 / 1024} MiB`,
    'Divide the API, or shorten its description.',
  );
}

function unreadable(place: string, what: string, hint: string): GeneratorError {
  return new GeneratorError('SPECIFICATION_UNREADABLE', `The specification ${place} ${what}.`, { hint });
}
