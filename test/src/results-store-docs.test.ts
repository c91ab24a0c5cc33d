import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { isoflop } from './isoflop.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'isoflop-docs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Lines of the page's `sh` blocks. */
function commands(page: string): string[] {
  const blocks = [...readFileSync(join(root, page), 'utf8').matchAll(/^```sh\n(.*?)^```/gms)];
  return blocks.flatMap(([, block]) => block!.trim().split('\n'));
}

it('the commands of docs/results-store.md run as they are written', async () => {
  symlinkSync(join(root, 'packages'), join(folder, 'packages'));
  const lines = commands('docs/results-store.md');
  expect(lines).toHaveLength(9);
  const printed: string[] = [];
  for (const line of lines) {
    const [program, ...args] = line.split(' ');
    expect(program).toBe('isoflop');
    const { code, stdout, stderr } = await isoflop(folder, ...args);
    expect([line, code, stderr]).toEqual([line, 0, '']);
    printed.push(stdout);
  }
  expect(printed[0]).toMatch(/study "widths" with 6 trials is in sqlite:.*demo\.db/);
  expect(printed[3]).toMatch(/70\.0 %/);
  expect(printed[8]).toMatch(/demo\.db is whole/);
  const studies = JSON.parse((await isoflop(folder, 'studies', '--store', 'demo.db', '--json')).stdout);
  expect(studies.map(({ study }: { study: string }) => study)).toEqual(['widths-table', 'widths-again', 'widths']);
});

it('isoflop store names the line of a bad file and exits 2', async () => {
  const { code, stderr } = await isoflop(
    folder,
    'store',
    'import',
    'packages/results-store/package.json',
    '--format',
    'jsonl',
    '--store',
    'bad.db',
  );
  expect(code).toBe(2);
  expect(stderr).toMatch(/package\.json:1: is not JSON/);
});
