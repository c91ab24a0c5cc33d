import type { ReactNode, RefCallback, SVGProps } from 'react';
import type { Frame } from './frame.js';

/** What a click does must be offered to the keyboard elsewhere. */
interface PlotSvgProps extends Pick<SVGProps<SVGSVGElement>, 'onPointerMove' | 'onPointerLeave' | 'onClick'> {
  /** Of `useWidth`, which follows the place that the plot has. */
  readonly container: RefCallback<HTMLDivElement>;
  /** Beside `plot`. */
  readonly className?: string;
  readonly frame: Pick<Frame, 'width' | 'height'>;
  /** What the plot says, for those who do not see it. */
  readonly label: string;
  readonly children: ReactNode;
}

/** The drawing of a plot, as wide as its place; nothing before that is laid out. */
export function PlotSvg({ container, className, frame: { width, height }, label, children, ...events }: PlotSvgProps) {
  return (
    <div className={className === undefined ? 'plot' : `plot ${className}`} ref={container}>
      {width > 0 && (
        <svg width={width} height={height} role="img" aria-label={label} {...events}>
          {children}
        </svg>
      )}
    </div>
  );
}
