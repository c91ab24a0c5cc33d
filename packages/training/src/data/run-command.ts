import { spawn } from 'node:child_process';

/**
 * Runs a program without a shell and without input. Resolves with its standard output; rejects with its last line on stderr (or
 * "not installed", or the time limit) so that the message can stand in a list of things tried.
 */
export function runCommand(
  program: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly seconds: number; readonly env: NodeJS.ProcessEnv; readonly signal?: AbortSignal | undefined },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...options.env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: options.seconds * 1000,
      killSignal: 'SIGKILL',
      ...(options.signal ? { signal: options.signal } : {}),
    });
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk) => {
      output += chunk;
    });
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    child.on('error', (error: NodeJS.ErrnoException) => reject(error.code === 'ENOENT' ? new Error(`${program} is not installed`) : error));
    child.on('close', (code, signal) => {
      if (code === 0) resolve(output);
      else if (signal) reject(new Error(`${program} was stopped after ${options.seconds} s`));
      else reject(new Error(`${program} ended with ${code}: ${lastErrorLine(errors)}`));
    });
  });
}

/** apt ends with summaries such as "E: Some index files failed to download": the first error line says more than the last. */
function lastErrorLine(errors: string): string {
  const lines = errors.split('\n').filter((line) => line.trim() !== '');
  return lines.find((line) => line.startsWith('E:')) ?? lines.at(-1) ?? 'no message';
}
