export interface ArtifactInput {
  /** `checkpoint`, `weights`, `model`, … */
  readonly kind: string;
  /** Relative to the folder the caller keeps artifacts in. The store records it and never opens it. */
  readonly path: string;
  /** Of the content: 64 lower-case hexadecimal digits. */
  readonly sha256: string;
  readonly bytes: number;
}

export interface Artifact extends ArtifactInput {
  readonly trialId: number;
  readonly createdAt: number;
}
