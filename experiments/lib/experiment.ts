import type { Architecture } from '@isoflop/blocks';
import type { Trial } from '@isoflop/results-store';
import type { Plot } from '../../bench/scaling/svg-plot.js';

/** `quick` runs everything in a short form, to see that it works; `full` is what the committed results come from. */
export type Mode = 'quick' | 'full';

/** Networks that are trained alike, and how. */
export interface TrainingPlan {
  /** Of the study within the experiment. */
  readonly name: string;
  readonly networks: readonly Architecture[];
  readonly epochs?: number;
  readonly recipe?: string;
  readonly trainImages?: number;
  /** Of the cut between training and validation images; 1 unless given. */
  readonly splitSeed?: number;
}

/** One network, trained once per seed. */
export interface TrainedNetwork {
  readonly name: string;
  readonly macs: number;
  readonly params: number;
  /** On validation images after the last epoch, by seed; null where training failed. */
  readonly accuracies: readonly (number | null)[];
  /** Why trainings failed. */
  readonly failures: readonly string[];
  /** Where weights are, one file per seed; not part of what is written down. */
  readonly weightFiles: readonly string[];
}

/** A search for the best network within a budget. */
export interface SearchPlan {
  /** Of the study within the experiment. */
  readonly name: string;
  /** As the `space` of an experiment file. */
  readonly space: unknown;
  readonly macs: number;
  /** Candidates have multiply-adds within this share of the budget. */
  readonly band: number;
  readonly sampler: 'random' | 'tpe';
  /** Of the sampler, of initial weights and of the cut of the data. */
  readonly seed: number;
  readonly trials: number;
  readonly epochs: number;
  readonly trainImages: number;
  readonly validationImages: number;
}

export interface SearchedNetwork {
  /** The most accurate in the search. */
  readonly architecture: Architecture;
  /** Of all candidates in the order of the search; null where training failed. */
  readonly accuracies: readonly (number | null)[];
  readonly macs: readonly number[];
  /** As stored, with the scores that they had before training. */
  readonly trials: readonly Trial[];
}

/** What an experiment works with. */
export interface ExperimentContext {
  readonly mode: Mode;
  readonly facts: TrainingFacts;
  readonly signal: AbortSignal;
  /** Trains networks, or looks up what an interrupted run has trained. */
  train(plan: TrainingPlan): Promise<TrainedNetwork[]>;
  /** Searches, or goes on with an interrupted search. */
  search(plan: SearchPlan): Promise<SearchedNetwork>;
  say(line: string): void;
}

export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** A claim and how it is put to the test. What it found is plain data; everything that people read is made from that. */
export interface Experiment<R> {
  readonly title: string;
  /** What is claimed, and by whom. */
  readonly claim: string;
  /** Of every network in a full run, where three are too few to tell networks apart. */
  readonly seeds?: number;
  readonly setup: (results: R) => string;
  readonly run: (context: ExperimentContext) => Promise<R>;
  readonly tables: (results: R) => readonly Table[];
  /** By the name of the file, without its ending. */
  readonly plots: (results: R) => Readonly<Record<string, Plot>>;
  /** What the numbers say of the claim. */
  readonly verdict: (results: R) => string;
}

/** What is written into `results.json`. */
export interface ResultsFile<R> {
  readonly mode: Mode;
  readonly command: string;
  readonly date: string;
  readonly machine: string;
  readonly training: TrainingFacts;
  readonly results: R;
}

/** How all networks of a run are trained unless the experiment says otherwise. */
export interface TrainingFacts {
  readonly dataset: string;
  readonly recipe: string;
  readonly epochs: number;
  readonly trainImages: number;
  readonly validationImages: number;
  readonly seeds: number;
}
