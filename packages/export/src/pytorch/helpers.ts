// Functions and classes that a generated file holds where it needs them.

export const HELPERS = {
  same_padding: `def same_padding(x, kernel, stride, dilation=(1, 1)):
    """TensorFlow's 'same' for F.pad: ceil(size / stride) windows, the odd pixel after the image."""
    down, across = (
        max(0, (-(-size // s) - 1) * s + (k - 1) * d + 1 - size)
        for size, k, s, d in zip(x.shape[2:], kernel, stride, dilation)
    )
    return (across // 2, across - across // 2, down // 2, down - down // 2)`,

  mean_pool: `def mean_pool(x, kernel, stride, padding):
    """Average pooling in which padding does not count."""
    counted = F.avg_pool2d(F.pad(torch.ones_like(x[:1, :1]), padding), kernel, stride)
    return F.avg_pool2d(F.pad(x, padding), kernel, stride) / counted`,

  ChannelNorm: `class ChannelNorm(nn.LayerNorm):
    """Layer normalisation over the channels of each pixel."""

    def forward(self, x):
        return super().forward(x.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)`,

  LayerScale: `class LayerScale(nn.Module):
    """One learned factor per channel."""

    def __init__(self, channels, initial):
        super().__init__()
        self.gamma = nn.Parameter(torch.full((channels,), initial))

    def forward(self, x):
        return x * self.gamma[:, None, None]`,

  DropPath: `class DropPath(nn.Module):
    """Stochastic depth: leaves out the whole branch of an image with probability \`rate\`, in training only."""

    def __init__(self, rate):
        super().__init__()
        self.rate = rate

    def forward(self, x):
        if not self.training:
            return x
        kept = torch.rand(x.shape[0], 1, 1, 1, device=x.device) >= self.rate
        return x * kept / (1 - self.rate)`,
} as const;

export type Helper = keyof typeof HELPERS;
