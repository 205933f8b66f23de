/**
 * One fault at one request of a publish: what becomes of the publish, and of the next one without the fault.
 *
 * @typedef {import('@nx-apiops/emulator').Emulator} Emulator
 * @typedef {import('@nx-apiops/emulator').SingleFaultOptions} SingleFault
 *
 * @typedef {'complete' | 'repaired' | 'lost' | 'stuck'} Fate
 * - `complete`: it succeeded, and everything is there.
 * - `repaired`: it failed and said so, and the next one completed it.
 * - `lost`: it claimed success, and something is missing.
 * - `stuck`: it failed, and the next one did not complete it.
 *
 * @typedef {object} Sweep
 * @property {(fault: SingleFault | undefined) => Promise<Emulator>} start an emulator without content
 * @property {(emulator: Emulator) => Promise<{ publish: () => Promise<number>, dispose: () => void }>} open a repository whose publish resolves with its exit code
 * @property {(emulator: Emulator) => string} contentOf what was published
 */

/**
 * What a publish without faults leaves, and how many requests it takes.
 * @param {Sweep} sweep
 */
export async function faultlessPublish({ start, open, contentOf }) {
  const emulator = await start(undefined);
  const repository = await open(emulator);
  const code = await repository.publish();
  if (code !== 0) throw new Error(`A publish without faults ended with ${code}.`);
  const result = { content: contentOf(emulator), requests: emulator.stats().requests.total };
  repository.dispose();
  await emulator.close();
  return result;
}

/**
 * @param {Sweep} sweep
 * @param {SingleFault} fault
 * @param {string} expected the content without faults
 * @returns {Promise<Fate>}
 */
export async function fateOf({ start, open, contentOf }, fault, expected) {
  const emulator = await start(fault);
  const repository = await open(emulator);
  try {
    const isDone = (await repository.publish()) === 0;
    if (isDone && contentOf(emulator) === expected) return 'complete';
    if (isDone) return 'lost';
    emulator.endFaults();
    return (await repository.publish()) === 0 && contentOf(emulator) === expected ? 'repaired' : 'stuck';
  } finally {
    repository.dispose();
    await emulator.close();
  }
}

/**
 * What was published to a service, without what the service makes by itself under names of its own.
 * @param {Emulator} emulator
 * @param {string} service
 */
export function publishedContent(emulator, service) {
  const resources = emulator.state(service).resources.filter(({ path }) => !/[0-9a-f]{24}|nx-apiops-/.test(path));
  const text = JSON.stringify(resources, undefined, 1);
  return text
    .replaceAll(/"(primaryKey|secondaryKey|\w*[dD]ate\w*|timeStampUtc|thumbprint)": "[^"]*"/g, '"$1": "…"')
    .replaceAll(/[0-9a-f]{24}/g, '…');
}
