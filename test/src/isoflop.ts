import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../apps/workbench/bin/isoflop.js', import.meta.url));

/** How a run of the command ended. */
export interface Finished {
  /** Null where a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running command. */
export interface Running {
  readonly process: ChildProcess;
  readonly finished: Promise<Finished>;
  /** Resolves with the first line of either stream that matches; rejects when the command ends before. */
  line(pattern: RegExp): Promise<string>;
}

/** Starts the isoflop command in a folder, as a user would. */
export function start(folder: string, ...args: string[]): Running {
  const child = spawn(process.execPath, [PROGRAM, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  const line = (pattern: RegExp) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        const found = `${stdout}\n${stderr}`.split('\n').find((text) => pattern.test(text));
        if (found !== undefined) resolve(found);
      };
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      void finished.then(({ code }) => reject(new Error(`ended with ${code} before ${pattern}:\n${stdout}\n${stderr}`)), reject);
      look();
    });
  return { process: child, finished, line };
}

/** Runs the isoflop command to its end. */
export function isoflop(folder: string, ...args: string[]): Promise<Finished> {
  return start(folder, ...args).finished;
}
