import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { fakeClone } from './fake-clone.js';

let cleanUp: (() => void) | undefined;

afterEach(() => {
  cleanUp?.();
  cleanUp = undefined;
});

/** Starts a script of a fake clone; `done` resolves to its exit code and all it printed. */
function start(script: string, args: string[], parts: { turbo?: string; search?: string }, native = 'off') {
  const clone = fakeClone(parts);
  const child: ChildProcess = spawn(process.execPath, [`scripts/${script}`, ...args], {
    cwd: clone.path,
    env: { ...process.env, ISOFLOP_NATIVE: native },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const listeners: (() => void)[] = [];
  for (const stream of [child.stdout!, child.stderr!]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      for (const listener of listeners) listener();
    });
  }
  cleanUp = () => {
    child.kill('SIGKILL');
    rmSync(clone.path, { recursive: true });
  };
  return {
    child,
    done: new Promise<{ code: number | null; output: string }>((resolve) => child.on('close', (code) => resolve({ code, output }))),
    until: (text: string) => new Promise<void>((resolve) => listeners.push(() => output.includes(text) && resolve())),
  };
}

test('the set-up of a clone that is ready tells each step and its seconds', async () => {
  const { code, output } = await start('setup.mjs', [], {}).done;
  expect(code).toBe(0);
  expect(output.split('\n').map((line) => line.replace(/\d+\.\d/, 'N'))).toEqual([
    'packages: present (N s)',
    'sqlite3: present (N s)',
    'build: 2 cached, 2 total (N s)',
    'tensorflow: left out (ISOFLOP_NATIVE=off); training uses WebAssembly (N s)',
    'set-up took N s',
    '',
  ]);
});

test('the set-up provisions TensorFlow with the command that it has just built, and says what that said', async () => {
  const search = "console.log('working'); console.log('TensorFlow with', ...process.argv.slice(2))";
  const { code, output } = await start('setup.mjs', [], { search }, 'on').done;
  expect(code).toBe(0);
  expect(output).toMatch(/^tensorflow: TensorFlow with provision --optional \(\d/m);
});

test('a provisioning that fails costs the set-up a line and nothing else', async () => {
  const { code, output } = await start('setup.mjs', [], { search: "console.error('no such luck'); process.exit(1)" }, 'on').done;
  expect(code).toBe(0);
  expect(output).toMatch(/^tensorflow: not here: no such luck \(\d/m);
});

test('a failing build ends every command with its output, and nothing is run after it', async () => {
  const turbo = "console.log('src/a.ts(1,1): error TS1005'); process.exit(1)";
  const { code, output } = await start('quickstart.mjs', [], { turbo, search: "console.log('searching')" }).done;
  expect(code).toBe(1);
  expect(output).toContain('error TS1005');
  expect(output).toContain('set-up: the build failed (see above)');
  expect(output).not.toContain('searching');
});

test('quickstart passes arguments to the search, its exit code back, and tells set-up and search apart', async () => {
  const search = "console.log('given', ...process.argv.slice(2), '.'); process.exit(2)";
  const { code, output } = await start('quickstart.mjs', ['--trials', '3'], { search }).done;
  expect(code).toBe(2);
  expect(output).toContain('given search experiments/quickstart.yaml --fallback-dataset textures --new --trials 3 .');
  expect(output).toMatch(/set-up took \d+\.\d s, the search \d+\.\d s/);
});

test('quickstart starts a new study unless it is to go on with one', async () => {
  const search = "console.log('given', ...process.argv.slice(2), '.')";
  const { output } = await start('quickstart.mjs', ['--resume'], { search }).done;
  expect(output).toContain('given search experiments/quickstart.yaml --fallback-dataset textures --resume .');
});

test('quickstart waits for an interrupted search, which hears of it once', async () => {
  const search = `let count = 0;
    process.on('SIGINT', () => { count += 1; setTimeout(() => { console.log('saved after', count); process.exit(130); }, 200); });
    setInterval(() => {}, 1000);
    console.log('searching');`;
  const { child, done, until } = start('quickstart.mjs', [], { search });
  await until('searching');
  child.kill('SIGINT');
  child.kill('SIGINT'); // npm's copy of the same Ctrl-C
  const { code, output } = await done;
  expect(code).toBe(130);
  expect(output).toContain('saved after 1\n');
});

test('a search that is killed counts as a failure', async () => {
  const { code } = await start('quickstart.mjs', [], { search: "process.kill(process.pid, 'SIGKILL'); setInterval(() => {}, 1000)" }).done;
  expect(code).toBe(137);
});

test('npm test runs lint, types and tests through turbo, and fails if they fail', async () => {
  const turbo = `if (process.argv.includes('test')) { console.log('turbo', ...process.argv.slice(2)); process.exit(3); }`;
  const { code, output } = await start('test.mjs', ['--filter=x'], { turbo }).done;
  expect(code).toBe(3);
  expect(output).toContain('turbo run //#lint:biome //#lint:imports typecheck test --concurrency=2');
  expect(output).toContain('--filter=x');
});
