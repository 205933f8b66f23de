import { afterEach } from 'vitest';
import { startEmulator, type Emulator } from '../emulator.js';
import type { GitHubSeed } from '../github/github-seed.js';

/** What comes out of JSON, whose shape each test knows. */
export type Parsed = ReturnType<typeof JSON.parse>;

interface CallOptions {
  readonly body?: unknown;
  /** Empty for none. */
  readonly token?: string;
}

const running: Emulator[] = [];
afterEach(async () => {
  await Promise.all(running.splice(0).map((emulator) => emulator.close()));
});

/** An emulated GitHub with the private repository `acme/apis`, ended after the test, and plain calls to it. */
export async function startGitHub(seed: GitHubSeed = {}) {
  const emulator = await startEmulator({
    empty: true,
    github: { repositories: [{ name: 'apis', files: { 'README.md': 'Hello\n' } }], ...seed },
  });
  running.push(emulator);
  const url = `${emulator.url}/github`;
  const call = async (method: string, path: string, { body, token = 'owner' }: CallOptions = {}) => {
    const response = await fetch(`${url}${path}`, {
      method,
      redirect: 'manual',
      headers: token === '' ? {} : { authorization: `Bearer ${token}` },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: text === '' ? undefined : JSON.parse(text),
    };
  };
  const state = (): Parsed => emulator.hostState('github');
  return { emulator, url, call, state };
}

/** A ruleset that asks for one review; members of `changes` replace its own. */
export function reviewRuleset(changes: object = {}) {
  return {
    name: 'main',
    target: 'branch',
    enforcement: 'active',
    bypass_actors: [],
    conditions: { ref_name: { exclude: [], include: ['~DEFAULT_BRANCH'] } },
    rules: [{ type: 'deletion' }, { type: 'pull_request', parameters: REVIEW_PARAMETERS }],
    ...changes,
  };
}

export const REVIEW_PARAMETERS = {
  required_approving_review_count: 1,
  dismiss_stale_reviews_on_push: true,
  require_code_owner_review: true,
  require_last_push_approval: false,
  required_review_thread_resolution: true,
  allowed_merge_methods: ['squash'],
  required_reviewers: [],
};
