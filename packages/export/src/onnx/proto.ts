import protobuf from 'protobufjs/light.js';

// The messages and fields of onnx.proto (IR version 8) that an exported network uses, by their published field numbers.

const field = (type: string, id: number, rule?: 'repeated') => (rule ? { type, id, rule } : { type, id });

const root = protobuf.Root.fromJSON({
  nested: {
    ModelProto: {
      fields: {
        irVersion: field('int64', 1),
        producerName: field('string', 2),
        producerVersion: field('string', 3),
        docString: field('string', 6),
        graph: field('GraphProto', 7),
        opsetImport: field('OperatorSetIdProto', 8, 'repeated'),
        metadataProps: field('StringStringEntryProto', 14, 'repeated'),
      },
    },
    GraphProto: {
      fields: {
        node: field('NodeProto', 1, 'repeated'),
        name: field('string', 2),
        initializer: field('TensorProto', 5, 'repeated'),
        input: field('ValueInfoProto', 11, 'repeated'),
        output: field('ValueInfoProto', 12, 'repeated'),
      },
    },
    NodeProto: {
      fields: {
        input: field('string', 1, 'repeated'),
        output: field('string', 2, 'repeated'),
        name: field('string', 3),
        opType: field('string', 4),
        attribute: field('AttributeProto', 5, 'repeated'),
      },
    },
    AttributeProto: {
      fields: {
        name: field('string', 1),
        f: field('float', 2),
        i: field('int64', 3),
        ints: field('int64', 8, 'repeated'),
        type: field('int32', 20),
      },
    },
    TensorProto: {
      fields: { dims: field('int64', 1, 'repeated'), dataType: field('int32', 2), name: field('string', 8), rawData: field('bytes', 9) },
    },
    ValueInfoProto: { fields: { name: field('string', 1), type: field('TypeProto', 2), docString: field('string', 3) } },
    TypeProto: { fields: { tensorType: field('TensorTypeProto', 1) } },
    TensorTypeProto: { fields: { elemType: field('int32', 1), shape: field('TensorShapeProto', 2) } },
    TensorShapeProto: { fields: { dim: field('DimensionProto', 1, 'repeated') } },
    DimensionProto: { fields: { dimValue: field('int64', 1), dimParam: field('string', 2) } },
    OperatorSetIdProto: { fields: { domain: field('string', 1), version: field('int64', 2) } },
    StringStringEntryProto: { fields: { key: field('string', 1), value: field('string', 2) } },
  },
});

const modelType = root.lookupType('ModelProto');

/** Values of onnx.proto's enumerations. */
export const ELEMENT = { float: 1, int64: 7 } as const;
export const ATTRIBUTE = { float: 1, int: 2, ints: 7 } as const;

export interface NodeProto {
  readonly opType: string;
  readonly name: string;
  readonly input: readonly string[];
  output: string[];
  readonly attribute: readonly AttributeProto[];
}

export interface AttributeProto {
  readonly name: string;
  readonly type: number;
  readonly f?: number;
  readonly i?: number;
  readonly ints?: readonly number[];
}

export interface TensorProto {
  readonly name: string;
  readonly dims: readonly number[];
  readonly dataType: number;
  readonly rawData: Uint8Array;
}

/** A float tensor's name and sides; a text stands for a side that is only known at run time. */
export interface TensorInfo {
  readonly name: string;
  readonly dims: readonly (number | string)[];
  readonly about: string;
}

/** A network of standard operators. */
export interface OnnxModel {
  readonly name: string;
  readonly opset: number;
  readonly nodes: readonly NodeProto[];
  readonly initializers: readonly TensorProto[];
  readonly input: TensorInfo;
  readonly output: TensorInfo;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The bytes of an `.onnx` file. */
export function encodeOnnx({ name, opset, nodes, initializers, input, output, metadata }: OnnxModel): Uint8Array {
  const message = {
    irVersion: 8,
    producerName: 'isoflop',
    opsetImport: [{ domain: '', version: opset }],
    metadataProps: Object.entries(metadata).map(([key, value]) => ({ key, value })),
    graph: { name, node: nodes, initializer: initializers, input: [valueInfo(input)], output: [valueInfo(output)] },
  };
  return modelType.encode(message).finish();
}

function valueInfo({ name, dims, about }: TensorInfo) {
  const dim = dims.map((side) => (typeof side === 'string' ? { dimParam: side } : { dimValue: side }));
  return { name, docString: about, type: { tensorType: { elemType: ELEMENT.float, shape: { dim } } } };
}
