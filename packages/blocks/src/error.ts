/** What is wrong with a network, and how to mend it. `path` is where in the architecture: `stages/2/block/kernel`. */
export class ArchitectureError extends Error {
  override readonly name = 'ArchitectureError';
  constructor(
    readonly path: string,
    /** The rule that was broken, with its limits. */
    readonly rule: string,
    /** What was given. */
    readonly got: unknown,
    readonly mend: string,
  ) {
    super(`${path || 'architecture'}: ${rule}, got ${typeof got === 'string' ? got : JSON.stringify(got)}; ${mend}`);
  }
}
