import type { Attr, NodeDef, TensorInfo } from '@isoflop/runtime';
import type { InferenceGraph } from './graph.js';

/** The two files of a TensorFlow.js graph model, and how the second is named in the first. */
export interface GraphModel {
  readonly description: Readonly<Record<string, unknown>>;
  readonly weights: Uint8Array;
}

/** A graph as TensorFlow.js reads it: nodes in protobuf's JSON, the values of constants in a file of their own. */
export function graphModel({ nodes, constants, inputs, outputs }: InferenceGraph, weightsFile: string): GraphModel {
  return {
    description: {
      format: 'graph-model',
      generatedBy: 'isoflop',
      convertedBy: 'isoflop',
      signature: { inputs: mapValues(inputs, infoJson), outputs: mapValues(outputs, infoJson) },
      modelTopology: { node: nodes.map(nodeJson), library: {}, versions: { producer: 1395 } },
      weightsManifest: [{ paths: [weightsFile], weights: constants.map(({ name, shape, dtype }) => ({ name, shape, dtype })) }],
    },
    weights: Buffer.concat(constants.map(({ data }) => Buffer.from(data.buffer, data.byteOffset, data.byteLength))),
  };
}

const mapValues = <T, R>(record: Readonly<Record<string, T>>, change: (value: T) => R) =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));

const dtypeJson = (dtype: string) => (dtype === 'float32' ? 'DT_FLOAT' : 'DT_INT32');
const shapeJson = (shape: readonly number[]) => ({ dim: shape.map((size) => ({ size: String(size) })) });
const infoJson = ({ name, dtype, shape }: TensorInfo) => ({ name, dtype: dtypeJson(dtype), tensorShape: shapeJson(shape) });
const nodeJson = ({ name, op, inputs, attrs }: NodeDef) => ({ name, op, input: inputs, attr: mapValues(attrs, attrJson) });

/** Texts are base64 and 64-bit integers are texts. */
function attrJson(attr: Attr): Readonly<Record<string, unknown>> {
  if ('text' in attr) return { s: Buffer.from(attr.text).toString('base64') };
  if ('int' in attr) return { i: String(attr.int) };
  if ('texts' in attr) return { list: { s: attr.texts.map((text) => Buffer.from(text).toString('base64')) } };
  if ('types' in attr) return { list: { type: attr.types.map(dtypeJson) } };
  if ('ints' in attr) return { list: { i: attr.ints.map(String) } };
  if ('float' in attr) return { f: attr.float };
  if ('bool' in attr) return { b: attr.bool };
  if ('type' in attr) return { type: dtypeJson(attr.type) };
  if ('shape' in attr) return { shape: shapeJson(attr.shape) };
  return { tensor: { dtype: dtypeJson(attr.tensor.dtype), tensorShape: shapeJson(attr.tensor.shape) } };
}
