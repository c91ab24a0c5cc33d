import protobuf from 'protobufjs';

/** tf.train.Example (tensorflow/core/example/example.proto and feature.proto). */
const { root } = protobuf.parse(`
  syntax = "proto3";
  message BytesList { repeated bytes value = 1; }
  message FloatList { repeated float value = 1; }
  message Int64List { repeated int64 value = 1; }
  message Feature { oneof kind { BytesList bytes_list = 1; FloatList float_list = 2; Int64List int64_list = 3; } }
  message Features { map<string, Feature> feature = 1; }
  message Example { Features features = 1; }
`);

/** The message's type, to decode and encode it. */
export const Example = root.lookupType('Example');

/** One feature's values, whichever kind they are. */
export type Feature = readonly Uint8Array[] | readonly number[];

/** The features of a serialised Example by name. Throws an Error when the bytes are no such message. */
export function decodeExample(bytes: Uint8Array): ReadonlyMap<string, Feature> {
  const { features } = Example.toObject(Example.decode(bytes), { longs: Number }) as {
    features?: { feature?: Record<string, ProtoFeature> };
  };
  return new Map(
    Object.entries(features?.feature ?? {}).map(([name, { bytesList, floatList, int64List }]) => [
      name,
      bytesList?.value ?? floatList?.value ?? int64List?.value ?? [],
    ]),
  );
}

interface ProtoFeature {
  readonly bytesList?: { readonly value?: readonly Uint8Array[] };
  readonly floatList?: { readonly value?: readonly number[] };
  readonly int64List?: { readonly value?: readonly number[] };
}
