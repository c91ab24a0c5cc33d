/**
 * Loads a file with ONNX's own checker, with strict shape inference: every operator must be standard, its attributes and types right, and the
 * shapes of all tensors follow from the input's.
 */
export const ONNX_CHECK = `
import onnx

def version():
    return "onnx " + onnx.__version__ + "'s checker"

def check(request):
    for path in request["paths"]:
        model = onnx.load(path)
        onnx.checker.check_model(model, full_check=True)
        domains = {node.domain for node in model.graph.node}
        if domains - {"", "ai.onnx"}:
            raise ValueError(f"operators must be standard, got domains {sorted(domains)}")
        inferred = onnx.shape_inference.infer_shapes(model, strict_mode=True, data_prop=True).graph
        known = {info.name for info in (*inferred.value_info, *inferred.output)}
        unknown = [name for node in inferred.node for name in node.output if name not in known]
        if unknown:
            raise ValueError(f"shapes must be inferred for every tensor, got none for {unknown[:5]}")
    return {}
`;
