import type { PythonCheck } from '../python/compare.js';

/**
 * TensorFlow's own reader of SavedModels, and the converter and the interpreter of TensorFlow Lite: tasks of one program, for importing
 * TensorFlow takes seconds. The interpreter moves to the package ai-edge-litert, which is taken where it is installed.
 */
export const TENSORFLOW: PythonCheck = {
  missing: 'no Python here has TensorFlow; pip install tensorflow-cpu, or set ISOFLOP_PYTHON to a Python that has it',
  program: `
import pathlib, warnings
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
import numpy, tensorflow
try:
    from ai_edge_litert.interpreter import Interpreter
except ImportError:
    Interpreter = tensorflow.lite.Interpreter
warnings.filterwarnings("ignore", message=".*Interpreter is deprecated")

def version():
    return "TensorFlow " + tensorflow.__version__

def images_of(probe):
    return numpy.fromfile(probe["images"], dtype=numpy.float32).reshape(probe["shape"])

def run_saved_model(request):
    run = tensorflow.saved_model.load(request["path"]).signatures["serving_default"]
    for probe in request["probes"]:
        logits = run(images=tensorflow.constant(images_of(probe)))["logits"]
        logits.numpy().tofile(probe["answer"])

def convert(request):
    for path, optimizations in ((request["float"], []), (request["int8"], [tensorflow.lite.Optimize.DEFAULT])):
        converter = tensorflow.lite.TFLiteConverter.from_saved_model(request["path"])
        converter.optimizations = optimizations
        pathlib.Path(path).write_bytes(converter.convert())

def run_lite(request):
    interpreter = Interpreter(request["path"])
    images, logits = interpreter.get_input_details()[0]["index"], interpreter.get_output_details()[0]["index"]
    for probe in request["probes"]:
        interpreter.resize_tensor_input(images, probe["shape"])
        interpreter.allocate_tensors()
        interpreter.set_tensor(images, images_of(probe))
        interpreter.invoke()
        interpreter.get_tensor(logits).tofile(probe["answer"])

def check(request):
    return {"savedmodel": run_saved_model, "convert": convert, "tflite": run_lite}[request["task"]](request)
`,
};
