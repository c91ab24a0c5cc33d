/** What people write about a study or a trial. */
export interface Annotation {
  /** The trial's number, or null for the study itself. */
  readonly trial: number | null;
  /** Any text, Markdown by custom; empty for none. */
  readonly note: string;
  /** Sorted, each once. */
  readonly tags: readonly string[];
  readonly updatedAt: number;
}

/** What is left out stays as it is. */
export interface AnnotationChange {
  readonly note?: string;
  readonly tags?: readonly string[];
}
