// Functions that a generated file holds where it needs them.

export const KERAS_HELPERS = {
  max_pool: `def max_pool(x, size, strides, padding):
    """Maximum pooling with explicit padding, which never wins."""
    return ops.max_pool(ops.pad(x, padding, constant_values=-3.4e38), size, strides)`,

  mean_pool: `def mean_pool(x, size, strides, padding):
    """Average pooling with explicit padding, which does not count."""
    counted = ops.average_pool(ops.pad(ops.ones_like(x), padding), size, strides)
    return ops.average_pool(ops.pad(x, padding), size, strides) / counted`,

  local_response_norm: `def local_response_norm(x, radius, bias, alpha, beta):
    """x / (bias + alpha * sum of squares of the channels around) ** beta."""
    channels = x.shape[-1]
    squares = ops.pad(ops.square(x), ((0, 0), (0, 0), (0, 0), (radius, radius)))
    total = squares[..., :channels]
    for start in range(1, 2 * radius + 1):
        total = total + squares[..., start : start + channels]
    return x / ops.power(bias + alpha * total, beta)`,
} as const;

export type KerasHelper = keyof typeof KERAS_HELPERS;
