import { zoo, zooEntries } from '@isoflop/blocks';
import { ROUNDINGS, type RoundingName, type ScaleFactors } from '@isoflop/scaling';
import { useMemo, useState } from 'react';
import { useTrial } from '../api/queries.js';
import { limitsOf } from '../front/limits.js';
import { useChoice, useParameter } from '../place/use-place.js';
import type { Measured } from '../scaling/budget-bests.js';
import { useFit } from '../scaling/fit-answer.js';
import { FitNotes } from '../scaling/fit-notes.js';
import { LawPlot } from '../scaling/law-plot.js';
import { Microscope } from '../scaling/microscope.js';
import { OptimumPlot } from '../scaling/optimum-plot.js';
import { TriplesPlot } from '../scaling/triples-plot.js';
import { ValleyPlot } from '../scaling/valley-plot.js';
import { useStudy } from '../study/study-context.js';
import { frontOf } from '../trials/front.js';
import { kindOf, numberOf, stateOf, type TrialColumns } from '../trials/trial-columns.js';
import { Loading } from '../ui/notice.js';
import { Pick } from '../ui/pick.js';

const ROUNDING_NAMES = Object.keys(ROUNDINGS) as RoundingName[];
const FIRST_FACTORS: ScaleFactors = { depth: 1.2, width: 1.1, resolution: 1.15 };

/** Scaling: what the study's trials say about spending compute, and what rounding does to a network that is scaled. */
export default function ScalingView() {
  const { study, columns } = useStudy();
  const networks = useMemo(() => measuredNetworks(columns), [columns]);
  const fit = useFit(study.name, networks.length);
  return (
    <>
      <div className="side-by-side">
        <LawPlot study={study.name} networks={networks} />
        {fit.data !== undefined && <ValleyPlot study={study.name} fit={fit.data} />}
      </div>
      {fit.isPending && <Loading what="the fit" />}
      {fit.error !== null && (
        <section className="card">
          <h3>Depth, width and resolution</h3>
          <p className="hint">{fit.error.message}</p>
        </section>
      )}
      {fit.data !== undefined && (
        <>
          <OptimumPlot study={study.name} fit={fit.data} />
          <FitNotes fit={fit.data} />
        </>
      )}
      <ScaledNetwork />
    </>
  );
}

/** A base, scaled: nominal against real, and the microscope. */
function ScaledNetwork() {
  const { study, columns } = useStudy();
  const [baseName, setBase] = useParameter('base', 'efficientnet_b0');
  const [rounding, setRounding] = useChoice('rounding', ROUNDING_NAMES, 'efficientnet');
  const [factors, setFactors] = useState(FIRST_FACTORS);
  const best = useMemo(() => frontOf(columns, 'macs', limitsOf(study.budget)).members.at(-1), [columns, study.budget]);
  const wanted = baseName === 'best' && best !== undefined ? numberOf(columns, best) : undefined;
  const trial = useTrial(study.name, wanted, wanted === undefined ? undefined : 'complete').data;
  const base = useMemo(() => {
    if (wanted !== undefined) return trial?.architecture ?? undefined;
    return zoo(zooEntries.some(({ name }) => name === baseName) ? baseName : 'efficientnet_b0');
  }, [wanted, trial, baseName]);
  return (
    <>
      <h3 className="section-title">Scaling a network</h3>
      <div className="view-controls">
        <Pick
          label="Base"
          value={baseName}
          onChange={setBase}
          choices={[
            ...(best === undefined ? [] : [['best', `trial ${numberOf(columns, best)}, the best`] as const]),
            ...zooEntries.map(({ name }) => [name, name] as const),
          ]}
        />
        <Pick label="Rounding" value={rounding} onChange={setRounding} choices={ROUNDING_NAMES.map((name) => [name, name] as const)} />
      </div>
      {base === undefined ? (
        <Loading what="the network" />
      ) : (
        <div className="scaled-network">
          <TriplesPlot
            study={study.name}
            base={base}
            rounding={rounding}
            onChoose={({ alpha, beta, gamma }) => setFactors({ depth: alpha, width: beta, resolution: gamma })}
          />
          <Microscope study={study.name} base={base} rounding={rounding} factors={factors} onFactors={setFactors} />
        </div>
      )}
    </>
  );
}

/** Candidates and baselines that were trained to the end: finalists were trained for longer. */
function measuredNetworks(columns: TrialColumns): Measured[] {
  const networks: Measured[] = [];
  for (let row = 0; row < columns.count; row++) {
    const accuracy = columns.measures.accuracy[row] ?? Number.NaN;
    if (stateOf(columns, row) !== 'complete' || kindOf(columns, row) === 'finalist' || Number.isNaN(accuracy)) continue;
    networks.push({ trial: numberOf(columns, row), macs: columns.measures.macs[row] ?? 0, error: 1 - accuracy });
  }
  return networks;
}
