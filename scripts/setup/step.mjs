import { spawn } from 'node:child_process';

/** A set-up failure whose message is the whole story: it is printed without a stack. */
export class SetupError extends Error {}

/** Seconds since `startMs`, for people: one decimal. */
export function secondsSince(startMs) {
  return `${((performance.now() - startMs) / 1000).toFixed(1)} s`;
}

/**
 * Runs a command with its output held back, because a step that goes well needs one line only.
 * Never rejects: a command that cannot start is `ok: false` with the reason as its output.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, timeoutMs?: number }} options
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
export function run(command, args, { cwd, env = process.env, timeoutMs }) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs });
    let output = '';
    const keep = (chunk) => {
      output += chunk;
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.on('error', (error) => resolve({ ok: false, output: `${output}${command}: ${error.message}` }));
    child.on('close', (code, signal) => resolve({ ok: code === 0, output: signal ? `${output}\nstopped by ${signal}` : output }));
  });
}

/** The last lines of a command's output: where compilers and npm say what went wrong. */
export function tail(output, lines = 40) {
  return output.trimEnd().split('\n').slice(-lines).join('\n');
}
