import { generateFiles, OverwriteStrategy, type Tree } from '@nx/devkit';
import { templateDir } from '../tree/template-dir.js';
import { yamlText } from '../tree/yaml-text.js';

/** Writes `configuration.<env>.yaml` without entries; one that is there stays. */
export function writeEnvironmentFile(
  tree: Tree,
  environment: { readonly name: string; readonly serviceName: string },
): void {
  const substitutions = { environment: environment.name, serviceName: environment.serviceName, text: yamlText };
  generateFiles(tree, templateDir('environment'), '.', substitutions, {
    overwriteStrategy: OverwriteStrategy.KeepExisting,
  });
}
