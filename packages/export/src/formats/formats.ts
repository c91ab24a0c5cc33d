import type { Format } from '../format.js';
import { archString } from './arch-string.js';
import { json } from './json.js';
import { keras } from './keras.js';
import { onnx } from './onnx.js';
import { pytorch } from './pytorch.js';
import { tfjs } from './tfjs.js';

/** Every format by the name it has on the command line. */
export const formats = { json, tfjs, onnx, pytorch, keras, 'arch-string': archString } as const satisfies Readonly<Record<string, Format>>;

export type FormatName = keyof typeof formats;
export const formatNames = Object.keys(formats) as readonly FormatName[];
