import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** The isoflop command, of the same installation. */
const PROGRAM = fileURLToPath(new URL('../../../bin/isoflop.js', import.meta.url));

/** How the command reaches a store: a password goes by the environment, where other users of the machine cannot read it. */
export function storeArguments(storeUrl: string): { readonly url: string; readonly env: NodeJS.ProcessEnv } {
  if (!/^postgres(?:ql)?:/i.test(storeUrl)) return { url: storeUrl, env: process.env };
  const location = new URL(storeUrl);
  const password = decodeURIComponent(location.password) || location.searchParams.get('password');
  location.password = '';
  location.searchParams.delete('password');
  return { url: location.href, env: password === null || password === '' ? process.env : { ...process.env, PGPASSWORD: password } };
}

export interface ProgramOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Paths that an experiment names are relative to it. */
  readonly folder: string;
  /** File descriptor that takes what it prints. */
  readonly output: number;
}

/** Starts the command so that it lives on when this process ends, however that ends. */
export function startDetached(args: readonly string[], { env, folder, output }: ProgramOptions): Promise<ChildProcess> {
  const child = spawn(process.execPath, [PROGRAM, ...args], { detached: true, env, cwd: folder, stdio: ['ignore', output, output] });
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('spawn', () => {
      child.unref();
      resolve(child);
    });
  });
}

export interface AttachedOptions {
  readonly storeUrl: string;
  /** Kills it. */
  readonly signal: AbortSignal;
  /** Gets each line of what it says to people. */
  readonly onLine?: (line: string) => void;
}

/** How the command ended. */
export interface ProgramEnd {
  /** Null where it was killed. */
  readonly code: number | null;
  readonly stdout: string;
  /** The line that says what went wrong, where something did. */
  readonly problem: string;
}

/**
 * Runs the command as a part of this process, with the store put before what follows `--`. The channel between them says nothing: by its end the command knows
 * that this process was killed, and ends as well (see main.ts).
 */
export async function runToEnd(args: readonly string[], { storeUrl, signal, onLine = () => {} }: AttachedOptions): Promise<ProgramEnd> {
  const { url, env } = storeArguments(storeUrl);
  const [verb, ...rest] = args;
  const child = spawn(process.execPath, [PROGRAM, verb!, '--store', url, ...rest], { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const kill = () => child.kill('SIGKILL');
  signal.addEventListener('abort', kill, { once: true });
  if (signal.aborted) kill();
  const stdout: Buffer[] = [];
  child.stdout!.on('data', (chunk: Buffer) => stdout.push(chunk));
  let problem = '';
  createInterface({ input: child.stderr! }).on('line', (line) => {
    if (line.startsWith('isoflop: ')) problem = line.slice('isoflop: '.length);
    else onLine(line);
  });
  const [code] = (await once(child, 'close')) as [number | null];
  signal.removeEventListener('abort', kill);
  return { code, stdout: Buffer.concat(stdout).toString(), problem: problem || `isoflop ${verb} ended with ${code}` };
}
