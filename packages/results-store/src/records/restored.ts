import type { Architecture } from '@isoflop/blocks';
import type { Annotation } from './annotation.js';
import type { Artifact } from './artifact.js';
import type { StudyEvent } from './event.js';
import type { Json } from './json.js';
import type { Metric } from './metric.js';
import type { SamplerRecord } from './sampler-record.js';
import type { Study } from './study.js';
import type { Trial } from './trial.js';

/** A study as another store had it. */
export interface RestoredStudy extends Omit<Study, 'request'> {
  readonly samplerState?: Json;
}

export interface RestoredTrial extends Omit<Trial, 'id' | 'study'> {
  readonly metrics: readonly Metric[];
  readonly artifacts: readonly Omit<Artifact, 'trialId'>[];
}

/** Records as another store had them. Architectures come with or before the first trial that uses them, trials by number. */
export interface RestoredRecords {
  readonly architectures?: readonly { readonly hash: string; readonly architecture: Architecture }[];
  readonly trials?: readonly RestoredTrial[];
  readonly samplerRecords?: readonly SamplerRecord[];
  readonly annotations?: readonly Annotation[];
  readonly events?: readonly Omit<StudyEvent, 'id' | 'study'>[];
}
