import { FrontPruner } from './front-pruner.js';
import { HyperbandPruner } from './hyperband-pruner.js';
import { PatientPruner } from './patient-pruner.js';
import { MedianPruner, PercentilePruner } from './percentile-pruner.js';
import type { Pruner } from './pruner.js';
import { SuccessiveHalvingPruner } from './successive-halving-pruner.js';
import { ThresholdPruner } from './threshold-pruner.js';
import { WilcoxonPruner } from './wilcoxon-pruner.js';

interface SavedPatient {
  readonly patience: number;
  readonly tolerance: number;
  readonly inner?: { readonly name: string; readonly options: object };
}

function patient({ inner, ...own }: SavedPatient): Pruner {
  return new PatientPruner({ ...own, ...(inner && { inner: createPruner(inner.name, inner.options) }) });
}

const pruners: Readonly<Record<string, (options: never) => Pruner>> = {
  front: (options) => new FrontPruner(options),
  hyperband: (options) => new HyperbandPruner(options),
  median: (options) => new MedianPruner(options),
  patient: (options) => patient(options),
  percentile: (options) => new PercentilePruner(options),
  'successive-halving': (options) => new SuccessiveHalvingPruner(options),
  threshold: (options) => new ThresholdPruner(options),
  wilcoxon: (options) => new WilcoxonPruner(options),
};

/** Makes a pruner by its saved name and options. */
export function createPruner(name: string, options: object): Pruner {
  const create = pruners[name];
  if (!create) throw new Error(`pruner: '${name}' is not one of ${Object.keys(pruners).join(', ')}; give your own as options.pruner`);
  return create(options as never);
}
