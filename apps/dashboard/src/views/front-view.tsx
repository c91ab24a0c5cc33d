import { useState } from 'react';
import type { FrontMark, MarkRole } from '../plots/front-marks.js';
import { FrontPlot } from '../plots/front-plot.js';
import type { CostScale } from '../plots/front-scales.js';
import { MarkIcon } from '../plots/mark-shape.js';

interface FrontViewProps {
  readonly marks: readonly FrontMark[];
  readonly budgetMacs: number | null;
  readonly selected: number | undefined;
  readonly onSelect: (trial: number) => void;
}

const LEGEND: readonly (readonly [MarkRole, string])[] = [
  ['front', 'on the front'],
  ['dominated', 'dominated'],
  ['baseline', 'baseline'],
  ['finalist', 'finalist'],
];

/** The Pareto front with its legend and the choice of axis. */
export function FrontView({ marks, budgetMacs, selected, onSelect }: FrontViewProps) {
  const [costScale, setCostScale] = useState<CostScale>('linear');
  const present = new Set(marks.map((mark) => mark.role));
  return (
    <section className="card front" aria-labelledby="front-title">
      <div className="card-head">
        <h3 id="front-title">Pareto front</h3>
        <fieldset className="segmented">
          <legend className="unseen">Axis of MACs</legend>
          {(['linear', 'log'] as const).map((choice) => (
            <label key={choice}>
              <input type="radio" name="cost-scale" value={choice} checked={costScale === choice} onChange={() => setCostScale(choice)} />
              <span>{choice}</span>
            </label>
          ))}
        </fieldset>
      </div>
      {marks.length === 0 ? (
        <p className="plot-empty">No trial has finished yet. The front grows with every one that does.</p>
      ) : (
        <FrontPlot marks={marks} budgetMacs={budgetMacs} costScale={costScale} selected={selected} onSelect={onSelect} />
      )}
      <ul className="legend">
        {LEGEND.filter(([role]) => present.has(role)).map(([role, name]) => (
          <li key={role}>
            <MarkIcon role={role} /> {name}
          </li>
        ))}
      </ul>
    </section>
  );
}
