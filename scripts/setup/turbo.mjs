import { spawn } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';
import { run, SetupError } from './step.mjs';

/** turbo keeps to this machine: no telemetry, no look for updates, no remote cache; and its tasks run on the Node we run on. */
function turboCall(root, args) {
  return {
    args: [join(root, 'node_modules/turbo/bin/turbo'), 'run', ...args, '--cache=local:rw'],
    env: {
      ...process.env,
      PATH: `${dirname(process.execPath)}${delimiter}${process.env.PATH ?? ''}`,
      TURBO_TELEMETRY_DISABLED: '1',
      TURBO_NO_UPDATE_NOTIFIER: '1',
    },
  };
}

/** Builds what changed; returns what turbo says of it, such as "11 cached, 11 total". */
export async function build(root) {
  const { args, env } = turboCall(root, ['build', '--output-logs=errors-only']);
  const { ok, output } = await run(process.execPath, args, { cwd: root, env });
  if (!ok) throw new SetupError(`${output}\nset-up: the build failed (see above); mend the sources or run \`npm run build\` for more`);
  return /Cached:\s+(.+)/.exec(output)?.[1] ?? 'done';
}

/** Runs tasks with their output shown; resolves to the exit code. */
export function runTasks(root, tasks) {
  const { args, env } = turboCall(root, tasks);
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: root, env, stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}
