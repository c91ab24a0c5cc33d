import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../../bin/isoflop.js', import.meta.url));

/** `isoflop dashboard` in a process of its own, as it was built last. */
export class DashboardProcess {
  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {}

  static async start(store: string, ...options: string[]): Promise<DashboardProcess> {
    const args = [PROGRAM, 'dashboard', '--port', '0', '--store', store, ...options];
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const line of createInterface({ input: child.stdout })) {
      const url = /dashboard at (\S+)/.exec(line)?.[1];
      if (url !== undefined) return new DashboardProcess(url, child);
    }
    throw new Error('the dashboard ended before it listened');
  }

  /** At once, as `kill -9` does. */
  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    if (this.child.exitCode === null && this.child.signalCode === null) await once(this.child, 'exit');
  }
}
