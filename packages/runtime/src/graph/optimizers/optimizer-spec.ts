/** Changes weights along their gradients. Weight decay touches only the variables that the trainer is told of. */
export type OptimizerSpec = SgdNesterovSpec | AdamWSpec | RmsPropSpec;

/**
 * Nesterov momentum in the form where the learning rate stands outside the velocity (Sutskever et al. 2013): d = g + weightDecay · w,
 * v ← momentum · v + d, w ← w - learningRate · (d + momentum · v).
 */
export interface SgdNesterovSpec {
  readonly kind: 'sgd-nesterov';
  readonly momentum: number;
  readonly weightDecay: number;
}

/**
 * Adam with decoupled decay (Loshchilov and Hutter 2019, algorithm 2), w ← w - learningRate · weightDecay · w first; epsilon stands outside the bias
 * correction, as in Kingma and Ba 2015, end of section 2, and in TensorFlow.
 */
export interface AdamWSpec {
  readonly kind: 'adamw';
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

/**
 * RMSProp as EfficientNet was trained with (TensorFlow's, epsilon inside the root; the mean square starts at 1): d = g + weightDecay · w,
 * s ← decay · s + (1 - decay) · d², m ← momentum · m + learningRate · d / √(s + epsilon), w ← w - m.
 */
export interface RmsPropSpec {
  readonly kind: 'rmsprop';
  readonly decay: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}
