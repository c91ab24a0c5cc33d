import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CONVENTIONS } from './conventions.js';
import { type Cost, costOf, costOfGraph, layerCosts } from './cost.js';
import { drawGraph } from './draw.js';
import { type Graph, GraphBuilder } from './ir/graph.js';
import { lower } from './ir/lower.js';
import { parseGraph } from './ir/parse-graph.js';
import { elements, type Shape } from './ir/shape.js';
import { ruleOf, weightsOf } from './ops/rules.js';
import { randomArchitecture } from './testing/random-architecture.js';
import { zoo } from './zoo/zoo.js';

/** Any small network, drawn by the numbers of a list that repeats when it ends. */
const anyArchitecture = fc
  .array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), { minLength: 60, maxLength: 60 })
  .map((numbers) => {
    let next = 0;
    return randomArchitecture(() => numbers[next++ % numbers.length]);
  });

const inputsOf = (graph: Graph, inputs: readonly number[]): Shape[] => inputs.map((index) => graph.nodes[index].output);

describe('cost', () => {
  it('splits the multiply-adds of EfficientNet-B0 by class of op', () => {
    const { macs, macsByOp } = costOf(zoo('efficientnet_b0'));
    expect(macsByOp).toMatchObject({ depthwise: 34_532_064, se: 627_200, dense: 1_280_000, conv: 3 * 3 * 3 * 32 * 112 * 112 });
    expect(Object.values(macsByOp).reduce((sum, count) => sum + count, 0)).toBe(macs);
  });

  it('adds up over the layers, of any network', () => {
    fc.assert(
      fc.property(anyArchitecture, (architecture) => {
        const cost = costOf(architecture);
        const layers = layerCosts(lower(architecture));
        const sum = (field: 'params' | 'macs' | 'activations' | 'trafficBytes') => layers.reduce((total, layer) => total + layer[field], 0);
        expect([sum('params'), sum('macs'), sum('activations'), sum('trafficBytes')]).toEqual([
          cost.params,
          cost.macs,
          cost.activations,
          cost.trafficBytes,
        ]);
        expect(new Set(layers.map((layer) => layer.path)).size).toBe(layers.length);
      }),
    );
  });

  it('counts as params the sizes of the trainable weights, and as buffers those of the others', () => {
    fc.assert(
      fc.property(anyArchitecture, (architecture) => {
        const graph = lower(architecture);
        const size = (trainable: boolean) =>
          graph.nodes
            .flatMap(({ op, inputs }) => weightsOf(op, inputsOf(graph, inputs)))
            .filter((weight) => weight.trainable === trainable)
            .reduce((sum, { shape }) => sum + shape.reduce((product, side) => product * side, 1), 0);
        const { params, buffers, weightsBytes } = costOfGraph(graph);
        expect([params, buffers, weightsBytes]).toEqual([size(true), size(false), 4 * (size(true) + size(false))]);
      }),
    );
  });

  it('survives the way of a graph through JSON, and every network can be drawn', () => {
    fc.assert(
      fc.property(anyArchitecture, (architecture) => {
        const graph = lower(architecture);
        expect(costOfGraph(parseGraph(JSON.parse(JSON.stringify(graph))))).toEqual(costOfGraph(graph));
        const drawing = drawGraph(graph);
        expect(drawing.match(/-->/g)?.length).toBeGreaterThanOrEqual(drawing.match(/\["/g)!.length - 1);
      }),
    );
  });
});

/** 8x8x4 behind a 1x1 convolution of 8 channels, rectified, and added to a second convolution of the same. */
function residual(): Graph {
  const graph = new GraphBuilder([8, 8, 4]);
  const conv = (path: string, input: number) =>
    graph.add(
      path,
      { kind: 'conv2d', filters: 8, kernel: [1, 1], stride: [1, 1], dilation: [1, 1], padding: 'same', groups: 1, bias: false },
      [input],
    );
  const relu = graph.add('relu', { kind: 'activation', function: 'relu' }, [conv('a', 0)]);
  graph.add('add', { kind: 'add' }, [conv('b', relu), relu]);
  return graph.build();
}

const map = 8 * 8;

describe('peak activation memory', () => {
  it('of a chain is the largest input and output of one op, element-wise ops writing in place', () => {
    const cost = costOf({
      name: 'chain',
      input: { height: 8, width: 8, channels: 3 },
      stem: [{ kind: 'conv', channels: 16, kernel: 3, stride: 1, activation: 'relu' }],
      stages: [{ repeats: 1, block: { kind: 'conv', channels: 32, kernel: 3, stride: 2, activation: 'relu' } }],
      head: [{ kind: 'classifier', classes: 10, dropout: 0 }],
      batchNorm: { epsilon: 1e-3, momentum: 0.99 },
      stochasticDepth: 0,
    });
    // The second convolution reads 8x8x16 and writes 4x4x32.
    expect(cost.peakActivationBytes).toBe((8 * 8 * 16 + 4 * 4 * 32) * 4);
  });

  it('holds a shortcut until the sum has read it', () => {
    // The second convolution reads the rectified 8 channels, which the sum reads again, and writes 8 more; the image is gone.
    expect(costOfGraph(residual()).peakActivationBytes).toBe(4 * map * (8 + 8));
  });

  it('holds every branch of an Inception module until they are joined', () => {
    const graph = lower(zoo('googlenet'));
    const module = graph.nodes.filter((node) => node.path.startsWith('stages/0/0/'));
    const concat = module.find((node) => node.op.kind === 'concat')!;
    const branches = elements(concat.output);
    const one = { nodes: graph.nodes.slice(0, graph.nodes.indexOf(concat) + 1) };
    // Not the peak of the network, but of this moment: four branches and their joint.
    expect(costOfGraph(one).peakActivationBytes).toBeGreaterThanOrEqual(2 * branches * 4);
  });

  it('equals, for any network, what watching every tensor by hand gives', () => {
    fc.assert(
      fc.property(anyArchitecture, (architecture) => {
        const graph = lower(architecture);
        expect(costOfGraph(graph).peakActivationBytes).toBe(4 * watchedPeak(graph));
      }),
    );
  });
});

/** The slow and readable way: after each op, the tensors that exist are those that a later op reads, the logits, and what the op works on. */
function watchedPeak({ nodes }: Graph): number {
  const isReadAfter = (tensor: number, index: number) =>
    tensor === nodes.length - 1 || nodes.some(({ inputs }, reader) => reader > index && inputs.includes(tensor));
  let peak = 0;
  nodes.forEach(({ op, inputs }, index) => {
    const inPlace = ruleOf(op).elementWise && !isReadAfter(inputs[0], index) ? inputs[0] : undefined;
    const alive = nodes.filter(
      (_, tensor) => tensor === index || (tensor < index && tensor !== inPlace && (inputs.includes(tensor) || isReadAfter(tensor, index))),
    );
    peak = Math.max(
      peak,
      alive.reduce((sum, { output }) => sum + elements(output), 0),
    );
  });
  return peak;
}

describe('peak training memory', () => {
  it('is every output kept for its gradient, and the gradients alive at once', () => {
    // Forward 4 + 8 (a) + 8 (relu) + 8 (b) + 8 (sum). Backward, the sum's gradient goes on to b and to the rectified map, all of 8 channels.
    expect(costOfGraph(residual()).peakTrainingBytes).toBe(4 * map * (4 + 4 * 8 + 3 * 8));
  });

  it('is never less than at inference', () => {
    fc.assert(
      fc.property(anyArchitecture, (architecture) => {
        const { peakTrainingBytes, peakActivationBytes } = costOf(architecture);
        expect(peakTrainingBytes).toBeGreaterThan(peakActivationBytes);
      }),
    );
  });
});

describe('arithmetic intensity', () => {
  it('is FLOPs over bytes, element-wise ops of one input fused', () => {
    const { trafficBytes, arithmeticIntensity, macs } = costOfGraph(residual());
    // a: image, 4·8 weights, output. b: input, 8·8 weights, output. The sum reads two maps and writes one; the rectifier is fused.
    expect(trafficBytes).toBe(4 * (map * (4 + 8) + 4 * 8 + map * (8 + 8) + 8 * 8 + map * 3 * 8));
    expect(arithmeticIntensity).toBe((2 * macs) / trafficBytes);
  });
});

describe('conventions', () => {
  it('render one cost in every way of counting', () => {
    const cost = costOf(zoo('efficientnet_b0'));
    const counts = Object.fromEntries(CONVENTIONS.map(({ name, of }) => [name, of(cost)]));
    expect(counts).toEqual({
      macs: 385_814_752,
      flops: 771_629_504,
      fvcore: 401_659_392,
      pycls: 385_825_092,
      training: 2_314_888_512,
    });
  });

  it('count what ConvNeXt has: fvcore takes 5 for a layer-normalised value', () => {
    const cost: Cost = costOf(zoo('convnext_tiny'));
    const { layerNormOutputs, globalPoolInputs } = cost.otherOps;
    expect(globalPoolInputs).toBe(7 * 7 * 768);
    expect(CONVENTIONS.find(({ name }) => name === 'fvcore')!.of(cost)).toBe(cost.macs + 5 * layerNormOutputs + globalPoolInputs);
  });
});
