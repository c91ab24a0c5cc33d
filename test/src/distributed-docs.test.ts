import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { newSchema, PostgresServer } from '@isoflop/results-store/testing/postgres';
import { expect, it, onTestFinished } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The contents of the page's blocks in a language. */
function blocks(page: string, language: string): string[] {
  return [...readFileSync(join(root, page), 'utf8').matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\``, 'gms'))].map(
    ([, block]) => block!,
  );
}

it('the commands of docs/distributed.md run as they are written, but for the address of the database', async () => {
  const server = await PostgresServer.create();
  onTestFinished(() => server.destroy());
  const folder = mkdtempSync(join(tmpdir(), 'isoflop-docs-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'bin'));
  symlinkSync(join(root, 'apps/workbench/bin/isoflop.js'), join(folder, 'bin/isoflop'));
  const [experiment] = blocks('docs/distributed.md', 'yaml');
  writeFileSync(join(folder, 'many-machines.yaml'), experiment!);
  const script = blocks('docs/distributed.md', 'sh').join('');
  const url = await newSchema(server.url);
  expect(script).toContain('\nisoflop worker');
  const shell = spawn('bash', ['-euo', 'pipefail', '-c', script.replace(/^STORE=.*$/m, `STORE='${url}'`)], {
    cwd: folder,
    env: { ...process.env, PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}` },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (text) => (printed += text));
  const [code] = await once(shell, 'close');
  expect(code, printed).toBe(0);
  expect(printed).toMatch(/many-machines, trial 6: accuracy \d/);
  const finished = [...printed.matchAll(/^(\d+) trials finished here$/gm)].map(([, count]) => Number(count));
  expect(finished.reduce((sum, count) => sum + count, 0)).toBe(6);
  expect(finished).toHaveLength(2);
  expect(printed).toMatch(/model\.json/);
  expect(printed).toMatch(/training ended: accuracy 0\.\d/);
}, 240_000);
