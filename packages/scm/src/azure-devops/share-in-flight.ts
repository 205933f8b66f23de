/** Calls that come while one for the same key is on its way get its answer; later ones ask again. */
export function shareInFlight<Value>(read: (key: string) => Promise<Value>): (key: string) => Promise<Value> {
  const running = new Map<string, Promise<Value>>();
  return (key) => {
    const answer = running.get(key) ?? read(key).finally(() => running.delete(key));
    running.set(key, answer);
    return answer;
  };
}
