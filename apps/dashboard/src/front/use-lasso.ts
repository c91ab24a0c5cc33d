import { type PointerEvent, useRef, useState } from 'react';
import { type Point, pointIn } from '../plots/frame.js';

/** A hand that trembles by less means a click. */
const CLICK_PIXELS = 4;
/** Corners closer together than this add nothing that can be seen. */
const CORNER_PIXELS = 5;

interface LassoHandlers {
  readonly onLoop: (corners: readonly Point[]) => void;
  readonly onClick: (at: Point) => void;
  readonly onHover: (at: Point | undefined) => void;
}

/** Tells clicks, hovering and loops drawn with the pointer apart. Returns the loop under way, and what to put on the drawing. */
export function useLasso({ onLoop, onClick, onHover }: LassoHandlers) {
  const [loop, setLoop] = useState<readonly Point[]>([]);
  const start = useRef<Point | undefined>(undefined);
  const corners = useRef<Point[]>([]);
  const handlers = {
    onPointerDown(event: PointerEvent<SVGSVGElement>) {
      if (event.button !== 0) return;
      start.current = pointIn(event.currentTarget, event);
      corners.current = [start.current];
      // A finger scrolls the page, unless it is drawing: then it must not lose the plot.
      if (event.pointerType === 'mouse') event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove(event: PointerEvent<SVGSVGElement>) {
      const at = pointIn(event.currentTarget, event);
      if (start.current === undefined) return onHover(at);
      const last = corners.current.at(-1) ?? at;
      if (Math.hypot(at.x - last.x, at.y - last.y) < CORNER_PIXELS) return;
      corners.current.push(at);
      setLoop([...corners.current]);
      onHover(undefined);
    },
    onPointerUp(event: PointerEvent<SVGSVGElement>) {
      const from = start.current;
      if (from === undefined) return;
      const at = pointIn(event.currentTarget, event);
      const drawn = corners.current;
      start.current = undefined;
      setLoop([]);
      if (drawn.length > 3) onLoop(drawn);
      else if (Math.hypot(at.x - from.x, at.y - from.y) <= CLICK_PIXELS * 2) onClick(at);
    },
    onPointerCancel() {
      start.current = undefined;
      setLoop([]);
    },
    onPointerLeave: () => onHover(undefined),
  };
  return { loop, handlers };
}
