import type { Architecture } from '@isoflop/blocks';
import {
  type CompoundCoefficients,
  type ComputePrediction,
  compoundFactors,
  fitComputeLaw,
  predictError,
  type ScaledMember,
  scaledMember,
} from '@isoflop/scaling';
import type { ScalingSearch } from '@isoflop/search-space';
import { meanAccuracy } from '../plan/mean-accuracy.js';
import type { DoneTrials, PlannedTrial } from '../plan/plan.js';
import { buildOf } from './candidate-triples.js';

/** A member of the family, trained. */
export interface TrainedMember extends ScaledMember {
  readonly phi: number;
  /** Mean over seeds of the validation error. */
  readonly error: number;
}

/** Whether the smaller members of a family foretell the one held back. */
export interface PredictionCheck {
  readonly members: readonly TrainedMember[];
  readonly heldBack: TrainedMember;
  readonly predicted: ComputePrediction;
  readonly isInside: boolean;
}

/** What is left to train of the members, all seeds in one round. Nothing where the file holds none back. */
export function step2Plan(
  base: Architecture,
  triple: CompoundCoefficients,
  search: ScalingSearch,
  done: DoneTrials,
): readonly PlannedTrial[] {
  return phisOf(search)
    .flatMap((phi) => plannedMember(base, triple, phi, search))
    .filter((planned) => done(planned) === undefined);
}

/** Fits the members' error against their cost and compares the member held back; undefined where there is none or a training failed. */
export function checkPrediction(
  base: Architecture,
  triple: CompoundCoefficients,
  search: ScalingSearch,
  done: DoneTrials,
): PredictionCheck | undefined {
  const trained = phisOf(search).map((phi) => trainedMember(base, triple, phi, search, done));
  const members = trained.slice(0, -1).filter((member) => member !== undefined);
  const heldBack = trained.at(-1);
  if (heldBack === undefined || members.length < trained.length - 1) return undefined;
  const law = fitComputeLaw(members.map(({ real, error }) => ({ macs: real.macs, error })));
  const predicted = predictError(law, heldBack.real.macs, members.length);
  return { members, heldBack, predicted, isInside: Math.abs(heldBack.error - predicted.error) <= predicted.halfWidth };
}

/** The held-back member is the last. */
function phisOf({ step2 }: ScalingSearch): readonly number[] {
  return step2?.heldBack === undefined ? [] : [...step2.phi, step2.heldBack];
}

function memberOf(base: Architecture, triple: CompoundCoefficients, phi: number, search: ScalingSearch): ScaledMember {
  return scaledMember(base, compoundFactors(triple, phi), buildOf(search));
}

function plannedMember(base: Architecture, triple: CompoundCoefficients, phi: number, search: ScalingSearch): PlannedTrial[] {
  const { seed, seeds } = search;
  const { architecture, real } = memberOf(base, triple, phi, search);
  const label = `phi ${phi}`;
  return Array.from({ length: seeds }, (_, i) => {
    return { label, architecture: { ...architecture, name: label }, seed: seed + i, params: { ...triple, phi, macs: real.macs } };
  });
}

function trainedMember(
  base: Architecture,
  triple: CompoundCoefficients,
  phi: number,
  search: ScalingSearch,
  done: DoneTrials,
): TrainedMember | undefined {
  const accuracy = meanAccuracy(plannedMember(base, triple, phi, search), done);
  return accuracy === undefined ? undefined : { ...memberOf(base, triple, phi, search), phi, error: 1 - accuracy };
}
