import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseExperiment } from '@isoflop/search-space';
import { afterAll, expect, it } from 'vitest';
import { isoflop, type Running, start } from './isoflop.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs/search.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'isoflop-search-docs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const blocks = (language: string) => [...page.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'gms'))].map(([, block]) => block!);

/** Words of a line, as a shell takes them; in single quotes as they are. */
const wordsOf = (line: string) => (line.match(/'[^']*'|\S+/g) ?? []).map((word) => word.replaceAll("'", ''));

/** Every command to its end, but for one that ends in `&`: that one until its first candidate is done. */
async function runAll(lines: readonly string[]): Promise<{ printed: Map<string, string>; background: Running[] }> {
  const printed = new Map<string, string>();
  const background: Running[] = [];
  for (const line of lines) {
    const [program, ...args] = wordsOf(line);
    expect(program).toBe('isoflop');
    if (args.at(-1) === '&') {
      const running = start(folder, ...args.slice(0, -1));
      await running.line(/trial 1 {2}done/);
      background.push(running);
      continue;
    }
    const { code, stdout, stderr } = await isoflop(folder, ...args);
    expect([line, code, stderr]).toEqual([line, 0, '']);
    printed.set(line, stdout);
  }
  return { printed, background };
}

it('the commands of docs/search.md run as they are written', { timeout: 300_000 }, async () => {
  symlinkSync(join(root, 'experiments'), join(folder, 'experiments'));
  const { printed, background } = await runAll(blocks('sh').flatMap((block) => block.trim().split('\n')));
  for (const { finished } of background) expect((await finished).code).toBe(0);
  const answers = [...printed].map(([line, text]) => `${line}\n${text}`).join('\n');
  expect(answers).toMatch(/its runner is told to pause/);
  expect(answers).toMatch(/formula-2 goes on where it is being run/);
  expect(answers).toMatch(/trial 1 again, as trial \d+/);
  expect(answers).toMatch(/smaller begins with 8 trials of formula/);
  expect(printed.get('isoflop studies --store demo.db')).toMatch(/smaller.* complete/);
  expect(answers).toMatch(/smaller is deleted, with 12 trials and \d+ files/);
  const { stdout } = await isoflop(folder, 'studies', '--store', 'demo.db', '--json');
  const studies = JSON.parse(stdout).map(({ study, state }: { study: string; state: string }) => [study, state]);
  expect(studies).toEqual([
    ['formula-2', 'paused'],
    ['formula', 'complete'],
  ]);
});

it('every piece of an experiment file in docs/search.md is valid', () => {
  const whole: Record<string, string> = {
    name: 'name: a\n',
    dataset: 'dataset: textures\n',
    space: 'space: mbconv\n',
    budget: 'budget: { macs: 2M }\n',
    search: 'search: { trials: 3 }\n',
  };
  for (const piece of blocks('yaml')) {
    const given = new Set([...piece.matchAll(/^(\w+):/gm)].map(([, key]) => key));
    const rest = Object.entries(whole).filter(([key]) => !given.has(key));
    const text = rest.map(([, line]) => line).join('') + piece;
    expect(parseExperiment(text, 'docs/search.md').name).toBe('a');
  }
  expect(blocks('yaml')).toHaveLength(8);
});
