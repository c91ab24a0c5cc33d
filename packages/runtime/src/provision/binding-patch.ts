import { createHash } from 'node:crypto';
import { ProvisionError } from './provision-error.js';

/** One change to a source of tfjs-node's addon: text that must stand in it exactly once, and what is written after it. */
export interface Hunk {
  readonly file: string;
  readonly after: string;
  readonly insert: string;
}

/**
 * What isoflop adds to the binding of @tensorflow/tfjs-node-gpu 4.22.0 (Apache License 2.0, Google LLC) before it compiles it. The package in
 * node_modules is not touched, and whatever calls the binding as it was gets what it got.
 */
export const BINDING_PATCH: readonly Hunk[] = [
  {
    // An attribute that is a list of strings, such as `fused_ops` of TensorFlow's fused convolutions; tfjs-node sets single strings alone.
    file: 'tfjs_backend.cc',
    after: '    case TF_ATTR_STRING: {\n',
    insert: `      // Added by isoflop.
      if (IsArray(env, nstatus, &js_value)) {
        uint32_t length;
        ENSURE_NAPI_OK(env, napi_get_array_length(env, js_value, &length));
        std::vector<std::string> strings(length);
        std::vector<const void *> pointers(length);
        std::vector<size_t> sizes(length);
        for (uint32_t i = 0; i < length; ++i) {
          napi_value element;
          ENSURE_NAPI_OK(env, napi_get_element(env, js_value, i, &element));
          ENSURE_NAPI_OK(env, GetStringParam(env, element, strings[i]));
          pointers[i] = strings[i].data();
          sizes[i] = strings[i].size();
        }
        TFE_OpSetAttrStringList(tfe_op, attr_name, pointers.data(), sizes.data(),
                                static_cast<int>(length));
        break;
      }
`,
  },
  {
    // An attribute that is a list of types: those of the operands that are fused.
    file: 'tfjs_backend.cc',
    after: '    case TF_ATTR_TYPE: {\n',
    insert: `      // Added by isoflop.
      if (IsArray(env, nstatus, &js_value)) {
        uint32_t length;
        ENSURE_NAPI_OK(env, napi_get_array_length(env, js_value, &length));
        std::vector<TF_DataType> types(length);
        for (uint32_t i = 0; i < length; ++i) {
          napi_value element;
          int32_t type;
          ENSURE_NAPI_OK(env, napi_get_element(env, js_value, i, &element));
          ENSURE_NAPI_OK(env, napi_get_value_int32(env, element, &type));
          types[i] = static_cast<TF_DataType>(type);
        }
        TFE_OpSetAttrTypeList(tfe_op, attr_name, types.data(),
                              static_cast<int>(length));
        break;
      }
`,
  },
  {
    // So that JavaScript can ask.
    file: 'tfjs_binding.cc',
    after: '  EXPORT_INT_PROPERTY(TF_ATTR_SHAPE);\n',
    insert: '  AssignIntProperty(env, exports, "ISOFLOP_LIST_ATTRS", 1);  // Added by isoflop.\n',
  },
  {
    file: 'tfjs_backend.cc',
    after: '#include <cstring>\n',
    insert: '#include <fstream>\n#include <iterator>\n',
  },
  {
    // A session's ConfigProto, from a file beside the graph: which passes of TensorFlow's graph optimiser run.
    file: 'tfjs_backend.cc',
    after: '  const char *export_dir = export_dir_string.c_str();\n',
    insert: `  // Added by isoflop.
  std::ifstream config_file(export_dir_string + "/session_config.pb", std::ios::binary);
  if (config_file) {
    const std::string config((std::istreambuf_iterator<char>(config_file)), std::istreambuf_iterator<char>());
    TF_AutoStatus config_status;
    TF_SetConfig(session_options, config.data(), config.size(), config_status.status);
    ENSURE_TF_OK_RETVAL(env, config_status, nullptr);
  }
`,
  },
];

/** Which patch an addon was built with: part of the name of its folder, so that another patch is another addon. */
export const BINDING_PATCH_ID = createHash('sha256').update(JSON.stringify(BINDING_PATCH)).digest('hex').slice(0, 8);

/** The source with all its hunks. Throws `ProvisionError` where the text before one does not stand in it exactly once. */
export function patched(file: string, source: string, patch: readonly Hunk[] = BINDING_PATCH): string {
  return patch
    .filter((hunk) => hunk.file === file)
    .reduce((text, { after, insert }) => {
      const parts = text.split(after);
      if (parts.length !== 2) {
        throw new ProvisionError(
          'sources',
          `${file} of @tensorflow/tfjs-node-gpu must hold the line "${after.trim()}" once, it does ${parts.length - 1} times`,
          'install the pinned version: npm ci',
        );
      }
      return parts.join(`${after}${insert}`);
    }, source);
}
