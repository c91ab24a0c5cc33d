import type { Architecture } from '@isoflop/blocks';
import {
  type CompoundCoefficients,
  type ComputePrediction,
  compoundFactors,
  compoundRule,
  counterOf,
  fitComputeLaw,
  matchAlongRule,
  predictError,
  type ScaledMember,
  scaledMember,
} from '@isoflop/scaling';
import { formatQuantity, type ScalingSearch } from '@isoflop/search-space';
import { meanAccuracy } from '../plan/mean-accuracy.js';
import type { DoneTrials, PlannedTrial } from '../plan/plan.js';
import { buildOf } from './candidate-triples.js';

/** A member of the family. */
export interface FamilyMember extends ScaledMember {
  /** What it was asked for by. */
  readonly phi?: number;
  readonly budget?: number;
}

/** A member, trained. */
export interface TrainedMember extends FamilyMember {
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

/** The family that a triple makes: what `step2` lists, and last the member held back. Members of a budget are along the rule as near as they can be, and closed by the coefficient that step 1 solved for. */
export function familyOf(base: Architecture, triple: CompoundCoefficients, search: ScalingSearch): readonly FamilyMember[] {
  const { step2, budget } = search;
  if (step2 === undefined) return [];
  const build = buildOf(search);
  const heldBack = step2.heldBack === undefined ? [] : [step2.heldBack];
  if (step2.phi !== undefined) {
    return [...step2.phi, ...heldBack].map((phi) => ({ phi, ...scaledMember(base, compoundFactors(triple, phi), build) }));
  }
  const rule = compoundRule(triple, { build });
  return [...(step2.budgets ?? []), ...heldBack].map((macs) => {
    const request = { metric: 'macs', target: macs, tolerance: budget.tolerance } as const;
    const { factors } = matchAlongRule(base, rule, request, budget.solveFor, counterOf('macs'));
    return { budget: macs, ...scaledMember(base, factors, build) };
  });
}

/** What is left to train of the members, all seeds in one round. Nothing where the file holds none back. */
export function step2Plan(
  base: Architecture,
  triple: CompoundCoefficients,
  search: ScalingSearch,
  done: DoneTrials,
): readonly PlannedTrial[] {
  if (search.step2?.heldBack === undefined) return [];
  return familyOf(base, triple, search)
    .flatMap((member) => plannedMember(member, triple, search))
    .filter((planned) => done(planned) === undefined);
}

/** Fits the members' error against their cost and compares the member held back; undefined where there is none or a training failed. */
export function checkPrediction(
  base: Architecture,
  triple: CompoundCoefficients,
  search: ScalingSearch,
  done: DoneTrials,
): PredictionCheck | undefined {
  if (search.step2?.heldBack === undefined) return undefined;
  const trained = familyOf(base, triple, search).map((member) => trainedMember(member, triple, search, done));
  const members = trained.slice(0, -1).filter((member) => member !== undefined);
  const heldBack = trained.at(-1);
  if (heldBack === undefined || members.length < trained.length - 1) return undefined;
  const law = fitComputeLaw(members.map(({ real, error }) => ({ macs: real.macs, error })));
  const predicted = predictError(law, heldBack.real.macs, members.length);
  return { members, heldBack, predicted, isInside: Math.abs(heldBack.error - predicted.error) <= predicted.halfWidth };
}

function plannedMember(
  { architecture, real, phi, budget }: FamilyMember,
  triple: CompoundCoefficients,
  search: ScalingSearch,
): PlannedTrial[] {
  const { seed, seeds } = search;
  const label = phi === undefined ? `${formatQuantity(budget ?? real.macs)} MACs` : `phi ${phi}`;
  const params = { ...triple, ...(phi === undefined ? { budget: budget ?? real.macs } : { phi }), macs: real.macs };
  return Array.from({ length: seeds }, (_, i) => ({ label, architecture: { ...architecture, name: label }, seed: seed + i, params }));
}

function trainedMember(
  member: FamilyMember,
  triple: CompoundCoefficients,
  search: ScalingSearch,
  done: DoneTrials,
): TrainedMember | undefined {
  const accuracy = meanAccuracy(plannedMember(member, triple, search), done);
  return accuracy === undefined ? undefined : { ...member, error: 1 - accuracy };
}
