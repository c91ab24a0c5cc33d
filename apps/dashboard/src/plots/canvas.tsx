import { type CSSProperties, memo, useLayoutEffect, useRef } from 'react';

interface CanvasProps {
  readonly width: number;
  readonly height: number;
  /** Called again whenever it is another function. */
  readonly draw: (context: CanvasRenderingContext2D) => void;
  readonly className?: string;
  readonly style?: CSSProperties;
}

/** A layer of a plot that is drawn pixel by pixel, sharp on every screen. Screen readers get the same from the table of the plot. */
export const Canvas = memo(function Canvas({ width, height, draw, className = '', style }: CanvasProps) {
  const element = useRef<HTMLCanvasElement>(null);
  useLayoutEffect(() => {
    const canvas = element.current;
    const context = canvas?.getContext('2d');
    if (canvas == null || context == null) return;
    const density = Math.min(2, window.devicePixelRatio || 1);
    const [w, h] = [Math.round(width * density), Math.round(height * density)];
    if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
    context.setTransform(density, 0, 0, density, 0, 0);
    context.clearRect(0, 0, width, height);
    draw(context);
  }, [width, height, draw]);
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: nothing in a canvas takes the focus
  return <canvas ref={element} className={`layer ${className}`} style={{ width, height, ...style }} aria-hidden="true" />;
});
