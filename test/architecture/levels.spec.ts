import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Report {
  readonly summary: {
    readonly totalCruised: number;
    readonly violations: readonly {
      readonly rule: { readonly name: string };
      readonly from: string;
      readonly to: string;
    }[];
  };
}

const root = fileURLToPath(new URL('../../', import.meta.url));
const cli = join(root, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruiser.mjs');

/** The exit code is the number of violations; the report names them. */
const cruise = (): Promise<Report> =>
  new Promise((resolve, reject) => {
    const args = [cli, 'src', '--config', '.dependency-cruiser.cjs', '--output-type', 'json'];
    execFile(process.execPath, args, { cwd: root, maxBuffer: 256 * 2 ** 20 }, (error, stdout, stderr) => {
      if (stdout === '') reject(new Error(`dependency-cruiser said nothing: ${stderr}`, { cause: error }));
      else resolve(JSON.parse(stdout) as Report);
    });
  });

describe('imports', () => {
  it('go to the own folder or to a deeper level, without cycles', async () => {
    const { summary } = await cruise();
    expect(summary.totalCruised).toBeGreaterThan(50);
    expect(summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} -> ${to}`)).toEqual([]);
  });
});
