import { type BackendName, BackendUnavailableError } from '../backends/rung.js';
import { probeBackend } from '../probe.js';
import { ProvisionError } from './provision-error.js';

/**
 * Opens the backend in a process of its own, as a worker will, which also computes one training step and compares its gradients. Rejects with
 * `ProvisionError` when it does not open or computes something else.
 */
export async function checkAddon(backend: Extract<BackendName, 'cpu' | 'cuda'>): Promise<void> {
  try {
    await probeBackend(backend);
  } catch (error) {
    if (error instanceof BackendUnavailableError) throw new ProvisionError('check', error.reason, error.mend);
    throw error;
  }
}
