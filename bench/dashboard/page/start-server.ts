import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** Serves a store from a process of its own, which has looked at its study `big` once. */
export async function startServer(store: string): Promise<{ url: string; child: ChildProcess }> {
  const file = fileURLToPath(new URL('../serve.ts', import.meta.url));
  const child = spawn(process.execPath, ['--import', 'tsx', file, store], { stdio: ['pipe', 'pipe', 'inherit'] });
  const first = (await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next()).value as string | undefined;
  if (first === undefined) throw new Error('serve.ts ended before it was ready');
  return { url: (JSON.parse(first) as { url: string }).url, child };
}
