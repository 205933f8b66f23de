import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runCommand } from '../tools/run-command.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const PACKAGES = [...readdirSync(join(ROOT, 'packages')).map((name) => `packages/${name}`), 'generators'];

/** Markdown files of the project, without those of generated repositories. */
function pages(folder = ROOT): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (/^(node_modules|dist|golden|fixtures|\.git|\.nx|coverage|templates)$/.test(entry.name)) return [];
    if (entry.isDirectory()) return pages(path);
    return entry.name.endsWith('.md') ? [path] : [];
  });
}

describe('the project', () => {
  it.each(PACKAGES)('describes %s in a README and a manifest', (folder) => {
    const manifest = JSON.parse(readFileSync(join(ROOT, folder, 'package.json'), 'utf8'));
    expect(manifest).toMatchObject({
      version: expect.any(String),
      description: expect.any(String),
      license: 'MIT',
      type: 'module',
    });
    expect(readFileSync(join(ROOT, folder, 'README.md'), 'utf8')).toContain('```');
  });

  it('links only to files that exist', () => {
    const broken = pages().flatMap((page) => {
      const text = readFileSync(page, 'utf8').replaceAll(/```[\s\S]*?```/g, '');
      const links = [...text.matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)/g)].map(([, link = '']) => link);
      return links
        .filter((link) => !existsSync(join(dirname(page), link)))
        .map((link) => `${page.slice(ROOT.length)}: ${link}`);
    });
    expect(broken, 'correct the link or write the page').toEqual([]);
  });

  it('documents every error code as the packages have them', async () => {
    const { code, stderr } = await runCommand(process.execPath, [join(ROOT, 'tools/error-page.mjs'), '--check']);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('has a lock with the optional packages of every platform', async () => {
    const { code, stderr } = await runCommand(process.execPath, [
      join(ROOT, 'tools/check-lock.mjs'),
      join(ROOT, 'package-lock.json'),
    ]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it('numbers its decisions without gaps and dates each', () => {
    const files = readdirSync(join(ROOT, 'docs/decisions')).sort();
    files.forEach((file, index) => {
      expect(file).toMatch(new RegExp(`^${String(index + 1).padStart(4, '0')}-[a-z0-9-]+\\.md$`));
      expect(readFileSync(join(ROOT, 'docs/decisions', file), 'utf8')).toMatch(
        /^# \d{4} .+\n\n\d{4}-\d{2}-\d{2} · (accepted|superseded)/,
      );
    });
  });
});
