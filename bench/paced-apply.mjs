/**
 * Applies a campaign to an emulated GitHub whose limits run on a faster clock, at the pace that is kept with the real
 * one. Prints one JSON object. Virtual seconds are those of that clock, without the look at all repositories before.
 * Arguments: the address of the API, how much faster the clock is.
 */
import {
  agendaOf,
  applyRollout,
  campaignTarget,
  ledgerFile,
  lookAtRepositories,
  openLedger,
  readPipelineSources,
  resolveCampaign,
} from '@nx-apiops/rollout';
import { createGitHubClient, expectedDuration, githubRollout } from '@nx-apiops/scm';
import { setTimeout as timeout } from 'node:timers/promises';
import { rounded } from './measured-command.mjs';

const [apiUrl = '', speed = ''] = process.argv.slice(2);

/** What GitHub documents: contents in an hour, and those in a minute. */
const LIMITS = { perMinute: 80, perHour: 500 };

/** @type {import('@nx-apiops/plan').Clock} */
const clock = {
  now: () => performance.now() * Number(speed),
  sleep: (ms, signal) => timeout(ms / Number(speed), undefined, signal ? { signal } : {}),
};

const client = createGitHubClient({ apiUrl });
const port = githubRollout({ client, organization: 'acme', isPaced: true, clock });
const campaign = resolveCampaign({
  name: 'bench',
  title: 'Bench',
  what: 'All.',
  why: 'Speed.',
  select: { names: ['*'] },
});
const target = campaignTarget(campaign, readPipelineSources());
const { looks } = await lookAtRepositories(port, { campaign, target });
const ledger = await openLedger(ledgerFile('ledger.jsonl'), campaign.name, () => new Date());
const observer = { campaign, now: new Date(), staleAfterDays: Infinity };
const options = { port, ledger, observer, autoMerge: false };
const startedAt = clock.now();
const { results, left, stopped } = await applyRollout(agendaOf(looks, options), options);
const created = results.filter(({ action }) => action === 'created').length;
if (created < looks.length) {
  const [failed] = results.filter(({ action }) => action !== 'created');
  throw new Error(`${created} of ${looks.length} were created, ${left} are left. ${stopped} ${failed?.reason ?? ''}`);
}
const virtualSeconds = (clock.now() - startedAt) / 1000;
const counts = { hosting: 'github', repositories: created, changes: created, pullRequests: created };
console.log(
  JSON.stringify({
    virtualSeconds: rounded(virtualSeconds),
    expectedSeconds: rounded(expectedDuration({ ...counts, hosting: 'github' }) / 1000),
    fastestSeconds: fastestSeconds(created),
    statistics: port.statistics(),
  }),
);

/** Without any care for what others do with the same token: the hour's contents at once, but for the minute's limit. */
function fastestSeconds(/** @type {number} */ count) {
  const hours = Math.floor((count - 1) / LIMITS.perHour);
  const rest = count - 1 - hours * LIMITS.perHour;
  return hours * 3600 + Math.floor(rest / LIMITS.perMinute) * 60;
}
