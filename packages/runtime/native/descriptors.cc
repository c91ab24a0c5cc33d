// dup and dup2, which Node does not offer: TensorFlow writes to descriptor 2 while it loads, before any setting of its own can tell it not to.
#include <errno.h>
#include <node_api.h>
#include <string.h>
#include <unistd.h>

static napi_value descriptor_or_throw(napi_env env, int descriptor) {
  napi_value result = nullptr;
  if (descriptor < 0) napi_throw_error(env, nullptr, strerror(errno));
  else napi_create_int32(env, descriptor, &result);
  return result;
}

// duplicate(descriptor): a new descriptor of the same file.
static napi_value duplicate(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument;
  int32_t descriptor = -1;
  napi_get_cb_info(env, info, &count, &argument, nullptr, nullptr);
  napi_get_value_int32(env, argument, &descriptor);
  return descriptor_or_throw(env, dup(descriptor));
}

// replace(target, source): target becomes another descriptor of source's file.
static napi_value replace(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value arguments[2];
  int32_t target = -1, source = -1;
  napi_get_cb_info(env, info, &count, arguments, nullptr, nullptr);
  napi_get_value_int32(env, arguments[0], &target);
  napi_get_value_int32(env, arguments[1], &source);
  return descriptor_or_throw(env, dup2(source, target));
}

NAPI_MODULE_INIT() {
  napi_value function;
  napi_create_function(env, "duplicate", NAPI_AUTO_LENGTH, duplicate, nullptr, &function);
  napi_set_named_property(env, exports, "duplicate", function);
  napi_create_function(env, "replace", NAPI_AUTO_LENGTH, replace, nullptr, &function);
  napi_set_named_property(env, exports, "replace", function);
  return exports;
}
