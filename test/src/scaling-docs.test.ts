import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from 'vitest';
import { isoflop } from './isoflop.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs/scaling.md'), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'isoflop-scaling-docs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const fences = [...page.matchAll(/^ *```(\w*)\n(.*?)^ *```$/gms)].map(([, language, text]) => ({ language, text: text! }));
const blocks = (language: string) => fences.flatMap((fence) => (fence.language === language ? [fence.text] : []));
/** Columns are as wide as their widest cell, which the page may have left out. */
const squeezed = (line: string) => line.trim().replace(/ +/g, ' ');

const shown = blocks('').flatMap((block) => (block.trim().startsWith('$ ') ? [block.trim().split('\n')] : []));

it.each(shown.map(([command, ...lines]) => [command!.slice(2), lines] as const))(
  '%s prints what docs/scaling.md shows',
  async (command, lines) => {
    const [npx, program, ...args] = command.split(' ');
    expect([npx, program]).toEqual(['npx', 'isoflop']);
    const { code, stdout, stderr } = await isoflop(folder, ...args);
    const isRefused = lines[0]!.startsWith('isoflop: ');
    expect([code, isRefused ? stdout : stderr]).toEqual([isRefused ? 2 : 0, '']);
    const printed = (isRefused ? stderr : stdout).split('\n').map(squeezed);
    for (const line of lines.map(squeezed)) if (line !== '…') expect(printed).toContain(line);
  },
);

it('shows more than one command', () => {
  expect(shown.length).toBeGreaterThan(3);
});

it('lays out step 1 as docs/scaling.md writes its file', async () => {
  copyFileSync(join(root, 'experiments/bake-off/base.json'), join(folder, 'network.json'));
  writeFileSync(join(folder, 'step1.yaml'), blocks('yaml')[0]!);
  const commands = blocks('sh').flatMap((block) => block.split('\n').filter((line) => line.includes('--dry-run')));
  expect(commands).toHaveLength(1);
  const [, ...args] = commands[0]!.replace(/ +#.*/, '').split(' ');
  const { code, stdout } = await isoflop(folder, ...args);
  expect(code).toBe(0);
  expect(stdout).toMatch(/28 triples at 2\.12M counted MACs make \d+ networks/);
});
