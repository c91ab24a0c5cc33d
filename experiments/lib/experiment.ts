import type { Architecture } from '@isoflop/blocks';
import type { ResultsStore, Trial } from '@isoflop/results-store';
import type { EvaluatorOptions } from '@isoflop/search';
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
  /** Read the test images too, once per training, after its last epoch. */
  readonly measureTest?: boolean;
}

/** One network, trained once per seed. */
export interface TrainedNetwork {
  readonly name: string;
  readonly macs: number;
  readonly params: number;
  /** On validation images after the last epoch, by seed; null where training failed. */
  readonly accuracies: readonly (number | null)[];
  /** On test images, where the plan asked for it. */
  readonly testAccuracies?: readonly (number | null)[];
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

/** Where the studies of an experiment are, and how they are trained. */
export interface StudyPlace {
  readonly store: ResultsStore;
  /** Folder for weights and logs. */
  readonly artifacts: string;
  /** How trials are trained, where not each in a process of its own. */
  readonly evaluator: Pick<EvaluatorOptions, 'train'>;
  /** Prefix of the names of studies. */
  readonly experiment: string;
  readonly facts: TrainingFacts;
  readonly signal: AbortSignal;
  readonly say: (line: string) => void;
}

/** What an experiment works with. */
export interface ExperimentContext extends StudyPlace {
  readonly mode: Mode;
  /** Trains networks, or looks up what an interrupted run has trained. */
  train(plan: TrainingPlan): Promise<TrainedNetwork[]>;
  /** Searches, or goes on with an interrupted search. */
  search(plan: SearchPlan): Promise<SearchedNetwork>;
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
  /** How networks are trained, where it is otherwise than in the other experiments. */
  readonly training?: Partial<Readonly<Record<Mode, Partial<TrainingFacts>>>>;
  /** What accuracies are, where they are not of validation images with Student's t. */
  readonly accuracies?: string;
  readonly setup: (results: R) => string;
  readonly run: (context: ExperimentContext) => Promise<R>;
  readonly tables: (results: R) => readonly Table[];
  /** By the name of the file, without its ending. */
  readonly plots: (results: R) => Readonly<Record<string, Plot>>;
  /** What the numbers say of the claim, point by point. */
  readonly verdict: (results: R) => readonly string[];
  /** What cannot be concluded. */
  readonly cautions?: readonly string[];
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
  /** How many, from the first one up. */
  readonly seeds: number;
  /** 1 unless given. */
  readonly firstSeed?: number;
}
