import { currentPalette } from '../ui/theme.js';

/** What a drawing looks like, as CSS says it; a file has no style sheet, so it is written into every element. */
const DRAWN = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-width',
  'stroke-opacity',
  'stroke-dasharray',
  'stroke-linejoin',
  'opacity',
  'font-size',
  'font-weight',
  'font-family',
  'text-anchor',
  'paint-order',
  'visibility',
  'display',
] as const;
const SVG = 'http://www.w3.org/2000/svg';

/** A plot as an SVG file: its drawings as they are, its canvases as pictures between them. */
export function plotToSvg(plot: HTMLElement): { text: string; width: number; height: number } {
  const box = plot.getBoundingClientRect();
  const [width, height] = [Math.ceil(box.width), Math.ceil(box.height)];
  const whole = document.createElementNS(SVG, 'svg');
  for (const [name, value] of Object.entries({ xmlns: SVG, width, height, viewBox: `0 0 ${width} ${height}` }))
    whole.setAttribute(name, String(value));
  const ground = document.createElementNS(SVG, 'rect');
  ground.setAttribute('width', '100%');
  ground.setAttribute('height', '100%');
  ground.setAttribute('fill', currentPalette().card);
  whole.append(ground);
  for (const layer of plot.querySelectorAll<HTMLCanvasElement | SVGSVGElement>('canvas, svg:not(svg svg)')) {
    const place = layer.getBoundingClientRect();
    const at = { x: place.left - box.left, y: place.top - box.top, width: place.width, height: place.height };
    const copy = layer instanceof HTMLCanvasElement ? pictureOf(layer) : copyOf(layer);
    for (const [name, value] of Object.entries(at)) copy.setAttribute(name, String(value));
    whole.append(copy);
  }
  return { text: new XMLSerializer().serializeToString(whole), width, height };
}

/** The same as a PNG, `scale` dots to a pixel. */
export async function plotToPng(plot: HTMLElement, scale = 2): Promise<Blob> {
  const { text, width, height } = plotToSvg(plot);
  const url = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = Object.assign(document.createElement('canvas'), { width: width * scale, height: height * scale });
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob === null ? reject(new Error('the browser made no picture of the plot')) : resolve(blob)), 'image/png');
    });
  } finally {
    URL.revokeObjectURL(url);
  }
}

function pictureOf(canvas: HTMLCanvasElement): SVGImageElement {
  const image = document.createElementNS(SVG, 'image');
  if (canvas.width > 0 && canvas.height > 0) image.setAttribute('href', canvas.toDataURL('image/png'));
  const { opacity } = window.getComputedStyle(canvas);
  image.setAttribute('opacity', opacity);
  return image;
}

function copyOf(drawing: SVGSVGElement): SVGSVGElement {
  const copy = drawing.cloneNode(true) as SVGSVGElement;
  const originals = [drawing, ...drawing.querySelectorAll<SVGElement>('*')];
  for (const [i, element] of [copy, ...copy.querySelectorAll<SVGElement>('*')].entries()) {
    const original = originals[i];
    if (original === undefined) continue;
    const style = window.getComputedStyle(original);
    for (const name of DRAWN) element.setAttribute(name, style.getPropertyValue(name));
    for (const { name } of [...element.attributes])
      if (/^(class|style|role|aria-.*|data-.*|tabindex)$/.test(name)) element.removeAttribute(name);
  }
  copy.setAttribute('overflow', 'visible');
  return copy;
}
