/** Why native TensorFlow cannot be had here, and what would change that. */
export class ProvisionError extends Error {
  override readonly name = 'ProvisionError';
  constructor(
    /** What was being done: `python`, `wheel`, `compiler`, … */
    readonly step: string,
    readonly problem: string,
    readonly mend: string,
  ) {
    super(`provision: ${step}: ${problem}; ${mend}`);
  }
}
