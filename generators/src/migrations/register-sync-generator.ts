import { readNxJson, updateNxJson, type Tree } from '@nx/devkit';

/** Lets `nx sync` run a generator in the whole repository. Other settings of nx.json stay; one that is there does too. */
export function registerSyncGenerator(tree: Tree, name: string): void {
  const nxJson = readNxJson(tree) ?? {};
  const registered = nxJson.sync?.globalGenerators ?? [];
  if (registered.includes(name)) return;
  updateNxJson(tree, { ...nxJson, sync: { ...nxJson.sync, globalGenerators: [...registered, name] } });
}
