import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import type { SavedModel } from './graph-def.js';
import { encodeSavedModel } from './saved-model.js';
import { ProtoWriter } from './writer.js';

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

test('integers are varints: the examples of the format, and a negative number in ten bytes', () => {
  const written = (value: number) => {
    const w = new ProtoWriter(1);
    w.int(1, value);
    return hex(w.bytes());
  };
  expect(written(0)).toBe('0800');
  expect(written(150)).toBe('089601');
  expect(written(2 ** 31 - 1)).toBe('08ffffffff07');
  expect(written(2 ** 32)).toBe('088080808010');
  expect(written(-1)).toBe('08ffffffffffffffffff01');
});

test('strings, floats, messages and packed numbers stand in order of their fields, however small the first buffer', () => {
  const w = new ProtoWriter(1);
  w.packedInts(6, [3, 270, 86942]);
  w.message(3, () => w.int(1, 150));
  w.string(2, 'testing');
  w.float(1, 1);
  expect(hex(w.bytes())).toBe('0d0000803f' + '120774657374696e67' + '1a03089601' + '3206038e029ea705');
});

const GRAPH: SavedModel = {
  nodes: [
    {
      name: 'c',
      op: 'Const',
      inputs: [],
      attrs: { dtype: { type: 'float32' }, value: { tensor: { dtype: 'float32', shape: [2], data: Float32Array.of(1, 2) } } },
    },
    { name: 'i', op: 'Identity', inputs: ['c', '^c'], attrs: { T: { type: 'float32' } } },
  ],
  signatures: { run: { inputs: {}, outputs: { y: { name: 'i:0', dtype: 'float32', shape: [-1] } } } },
};

test('a graph of one constant and one call is these bytes', () => {
  const constant =
    '0a36' +
    '0a0163' +
    '1205436f6e7374' +
    '2a0b0a0564747970651202' +
    '3001' +
    '2a1d0a0576616c7565' +
    '1214' +
    '4212' +
    '0801' +
    '120412020802' +
    '22080000803f00000040';
  const identity = '0a1d' + '0a0169' + '12084964656e74697479' + '1a0163' + '1a025e63' + '2a070a0154' + '12023001';
  const versions = '2205' + '08da0e' + '100c';
  const signature =
    '2a40' +
    '0a0372756e' +
    '1239' +
    '121b0a01791216' +
    '0a03693a30' +
    '1001' +
    '1a0d120b08ffffffffffffffffff01' +
    '1a1a' +
    hex(Buffer.from('tensorflow/serving/predict'));
  const body = `0a0722057365727665125e${constant}${identity}${versions}${signature}`;
  expect(hex(encodeSavedModel(GRAPH))).toBe(`080112ab01${body}`);
});

test("another reader of the format, tfjs-node's, finds what was written", () => {
  const { SavedModel } = createRequire(import.meta.url)('@tensorflow/tfjs-node-gpu/dist/proto/api_pb.js');
  const read = SavedModel.deserializeBinary(encodeSavedModel(GRAPH)).getMetaGraphsList()[0];
  const [constant, identity] = read.getGraphDef().getNodeList();
  expect([constant.getName(), constant.getOp(), identity.getInputList()]).toEqual(['c', 'Const', ['c', '^c']]);
  const value = constant.getAttrMap().get('value').getTensor();
  expect(new Float32Array(Uint8Array.from(value.getTensorContent_asU8()).buffer)).toEqual(Float32Array.of(1, 2));
  expect(read.getSignatureDefMap().get('run').getOutputsMap().get('y').getName()).toBe('i:0');
  expect(read.getMetaInfoDef().getTagsList()).toEqual(['serve']);
});
