import { useMemo } from 'react';
import { AxisOrder } from '../parallel/axis-order.js';
import { defaultAxes } from '../parallel/parallel-axes.js';
import { ParallelPlot } from '../parallel/parallel-plot.js';
import { focusTrial, useParameter } from '../place/use-place.js';
import { ColourLegend } from '../plots/colour-legend.js';
import { colourScale } from '../plots/colour-scale.js';
import { PlotCard } from '../plots/plot-card.js';
import { rowsOf, withRange } from '../selection/selection.js';
import { select } from '../selection/use-selection.js';
import { axisNamed, useStudy } from '../study/study-context.js';
import { type Axis, extentOf } from '../trials/axes.js';
import { fidelityOf, isPartial } from '../trials/fidelity.js';
import { kindOf, numberOf, type TrialColumns } from '../trials/trial-columns.js';
import { Pick } from '../ui/pick.js';
import { PrunedPick, usePruned } from '../ui/pruned-pick.js';
import { usePalette } from '../ui/theme.js';

const TOPS = ['', '50', '10', '1'] as const;

/** Parallel coordinates: which settings the good trials share. */
export default function ParallelView() {
  const { study, columns, axes, mask, selection } = useStudy();
  const palette = usePalette();
  const [pruned, setPruned] = usePruned();
  const isMixed = fidelityOf(columns).rungs.length > 0;
  const usable = useMemo(() => {
    const candidates = axes.filter(({ key }) => !key.endsWith('At'));
    return isMixed && pruned === 'complete' ? candidates.map((axis) => withoutPartial(columns, axis)) : candidates;
  }, [axes, columns, isMixed, pruned]);
  const [keys, setKeys] = useParameter('axes', '');
  const [colourKey, setColour] = useParameter('colour', 'accuracy');
  const shown = useMemo(() => {
    const wanted = keys === '' ? defaultAxes(usable) : keys.split('~');
    return wanted.map((key) => axisNamed(usable, key)).filter((axis) => axis !== undefined);
  }, [keys, usable]);
  const colour = axisNamed(usable, colourKey) ?? usable[0];
  const numeric = usable.filter(({ categories }) => categories === undefined);
  if (colour === undefined || shown.length < 2) return <p className="hint">Two axes at least are needed; this study has fewer so far.</p>;
  return (
    <PlotCard
      title="Parallel coordinates"
      study={study.name}
      data={() => ({
        columns: ['trial', ...shown.map(({ title }) => title)],
        rows: Array.from(
          rowsOf(mask, columns.count).filter((row) => !Number.isNaN(colour.values[row])),
          (row) => [numberOf(columns, row), ...shown.map((axis) => cell(axis, row))],
        ),
      })}
      controls={
        <>
          <Pick label="Colour" value={colour.key} onChange={setColour} choices={numeric.map(({ key, title }) => [key, title] as const)} />
          <Pick
            label="Best"
            value=""
            onChange={(share: string) =>
              select(withRange(selection, colour.key, share === '' ? undefined : bestRange(colour, Number(share) / 100)))
            }
            choices={TOPS.map((share) => [share, share === '' ? 'all' : `${share} %`] as const)}
          />
          {isMixed && <PrunedPick value={pruned} onChange={setPruned} />}
        </>
      }
    >
      <AxisOrder axes={usable} shown={shown.map(({ key }) => key)} onChange={(next) => setKeys(next.join('~'))} />
      <ParallelPlot shown={shown} colour={colour} onFocus={focusTrial} />
      <ColourLegend scale={colourScale(colour, palette.isDark, colour.log)} />
      <p className="hint fine">
        Drag along axes to select ranges, on several at once; click an axis to let go. Click a line to see its trial.
      </p>
    </PlotCard>
  );
}

/** Trials that were stopped early have no place on an axis: their accuracies would stand beside those of others as if they were the same. */
function withoutPartial(columns: TrialColumns, axis: Axis): Axis {
  const values = axis.values.map((value, row) => (kindOf(columns, row) === 'search' && isPartial(columns, row) ? Number.NaN : value));
  return { ...axis, values };
}

function cell({ values, categories }: Axis, row: number): string | number | null {
  const value = values[row] ?? Number.NaN;
  if (Number.isNaN(value)) return null;
  return categories === undefined ? value : (categories[value] ?? null);
}

/** The range that holds the best share of the trials with a value. */
function bestRange({ values, better }: Axis, share: number): readonly [number, number] {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  const [low, high] = extentOf(values) ?? [0, 1];
  if (better === 'low') return [low, sorted[Math.floor(share * (sorted.length - 1))] ?? high];
  return [sorted[Math.ceil((1 - share) * (sorted.length - 1))] ?? low, high];
}
