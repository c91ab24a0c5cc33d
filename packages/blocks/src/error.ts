/** Longer values are cut: a message must fit on a screen. */
const LONGEST = 200;

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
    super(`${path || 'architecture'}: ${rule}, got ${show(got)}; ${mend}`);
  }
}

function show(value: unknown): string {
  const text = typeof value === 'object' && value !== null ? showObject(value) : String(value);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function showObject(value: object): string {
  try {
    return JSON.stringify(value);
  } catch {
    // It holds itself, or a bigint.
    return Array.isArray(value) ? 'an array' : 'an object';
  }
}
