import { type Attr, DTYPE_NUMBERS, type NodeDef, type SavedModel, type SignatureDef, type TensorValue } from './graph-def.js';
import { ProtoWriter } from './writer.js';

/** The GraphDef version that TensorFlow 2.16 to 2.21 write and read, and the oldest reader that understands it. */
const PRODUCER = 1882;
const MIN_CONSUMER = 12;

/**
 * The bytes of a `saved_model.pb` with the tag `serve` that needs no variables folder: variables are resources, filled by signatures. Field
 * numbers are those of tensorflow/core/framework/{graph,node_def,attr_value,tensor,tensor_shape}.proto and
 * tensorflow/core/protobuf/{saved_model,meta_graph}.proto.
 */
export function encodeSavedModel({ nodes, signatures }: SavedModel): Uint8Array {
  const w = new ProtoWriter();
  w.message(2, () => {
    w.map(5, signatures, (signature) => w.message(2, () => writeSignature(w, signature)));
    w.message(2, () => {
      w.message(4, () => {
        w.int(2, MIN_CONSUMER);
        w.int(1, PRODUCER);
      });
      w.messages(1, nodes, (node) => writeNode(w, node));
    });
    w.message(1, () => w.string(4, 'serve'));
  });
  w.int(1, 1);
  return w.bytes();
}

function writeNode(w: ProtoWriter, { name, op, inputs, attrs }: NodeDef): void {
  w.map(5, attrs, (attr) => w.message(2, () => writeAttr(w, attr)));
  w.strings(3, inputs);
  w.string(2, op);
  w.string(1, name);
}

function writeAttr(w: ProtoWriter, attr: Attr): void {
  if ('text' in attr) w.string(2, attr.text);
  else if ('int' in attr) w.int(3, attr.int);
  else if ('float' in attr) w.float(4, attr.float);
  else if ('bool' in attr) w.int(5, attr.bool ? 1 : 0);
  else if ('type' in attr) w.int(6, DTYPE_NUMBERS[attr.type]);
  else if ('shape' in attr) w.message(7, () => writeShape(w, attr.shape));
  else if ('tensor' in attr) w.message(8, () => writeTensor(w, attr.tensor));
  else if ('texts' in attr) w.message(1, () => w.strings(2, attr.texts));
  else if ('types' in attr)
    w.message(1, () =>
      w.packedInts(
        6,
        attr.types.map((type) => DTYPE_NUMBERS[type]),
      ),
    );
  else w.message(1, () => w.packedInts(3, attr.ints));
}

function writeShape(w: ProtoWriter, shape: readonly number[]): void {
  w.messages(2, shape, (size) => w.int(1, size));
}

function writeTensor(w: ProtoWriter, { dtype, shape, data }: TensorValue): void {
  w.raw(4, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  w.message(2, () => writeShape(w, shape));
  w.int(1, DTYPE_NUMBERS[dtype]);
}

function writeSignature(w: ProtoWriter, { inputs, outputs }: SignatureDef): void {
  w.string(3, 'tensorflow/serving/predict');
  for (const [field, tensors] of [
    [2, outputs],
    [1, inputs],
  ] as const) {
    w.map(field, tensors, ({ name, dtype, shape }) =>
      w.message(2, () => {
        w.message(3, () => writeShape(w, shape));
        w.int(2, DTYPE_NUMBERS[dtype]);
        w.string(1, name);
      }),
    );
  }
}
