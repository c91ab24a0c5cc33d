/**
 * A ConfigProto { graph_options { rewrite_options { disable_meta_optimizer: true } } }: TensorFlow's graph optimiser (Grappler) is left out. Field numbers are those of
 * tensorflow/core/protobuf/config.proto (10), config.proto's GraphOptions (10) and rewriter_config.proto (19).
 */
export const UNOPTIMIZED: Uint8Array = Uint8Array.of(0x52, 5, 0x52, 3, 0x98, 1, 1);
