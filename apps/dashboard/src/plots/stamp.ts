/** From this many points on they are stamped into pixels: outlines of a hundred thousand circles take seconds. */
const STAMP_FROM = 3000;

interface Dots {
  /** Pixels, by position in the list. */
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly count: number;
  /** Which of them to draw; all unless given. */
  readonly only?: (index: number) => boolean;
}

/** Draws equal dots of one colour, `#rrggbb`, and an opacity. Where they lie on each other the colour grows denser. */
export function drawDots(
  context: CanvasRenderingContext2D,
  { x, y, count, only }: Dots,
  radius: number,
  colour: string,
  opacity: number,
): void {
  if (count >= STAMP_FROM) {
    stampDots(context, { x, y, count, ...(only === undefined ? {} : { only }) }, colour, opacity);
    return;
  }
  context.fillStyle = colour;
  context.globalAlpha = opacity;
  for (let i = 0; i < count; i++) {
    if (only !== undefined && !only(i)) continue;
    context.beginPath();
    context.arc(x[i] ?? 0, y[i] ?? 0, radius, 0, 2 * Math.PI);
    context.fill();
  }
  context.globalAlpha = 1;
}

/** Counts how many dots cover each pixel and mixes the colour by 1 − (1 − opacity)^n, as drawing one over the other would. */
function stampDots(context: CanvasRenderingContext2D, { x, y, count, only }: Dots, colour: string, opacity: number): void {
  const { canvas } = context;
  const density = context.getTransform().a;
  const { width, height } = canvas;
  const hits = new Uint16Array(width * height);
  const reach = Math.max(1, Math.round(density));
  for (let i = 0; i < count; i++) {
    if (only !== undefined && !only(i)) continue;
    const column = Math.round((x[i] ?? 0) * density);
    const row = Math.round((y[i] ?? 0) * density);
    if (column < reach || row < reach || column >= width - reach || row >= height - reach) continue;
    for (let dy = -reach; dy <= reach; dy++) {
      const start = (row + dy) * width + column;
      for (let dx = -reach; dx <= reach; dx++) hits[start + dx]!++;
    }
  }
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  const bgr =
    (Number.parseInt(colour.slice(5, 7), 16) << 16) |
    (Number.parseInt(colour.slice(3, 5), 16) << 8) |
    Number.parseInt(colour.slice(1, 3), 16);
  const mixed = Uint32Array.from({ length: 256 }, (_, n) => (Math.round(255 * (1 - (1 - opacity) ** n)) << 24) | bgr);
  for (let i = 0; i < hits.length; i++) {
    const n = hits[i] ?? 0;
    if (n > 0) pixels[i] = mixed[Math.min(255, n)] ?? 0;
  }
  // Over what is there already: putting the pixels themselves would wipe it out.
  const layer = new OffscreenCanvas(width, height);
  layer.getContext('2d')?.putImageData(image, 0, 0);
  context.drawImage(layer, 0, 0, width / density, height / density);
}
