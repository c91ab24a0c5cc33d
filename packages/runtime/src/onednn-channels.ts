/**
 * oneDNN 3.7, in TensorFlow 2.21, has on some processors a wrong input gradient of convolutions whose last block of 32 input channels is at most
 * half full (40, 72 and 80 channels were seen); the gradient of a multiple of 32 channels was right everywhere. So the gradient is taken with
 * that many channels, the added ones with zero weights, and cut.
 */
export function gradientInputChannels(channels: number): number {
  const rest = channels % 32;
  return channels > 32 && rest > 0 && rest <= 16 ? channels + 32 - rest : channels;
}
