// Stands in for training: what an accuracy might be, from what the network costs and how evenly its factors have grown. It is made up.
export default async ({ cost, params }) => {
  await new Promise((resolve) => setTimeout(resolve, 200));
  const { resolution = 32, width = 1, depth = 1 } = params;
  const uneven = Math.abs(Math.log(resolution / 32 / width)) + Math.abs(Math.log(depth / width));
  return { accuracy: 0.95 - 2 / Math.sqrt(cost.macs / 1e4) - 0.01 * uneven };
};
