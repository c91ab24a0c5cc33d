import type { PythonCheck } from '../python/compare.js';

/** Loads the exported file as a user would, saves it as a `.keras` file, and answers the probes with what that file holds. */
export const kerasCheck: PythonCheck = {
  missing: 'no Python here has Keras 3; pip install tensorflow-cpu keras, or set ISOFLOP_PYTHON to a Python that has them',
  program: `
import array, importlib.util
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
import keras, numpy

def version():
    return "Keras " + keras.__version__

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
    return {"params": int(sum(numpy.prod(w.shape) for w in model.trainable_weights))}
`,
};
