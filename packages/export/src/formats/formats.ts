import type { Format } from '../format.js';
import { json } from './json.js';
import { onnx } from './onnx.js';
import { tfjs } from './tfjs.js';

/** Every format by the name it has on the command line. */
export const formats = { json, tfjs, onnx } as const satisfies Readonly<Record<string, Format>>;

export type FormatName = keyof typeof formats;
export const formatNames = Object.keys(formats) as readonly FormatName[];
