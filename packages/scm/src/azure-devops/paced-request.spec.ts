import { describe, expect, it } from 'vitest';
import { createPacedRequest, retryAfterSeconds } from './paced-request.js';

type Response = Awaited<ReturnType<Parameters<ReturnType<typeof createPacedRequest>>[1]>>;

const answer = (statusCode: number, headers: Readonly<Record<string, string>> = {}, body = '{}'): Response =>
  ({ message: { statusCode, headers }, readBody: async () => body }) as unknown as Response;

/** Sends one request to a service with these answers. */
async function request(method: string, answers: readonly (Response | Error)[]) {
  const waits: number[] = [];
  let nowMs = 0;
  const clock = { now: () => nowMs, sleep: async (ms: number) => void (waits.push(ms), (nowMs += ms)) };
  const paced = createPacedRequest({ onWait: undefined, clock });
  let sent = 0;
  const send = async (): Promise<Response> => {
    const next = answers[sent++] ?? answer(500);
    if (next instanceof Error) throw next;
    return next;
  };
  const outcome = await paced({ method, url: 'https://dev.azure.com/acme/_apis/x?token=secret' }, send).then(
    ({ message }) => message.statusCode,
    (error: { code: string; message: string }) => error,
  );
  return { outcome, sent, waits };
}

describe('requests to Azure DevOps', () => {
  it.each<[string, readonly (Response | Error)[], number, number[]]>([
    ['GET', [answer(429, { 'retry-after': '3' }), answer(200)], 200, [3000]],
    ['POST', [answer(429, { 'retry-after': '3' }), answer(200)], 200, [3000]],
    ['PUT', [answer(503), answer(200)], 200, [1000]],
    ['PUT', [answer(503, { 'retry-after': '5' }), answer(200)], 200, [5000]],
    ['GET', [answer(429), answer(200)], 200, [10_000]],
    ['GET', [answer(502), answer(503), answer(504), answer(200)], 200, [1000, 2000, 4000]],
    ['GET', [new Error('ECONNRESET'), answer(200)], 200, [1000]],
  ])('are sent again where that is safe: %s', async (method, answers, status, expected) => {
    const { outcome, waits } = await request(method, answers);
    expect([outcome, waits]).toEqual([status, expected]);
  });

  it.each<[string, readonly (Response | Error)[], string]>([
    ['POST', [answer(503), answer(200)], 'SCM_REQUEST'],
    ['POST', [new Error('ECONNRESET'), answer(200)], 'SCM_UNREACHABLE'],
    ['GET', [answer(429, { 'retry-after': '3600' })], 'SCM_RATE_LIMITED'],
    ['GET', [answer(401)], 'SCM_UNAUTHORIZED'],
    ['GET', [answer(302, { location: 'https://login' })], 'SCM_UNAUTHORIZED'],
    ['GET', [answer(203, { 'content-type': 'text/html' }, '<html>')], 'SCM_UNAUTHORIZED'],
    ['GET', [answer(403)], 'SCM_FORBIDDEN'],
    ['PUT', [answer(409, {}, '{"message":"TF1: taken"}')], 'SCM_REJECTED'],
  ])('fail at once otherwise: %s', async (method, answers, code) => {
    const { outcome, sent } = await request(method, answers);
    expect([outcome, sent]).toMatchObject([{ code }, 1]);
    expect(JSON.stringify(outcome)).not.toContain('secret');
  });

  it('are given up after some tries', async () => {
    const refusals = Array<Response>(9).fill(answer(429, { 'retry-after': '1' }));
    expect(await request('GET', refusals)).toMatchObject({ outcome: { code: 'SCM_RATE_LIMITED' }, sent: 4 });
  });

  it('read how long to wait as seconds and as a date', () => {
    expect(retryAfterSeconds('2.5')).toBe(2.5);
    expect(retryAfterSeconds(new Date(Date.now() + 5000).toUTCString())).toBeGreaterThanOrEqual(4);
    expect(retryAfterSeconds('soon')).toBeUndefined();
  });
});
