import { scaleLinear } from 'd3-scale';
import { formatPercent } from '../format/numbers.js';
import { Axes } from './axes.js';
import type { Curve } from './curves.js';
import type { Frame } from './front-scales.js';
import { useWidth } from './use-width.js';

/** Accuracy by epoch. The first curve is the one that counts; the others are drawn lighter. */
export function CurvePlot({ curves }: { readonly curves: readonly Curve[] }) {
  const [container, width] = useWidth<HTMLDivElement>();
  const frame: Frame = { width, height: 180, top: 12, right: 12, bottom: 40, left: 48 };
  const points = curves.flatMap((curve) => curve.points);
  const epochs = points.map((point) => point.epoch);
  const values = points.map((point) => point.value);
  const x = scaleLinear()
    .domain(widened(Math.min(...epochs), Math.max(...epochs), 1))
    .range([frame.left, width - frame.right]);
  const y = scaleLinear()
    .domain(widened(Math.min(...values), Math.max(...values), 0.02))
    .nice(4)
    .range([frame.height - frame.bottom, frame.top]);
  const xTicks = x.ticks(Math.min(6, new Set(epochs).size)).filter((tick) => Number.isInteger(tick));
  return (
    <div className="plot" ref={container}>
      {width > 0 && (
        <svg width={width} height={frame.height} role="img" aria-label={describe(curves)}>
          <Axes
            frame={frame}
            x={x}
            y={y}
            formatX={String}
            formatY={(share) => `${Number((share * 100).toFixed(1))} %`}
            xLabel="epoch"
            yTickSpacing={34}
            xTicks={xTicks}
          />
          {curves.map((curve, index) => (
            <g key={curve.name} className={`curve ${index === 0 ? 'curve-main' : 'curve-other'}`}>
              <polyline points={curve.points.map((point) => `${x(point.epoch)},${y(point.value)}`).join(' ')} />
              {curve.points.length <= 30 &&
                curve.points.map((point) => <circle key={point.epoch} cx={x(point.epoch)} cy={y(point.value)} r={index === 0 ? 3 : 2} />)}
            </g>
          ))}
        </svg>
      )}
      <ul className="legend">
        {curves.map((curve, index) => (
          <li key={curve.name}>
            <span className={`swatch ${index === 0 ? 'swatch-main' : 'swatch-other'}`} /> {curve.name.replace('-', ' ')}
          </li>
        ))}
      </ul>
    </div>
  );
}

function widened(low: number, high: number, atLeast: number): [number, number] {
  return high - low >= atLeast ? [low, high] : [low - atLeast / 2, high + atLeast / 2];
}

function describe(curves: readonly Curve[]): string {
  return curves
    .map(({ name, points }) => {
      const last = points.at(-1);
      return last === undefined ? name : `${name} ${formatPercent(last.value)} after epoch ${last.epoch}`;
    })
    .join(', ');
}
