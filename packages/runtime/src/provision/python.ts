import { ProvisionError } from './provision-error.js';
import { errorLine, runTool } from './run-tool.js';

const PROGRAM = 'python3';
const MEND = 'on Debian: apt-get install python3 python3-pip; without it training goes on with WebAssembly';

/** Throws `ProvisionError` unless python3 runs and has pip, which is what fetches wheels by the user's own settings. */
export async function requirePip(): Promise<void> {
  const python = await runTool(PROGRAM, ['--version']);
  if (!python.ok)
    throw new ProvisionError('python', `python3 must run, got ${python.missing ? 'no such program' : errorLine(python.output)}`, MEND);
  const pip = await runTool(PROGRAM, ['-m', 'pip', '--version']);
  if (!pip.ok) throw new ProvisionError('python', `python3 must have pip, got: ${errorLine(pip.output)}`, MEND);
}

export function runPip(args: readonly string[], onOutput?: (text: string) => void) {
  const env = { ...process.env, PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1', PYTHONUNBUFFERED: '1' };
  return runTool(PROGRAM, ['-m', 'pip', ...args], { env, ...(onOutput && { onOutput }) });
}

/** Runs a Python program given as text. */
export function runPython(script: string, args: readonly string[]) {
  return runTool(PROGRAM, ['-c', script, ...args]);
}
