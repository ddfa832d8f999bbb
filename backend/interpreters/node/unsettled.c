/* What Node.js 22 and later say when a process ends while a module waits in a top-level await: where,
 * which V8 alone knows. Node.js says it in its own words, of the module that it is asked for: it asks
 * at the end of its process only, and we at the end of a run.
 *
 * An addon: a function of the object that Node.js has behind a vm.Module. Without what is called in
 * Node.js here, nothing is said. */
#include <stddef.h>
#include <stdint.h>

/* Node-API's types; a napi_value is a v8::Local<v8::Value>. */
typedef void *napi_env, *napi_value, *napi_callback_info;
typedef napi_value function(napi_env env, napi_callback_info info);

enum { ITSELF = 1, NO_TAG = 0 }; /* of a BaseObject's internal fields: where it is in C++ */

int napi_get_cb_info(napi_env, napi_callback_info, size_t *, napi_value *, napi_value *, void **);
int napi_create_function(napi_env, const char *, size_t, function *, void *, napi_value *);

/* v8::Object::SlowGetAlignedPointerFromInternalField(int), of V8 before 14; then with a tag. */
__attribute__((weak)) void *pointer_in(napi_value object, int field) __asm__(
    "_ZN2v86Object38SlowGetAlignedPointerFromInternalFieldEi");
__attribute__((weak)) void *tagged_pointer_in(napi_value object, int field, uint16_t tag) __asm__(
    "_ZN2v86Object38SlowGetAlignedPointerFromInternalFieldEit");

/* node::loader::ModuleWrap::CheckUnsettledTopLevelAwait() */
__attribute__((weak)) int check_unsettled(void *module) __asm__(
    "_ZN4node6loader10ModuleWrap27CheckUnsettledTopLevelAwaitEv");

static void *itself(napi_value object) {
  if (pointer_in != NULL) return pointer_in(object, ITSELF);
  return tagged_pointer_in == NULL ? NULL : tagged_pointer_in(object, ITSELF, NO_TAG);
}

static napi_value tell(napi_env env, napi_callback_info info) {
  napi_value wrap = NULL;
  size_t count = 1;
  if (napi_get_cb_info(env, info, &count, &wrap, NULL, NULL) != 0) return NULL;
  void *module = check_unsettled == NULL ? NULL : itself(wrap);
  if (module != NULL) check_unsettled(module);
  return NULL;
}

napi_value napi_register_module_v1(napi_env env, napi_value exports) {
  napi_value made = exports;
  napi_create_function(env, NULL, 0, tell, NULL, &made);
  return made;
}
