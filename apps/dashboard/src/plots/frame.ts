/** Pixels of the whole plot, and of its four margins. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
  readonly left: number;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where the pointer is within an element. */
export function pointIn(element: Element, { clientX, clientY }: { readonly clientX: number; readonly clientY: number }): Point {
  const box = element.getBoundingClientRect();
  return { x: clientX - box.left, y: clientY - box.top };
}
