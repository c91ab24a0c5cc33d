import type { Plot, Series } from '../../bench/scaling/svg-plot.js';
import { spiral } from './manifold.js';

type Point = readonly [number, number];

/** What came back from so many dimensions. */
export interface Picture {
  readonly dimensions: number;
  readonly points: readonly Point[];
}

const COLUMNS = 3;
/** Between the middles of two pictures; a spiral is 2 high, and as wide as it is high where a unit is as long on both axes. */
const STEP = { x: 3.4, y: 2.5 } as const;

/** The spiral and what came back of it, side by side (the form of Sandler et al. 2018, figure 1). */
export function manifoldPlot(pictures: readonly Picture[]): Plot {
  const rows = Math.ceil((pictures.length + 1) / COLUMNS);
  const middle = (index: number): Point => [(index % COLUMNS) * STEP.x, -Math.floor(index / COLUMNS) * STEP.y];
  const moved = (points: readonly Point[], index: number) => {
    const [x, y] = middle(index);
    return points.map((point): Point => [point[0] + x, point[1] + y]);
  };
  const panels = [
    { label: 'input', points: spiral() },
    ...pictures.map(({ dimensions, points }) => ({ label: `n = ${dimensions}`, points })),
  ];
  const labelled = panels.map((_, index): Point => [middle(index)[0] - 1.35, middle(index)[1] + 0.75]);
  const height = rows * STEP.y;
  // The drawing area of a plot is 560 by 252.
  const width = (height * 560) / 252;
  const centre = ((COLUMNS - 1) * STEP.x) / 2;
  return {
    title: 'a spiral through ReLU in n dimensions, and projected back',
    x: { label: '', domain: [centre - width / 2, centre + width / 2], ticks: [] },
    y: { label: '', domain: [STEP.y / 2 - height, STEP.y / 2], ticks: [] },
    series: [
      ...pictures.map((_, i): Series => ({ name: i === 0 ? 'input' : '', color: '#bbb', points: moved(spiral(), i + 1), mark: 'line' })),
      ...panels.map(
        ({ points }, i): Series => ({
          name: i === 1 ? 'after ReLU and back' : '',
          color: i === 0 ? '#bbb' : '#d62728',
          points: moved(points, i),
          mark: 'line',
        }),
      ),
      { name: '', color: '#222', points: labelled, labels: panels.map(({ label }) => label), mark: 'labels' },
    ],
  };
}
