import { readBounded } from '@nx-apiops/plan';
import { ScmError } from '../errors.js';

/** Statuses whose answers have no body. */
const WITHOUT_BODY: ReadonlySet<number> = new Set([101, 204, 205, 304]);

/** `fetch` whose answers have at most 64 MiB, decompressed. Throws `SCM_REQUEST` for a larger one. */
export const boundedFetch: typeof fetch = async (input, init) => {
  const answer = await fetch(input, init);
  if (answer.body === null || WITHOUT_BODY.has(answer.status)) return answer;
  const { method = 'GET' } = init ?? {};
  const bytes = await readBounded(answer.body, {
    tooLarge: (maxBytes) =>
      new ScmError(
        'SCM_REQUEST',
        `GitHub answered ${method} ${new URL(answer.url).pathname} with more than ${maxBytes} bytes.`,
        {
          hint: 'Check GITHUB_API_URL, and that no proxy answers in place of GitHub.',
        },
      ),
  });
  const { status, statusText, headers } = answer;
  const bounded = new Response(new Uint8Array(bytes), { status, statusText, headers });
  // Octokit reads the address of the answer, which a new one does not have.
  Object.defineProperty(bounded, 'url', { value: answer.url });
  return bounded;
};
