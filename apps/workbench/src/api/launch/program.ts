import { type ChildProcess, spawn } from 'node:child_process';
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
  /** File descriptor that takes what it prints. */
  readonly output: number;
}

/** Starts the command so that it lives on when this process ends, however that ends. */
export function startDetached(args: readonly string[], { env, output }: ProgramOptions): Promise<ChildProcess> {
  const child = spawn(process.execPath, [PROGRAM, ...args], { detached: true, env, stdio: ['ignore', output, output] });
  return new Promise((resolve, reject) => {
    child.once('error', reject).once('spawn', () => {
      child.unref();
      resolve(child);
    });
  });
}

/** Starts the command as a part of this process: it is killed with `signal`. */
export function startAttached(args: readonly string[], { env, signal }: { env: NodeJS.ProcessEnv; signal: AbortSignal }) {
  return spawn(process.execPath, [PROGRAM, ...args], { env, signal, stdio: ['ignore', 'pipe', 'pipe'] });
}
