import type { Format } from '../format.js';
import { archString } from './arch-string.js';
import { card } from './card.js';
import { json } from './json.js';
import { keras } from './keras.js';
import { onnx } from './onnx.js';
import { dot, svg } from './pictures.js';
import { pytorch } from './pytorch.js';
import { savedmodel } from './savedmodel.js';
import { tfjs } from './tfjs.js';
import { tfjsGraph } from './tfjs-graph.js';
import { tflite } from './tflite.js';

/** Every format by the name it has on the command line, in the order of writing: the card tells of the others. */
export const formats = {
  json,
  tfjs,
  'tfjs-graph': tfjsGraph,
  onnx,
  pytorch,
  keras,
  savedmodel,
  tflite,
  'arch-string': archString,
  dot,
  svg,
  card,
} as const satisfies Readonly<Record<string, Format>>;

export type FormatName = keyof typeof formats;
export const formatNames = Object.keys(formats) as readonly FormatName[];
