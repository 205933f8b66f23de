import { advance, emptyLedger, type Ledger, type LedgerState } from '@nx-apiops/rollout';

const HOUR = 3_600_000;
const START = Date.UTC(2026, 10, 9, 7, 30);
const WEEK = 7 * 24 * HOUR;

/** Three weeks after the first step. */
export const SAMPLE_END = START + 3 * WEEK;

const TEAMS = ['catalogue', 'claims', 'identity', 'loyalty', 'orders', 'partners', 'payments', 'pricing'];
const NAMES = ['apis', 'public-apis', 'internal-apis', 'events', 'mobile-apis'];

/** What happens to repositories, in turn: mostly what one hopes for, and every state in the end of one. */
const COURSES: readonly (readonly LedgerState[])[] = [
  ['planned', 'committed', 'pull-request', 'merged'],
  ['planned', 'pull-request', 'merged'],
  ['current'],
  ['planned', 'pull-request', 'failing', 'pull-request', 'merged'],
  ['planned', 'pull-request', 'merged'],
  ['planned', 'pull-request'],
  ['skipped'],
  ['planned', 'committed', 'pull-request', 'merged'],
  ['planned', 'pull-request', 'failing'],
  ['planned', 'committed'],
  ['planned', 'pull-request', 'merged'],
  ['planned', 'conflict'],
  ['planned', 'pull-request', 'merged', 'drifted'],
  ['planned', 'pull-request', 'merged'],
  ['planned'],
  ['planned', 'pull-request', 'stale'],
  ['current'],
  ['planned', 'failed'],
  ['planned', 'pull-request', 'merged'],
  ['planned', 'pull-request', 'declined'],
  ['planned', 'pull-request', 'merged'],
  ['planned', 'pull-request', 'closed'],
  ['planned', 'pull-request', 'merged'],
];

const REASONS: Readonly<Partial<Record<LedgerState, string>>> = {
  failing: 'the check "validate" fails: configuration.prod.yaml names the backend "orders-v2", which no artifact has',
  stale: 'nobody has touched it for 14 days',
  drifted: '.github/workflows/apiops-publish.yml was edited after the merge',
  conflict: '.github/workflows/apiops-publish.yml was edited outside the marks; move the edit or drop it',
  failed: 'the host answered 403: the app may not change workflows here',
  declined: 'closed by its people: "we move in January"',
  closed: 'the campaign is not about it any more',
  skipped: 'the repository is archived',
};

/** A campaign of so many repositories in three waves, a week apart. The same at every call. */
export function sampleRollout(size: number): Ledger {
  const steps = Array.from({ length: size }, (_, index) => stepsOf(index, size)).flat();
  return steps
    .sort((a, b) => a.at - b.at)
    .reduce((ledger, { at, ...step }) => advance(ledger, step, new Date(at).toISOString()), emptyLedger('2026-12'));
}

function stepsOf(index: number, size: number) {
  const team = TEAMS[index % TEAMS.length];
  const round = Math.floor(index / (TEAMS.length * NAMES.length));
  const name = NAMES[Math.floor(index / TEAMS.length) % NAMES.length];
  const repository = `acme/${team}-${name}${round === 0 ? '' : `-${round + 1}`}`;
  const wave = Math.floor((3 * index) / size);
  const course = COURSES[index % COURSES.length] ?? [];
  return course.map((state, position) => ({
    // People answer after one to thirty hours, more or less.
    at: Math.min(
      SAMPLE_END,
      START + wave * WEEK + (index % 7) * 0.1 * HOUR + position * (1 + ((index * 11) % 40)) * HOUR,
    ),
    repository,
    state,
    currentVersion: state === 'current' ? '1.4.0' : (['1.2.0', '1.3.1', '1.3.4'][index % 3] ?? ''),
    targetVersion: '1.4.0',
    ...(REASONS[state] !== undefined && { reason: REASONS[state] }),
    ...(state === 'pull-request' && {
      pullRequest: {
        number: 20 + ((index * 37) % 300),
        url: `https://github.com/${repository}/pull/${20 + ((index * 37) % 300)}`,
      },
    }),
  }));
}
