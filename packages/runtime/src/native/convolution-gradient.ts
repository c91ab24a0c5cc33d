import type { KernelConfig, NamedAttrMap, NamedTensorInfoMap, Tensor4D } from '@tensorflow/tfjs';
import { gradientInputChannels } from '../onednn-channels.js';
import type { TensorFlow } from '../tensorflow.js';

const NAME = 'Conv2DBackpropInput';

/** Replaces the native input gradient of convolutions by one that adds channels where oneDNN is wrong without; see `gradientInputChannels`. */
export function replaceConvolutionGradient(tf: TensorFlow): void {
  const original = tf.getKernel(NAME, 'tensorflow');
  tf.unregisterKernel(NAME, 'tensorflow');
  tf.registerKernel({ ...original, kernelFunc: (call) => widened(tf, original, call as Call) });
}

interface Call {
  readonly inputs: NamedTensorInfoMap;
  readonly attrs: NamedAttrMap;
  readonly backend: object;
}

function widened(tf: TensorFlow, original: KernelConfig, call: Call): ReturnType<KernelConfig['kernelFunc']> {
  const shape = call.attrs.inputShape as [number, number, number, number];
  const channels = shape[3];
  const computed = gradientInputChannels(channels);
  if (computed === channels) return original.kernelFunc(call);
  return tf.tidy(() => {
    const kernel = call.inputs.filter as Tensor4D;
    const filter = tf.pad(kernel, [
      [0, 0],
      [0, 0],
      [0, computed - channels],
      [0, 0],
    ]);
    const attrs = { ...call.attrs, inputShape: [...shape.slice(0, 3), computed] };
    const dx = original.kernelFunc({ ...call, inputs: { ...call.inputs, filter }, attrs }) as unknown as Tensor4D;
    return tf.slice(dx, [0, 0, 0, 0], shape);
  });
}
