import { BackendUnavailableError } from './backends/rung.js';
import { type BackendRequest, openBackend } from './ladder.js';
import type { ProbeAnswer } from './probe.js';

/** The other end of `probeBackend`. */
async function answerOf(request: BackendRequest): Promise<ProbeAnswer> {
  try {
    const { backend, facts, verdicts } = await openBackend(request);
    return { probe: { backend, facts, verdicts } };
  } catch (error) {
    if (!(error instanceof BackendUnavailableError)) return { error: (error as Error).stack ?? String(error) };
    const { backend, reason, mend } = error;
    return { refusal: { backend, reason, mend } };
  }
}

const answer = await answerOf(process.argv[2] as BackendRequest);
process.send?.(answer, undefined, undefined, () => process.exit(0));
