// What Node does not offer of POSIX: dup and dup2, because TensorFlow writes to descriptor 2 while it loads, before any setting of its own can tell it
// not to; madvise, because most of what loading reads of its libraries is never needed again.
#include <errno.h>
#include <node_api.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static napi_value number_or_throw(napi_env env, int number) {
  napi_value result = nullptr;
  if (number < 0) napi_throw_error(env, nullptr, strerror(errno));
  else napi_create_int32(env, number, &result);
  return result;
}

// duplicate(descriptor): a new descriptor of the same file.
static napi_value duplicate(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value argument;
  int32_t descriptor = -1;
  napi_get_cb_info(env, info, &count, &argument, nullptr, nullptr);
  napi_get_value_int32(env, argument, &descriptor);
  return number_or_throw(env, dup(descriptor));
}

// replace(target, source): target becomes another descriptor of source's file.
static napi_value replace(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value arguments[2];
  int32_t target = -1, source = -1;
  napi_get_cb_info(env, info, &count, arguments, nullptr, nullptr);
  napi_get_value_int32(env, arguments[0], &target);
  napi_get_value_int32(env, arguments[1], &source);
  return number_or_throw(env, dup2(source, target));
}

// release(start, end), BigInts: gives the pages between back to the system. They must map a file and be unchanged, for they are read from it again.
static napi_value release(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value arguments[2];
  uint64_t start = 0, end = 0;
  bool lossless = false;
  napi_get_cb_info(env, info, &count, arguments, nullptr, nullptr);
  napi_get_value_bigint_uint64(env, arguments[0], &start, &lossless);
  napi_get_value_bigint_uint64(env, arguments[1], &end, &lossless);
  return number_or_throw(env, madvise(reinterpret_cast<void*>(start), end - start, MADV_DONTNEED));
}

NAPI_MODULE_INIT() {
  const napi_property_descriptor functions[] = {
      {"duplicate", nullptr, duplicate, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"replace", nullptr, replace, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"release", nullptr, release, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
  };
  napi_define_properties(env, exports, sizeof(functions) / sizeof(functions[0]), functions);
  return exports;
}
