import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type BackendFacts, type BackendName, BackendUnavailableError } from './backends/rung.js';
import type { BackendRequest, Verdict } from './ladder.js';

/** What a worker that opens this backend will find. */
export interface Probe {
  readonly backend: BackendName;
  readonly facts: BackendFacts;
  readonly verdicts: readonly Verdict[];
}

/** What the probing process answers. */
export type ProbeAnswer =
  | { readonly probe: Probe }
  | { readonly refusal: { backend: BackendName; reason: string; mend: string } }
  | { readonly error: string };

/**
 * Opens a backend in a process of its own and tells what it found: TensorFlow writes to stderr as it loads, takes memory, and an addon that does not fit
 * may end the process. Rejects with `BackendUnavailableError` as `openBackend` does.
 */
export function probeBackend(request: BackendRequest): Promise<Probe> {
  return new Promise((resolve, reject) => {
    const child = fork(fileURLToPath(new URL('./probe-process.js', import.meta.url)), [request], {
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      execArgv: [],
      // Nobody sees it, unless it is the last word before a crash.
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '0' },
    });
    let answer: ProbeAnswer | undefined;
    let noise = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      noise += text;
    });
    child.on('message', (message: ProbeAnswer) => {
      answer = message;
    });
    child.on('error', reject);
    child.on('close', (code, signal) => {
      if (answer === undefined) reject(crashed(request, `${signal ?? `exit code ${code}`}: ${noise.trim().split('\n').at(-1)}`));
      else if ('probe' in answer) resolve(answer.probe);
      else if ('refusal' in answer) reject(new BackendUnavailableError(answer.refusal.backend, answer.refusal.reason, answer.refusal.mend));
      else reject(new Error(answer.error));
    });
  });
}

/** Without a better word from the addon the native rung is to blame: nothing else here can end a process. */
function crashed(request: BackendRequest, ending: string): BackendUnavailableError {
  const backend = request === 'auto' ? 'cpu' : request;
  return new BackendUnavailableError(backend, `opening it ended its process (${ending})`, 'build it anew with `isoflop provision --again`');
}
