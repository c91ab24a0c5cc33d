import type { Architecture } from '@isoflop/blocks';
import type { JsonObject, Trial } from '@isoflop/results-store';

/** A network to train with one seed. Within a plan, network and seed tell trials apart. */
export interface PlannedTrial {
  /** What a reader calls the network. */
  readonly label: string;
  readonly architecture: Architecture;
  readonly seed: number;
  /** What the network was made by. */
  readonly params: JsonObject;
}

/** Looks a planned trial up among those that are done; undefined where it has not been trained. */
export type DoneTrials = (planned: PlannedTrial) => Trial | undefined;

/**
 * Decides what to train next from what is done, round by round: a whole round is trained before the plan is asked again, and an empty one is the end.
 * It must depend on nothing else, so that a resumed study asks for the same.
 */
export type Plan = (done: DoneTrials) => readonly PlannedTrial[];
