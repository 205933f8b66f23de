/** Works on items in their order, so many at a time, until `isStopped`. Rejects with the first error, after all that began. */
export async function atOnce<Item>(
  items: readonly Item[],
  limit: number,
  steps: { readonly work: (item: Item) => Promise<void>; readonly isStopped: () => boolean },
): Promise<void> {
  const waiting = items.values();
  let isBroken = false;
  const worker = async (): Promise<void> => {
    while (!isBroken && !steps.isStopped()) {
      const { value, done } = waiting.next();
      if (done) return;
      try {
        await steps.work(value);
      } catch (error) {
        isBroken = true;
        throw error;
      }
    }
  };
  const results = await Promise.allSettled(Array.from({ length: Math.min(limit, items.length) }, worker));
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}
