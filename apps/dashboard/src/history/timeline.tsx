import { useCallback, useMemo, useState } from 'react';
import { formatPercent, formatSeconds } from '../format/numbers.js';
import { focusTrial } from '../place/use-place.js';
import { Axes } from '../plots/axes.js';
import { Canvas } from '../plots/canvas.js';
import { type Frame, pointIn } from '../plots/frame.js';
import { PlotCard } from '../plots/plot-card.js';
import { plotScale } from '../plots/scales.js';
import { TrialTip } from '../plots/trial-tip.js';
import { useWidth } from '../plots/use-width.js';
import { useStudy } from '../study/study-context.js';
import { numberOf, stateOf, TRIAL_STATES } from '../trials/trial-columns.js';
import { type Palette, usePalette } from '../ui/theme.js';
import { LaneNames, marginOf } from './lane-names.js';
import { busyShare, lanesOf, workerName } from './lanes.js';

/** Which trials ran when, a lane for each worker. */
export function Timeline() {
  const { study, columns, focused } = useStudy();
  const palette = usePalette();
  const [container, width] = useWidth<HTMLDivElement>();
  const [active, setActive] = useState<number>();
  const { startedAt, finishedAt } = columns.measures;
  // A trial that runs ends, for the drawing, with the latest moment that is known.
  const ran = useMemo(() => {
    const latest = Math.max(startedAt.reduce(later, 0), finishedAt.reduce(later, 0));
    return lanesOf(startedAt, finishedAt, latest, columns.worker);
  }, [startedAt, finishedAt, columns.worker]);
  const { trials: laned, workers } = ran;
  const lanes = Math.max(1, workers.length);
  const begin = laned[0]?.from ?? 0;
  const end = laned.reduce((latest, { to }) => Math.max(latest, to), begin + 1);
  const names = useMemo(() => workers.map(workerName), [workers]);
  const frame: Frame = useMemo(
    () => ({ width, height: Math.max(140, Math.min(400, 66 + lanes * 24)), top: 12, right: 16, bottom: 42, left: marginOf(names, width) }),
    [width, lanes, names],
  );
  const x = useMemo(() => plotScale([0, (end - begin) / 1000], [frame.left, width - frame.right], 'linear', 0), [begin, end, frame, width]);
  const laneHeight = (frame.height - frame.top - frame.bottom) / lanes;
  const draw = useCallback(
    (context: CanvasRenderingContext2D) => {
      for (const { row, from, to, lane } of laned) {
        const [left, right] = [x((from - begin) / 1000), x((to - begin) / 1000)];
        context.fillStyle = colourOf(stateOf(columns, row), palette);
        context.globalAlpha = 0.85;
        context.fillRect(left, frame.top + lane * laneHeight + 1, Math.max(0.6, right - left - 0.5), laneHeight - 2);
      }
      context.globalAlpha = 1;
    },
    [laned, columns, palette, x, begin, frame, laneHeight],
  );
  const find = (at: { x: number; y: number }) => {
    const lane = Math.floor((at.y - frame.top) / laneHeight);
    const moment = begin + x.invert(at.x) * 1000;
    return laned.findIndex((trial) => trial.lane === lane && trial.from <= moment && trial.to >= moment);
  };
  const shown = active === undefined ? undefined : laned[active];
  const y = plotScale([0, lanes], [frame.top, frame.height - frame.bottom], 'linear', 0);
  const present = new Set(laned.map(({ row }) => stateOf(columns, row)));
  return (
    <PlotCard
      title="Timeline by worker"
      study={study.name}
      data={() => ({
        columns: ['trial', 'worker', 'lane', 'state', 'startedAt', 'finishedAt'],
        rows: laned.map(({ row, lane, from, to }) => [
          numberOf(columns, row),
          workers[lane] ?? null,
          lane + 1,
          stateOf(columns, row),
          new Date(from).toISOString(),
          new Date(to).toISOString(),
        ]),
      })}
    >
      {laned.length === 0 ? (
        <p className="plot-empty">No trial has started yet.</p>
      ) : (
        <div className="plot" ref={container}>
          {width > 0 && (
            <>
              <Canvas width={width} height={frame.height} draw={draw} />
              {/* biome-ignore lint/a11y/useKeyWithClickEvents: the table of trials offers the same to the keyboard */}
              <svg
                className="layer marks-layer"
                width={width}
                height={frame.height}
                role="img"
                aria-label={`${laned.length} trials in ${lanes} ${lanes === 1 ? 'lane' : 'lanes'} in ${formatSeconds((end - begin) / 1000)}`}
                onPointerMove={(event) => {
                  const index = find(pointIn(event.currentTarget, event));
                  setActive(index < 0 ? undefined : index);
                }}
                onPointerLeave={() => setActive(undefined)}
                onClick={() => shown !== undefined && focusTrial(numberOf(columns, shown.row))}
              >
                <Axes frame={frame} x={x} y={y} formatX={formatSeconds} formatY={String} xLabel="since the first start" yTicks={[]} />
                <LaneNames names={names} top={frame.top} laneHeight={laneHeight} right={frame.left - 8} />
                {laned
                  .filter(({ row }) => numberOf(columns, row) === focused)
                  .map(({ row, from, to, lane }) => (
                    <rect
                      key={row}
                      className="ring"
                      x={x((from - begin) / 1000)}
                      width={Math.max(3, x((to - begin) / 1000) - x((from - begin) / 1000))}
                      y={frame.top + lane * laneHeight}
                      height={laneHeight}
                    />
                  ))}
              </svg>
              {shown !== undefined && (
                <TrialTip
                  row={shown.row}
                  place={{ x: x((shown.from - begin) / 1000), y: frame.top }}
                  frame={frame}
                  note={`${names[shown.lane]}, ${formatSeconds((shown.to - shown.from) / 1000)}`}
                />
              )}
            </>
          )}
        </div>
      )}
      {laned.length > 0 && (
        <p className="hint fine">
          {lanes === 1 ? 'The lane was' : `${lanes} lanes were`} busy for {formatPercent(busyShare(ran)).replace(/\.\d+/, '')} of the time.
        </p>
      )}
      <ul className="legend">
        {TRIAL_STATES.filter((state) => present.has(state)).map((state) => (
          <li key={state}>
            <span className="square" style={{ background: colourOf(state, palette) }} /> {state}
          </li>
        ))}
      </ul>
    </PlotCard>
  );
}

function later(latest: number, moment: number): number {
  return moment > latest ? moment : latest;
}

function colourOf(state: (typeof TRIAL_STATES)[number], palette: Palette): string {
  if (state === 'complete') return palette.front;
  if (state === 'failed') return palette.baseline;
  return state === 'pruned' ? palette.dominated : palette.finalist;
}
