import type { PythonCheck } from '../python/compare.js';
import { TRAINING } from '../python/training.js';

/** Loads the exported file as a user would, saves it as a `.keras` file, and answers the probes with what that file holds. */
export const kerasCheck: PythonCheck = {
  missing: 'no Python here has Keras 3; pip install tensorflow-cpu keras, or set ISOFLOP_PYTHON to a Python that has them',
  program: `
${TRAINING}
import array, importlib.util
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
import keras, numpy, tensorflow

def version():
    return "Keras " + keras.__version__

def train(model, images):
    """A step of gradient descent on one batch: losses, and what training would not reach."""
    norms = [layer for layer in model.layers if isinstance(layer, keras.layers.BatchNormalization)]
    averages_of = lambda norm: numpy.concatenate([norm.moving_mean, norm.moving_variance])
    averages = [averages_of(norm) for norm in norms]
    seeds = [(variable, variable.numpy()) for variable in model.variables if variable.name == "seed_generator_state"]
    weights = model.trainable_weights

    def loss_now():
        for variable, seed in seeds:
            variable.assign(seed)  # the same dropout in every step, so that losses compare
        logits = model(images, training=True)
        labels = keras.ops.arange(logits.shape[0]) % logits.shape[1]
        return keras.ops.mean(keras.losses.sparse_categorical_crossentropy(labels, logits, from_logits=True))

    with tensorflow.GradientTape() as tape:
        loss = loss_now()
    gradients = tape.gradient(loss, [weight.value for weight in weights])
    reached = [(weight, weight.numpy(), gradient.numpy()) for weight, gradient in zip(weights, gradients) if gradient is not None]
    squares = [float(numpy.square(gradient).sum()) for _, _, gradient in reached]

    def step(rate, first):
        for index, (weight, start, gradient) in enumerate(reached):
            weight.assign(start - rate * gradient if index >= first else start)
        return float(loss_now())

    losses = [float(loss), descend(float(loss), squares, step)]
    untrained = [weight.path for weight, gradient in zip(weights, gradients) if gradient is None]
    still = [norm.name for norm, before in zip(norms, averages) if numpy.array_equal(before, averages_of(norm))]
    return {"losses": losses, "untrained": untrained, "still": still}

def check(request):
    spec = importlib.util.spec_from_file_location("exported_model", request["folder"] + "/keras/model.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    saved = request["probes"][0]["answer"] + ".keras"
    module.load().save(saved)
    keras.backend.clear_session()
    model = keras.saving.load_model(saved)
    for probe in request["probes"]:
        images = numpy.fromfile(probe["images"], dtype=numpy.float32).reshape(probe["shape"])
        logits = keras.ops.convert_to_numpy(model(images, training=False))
        logits.astype(numpy.float32).tofile(probe["answer"])
    params = int(sum(numpy.prod(w.shape) for w in model.trainable_weights))
    shape = (request["trainingImages"], *images.shape[1:])
    batch = numpy.random.default_rng(0).standard_normal(shape, dtype=numpy.float32)
    return {"params": params, "training": train(model, batch)}
`,
};
