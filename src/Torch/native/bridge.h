// The flat C face of libtorch that Distillery.Torch imports. Fixed-width types only; no C++ type and no exception
// crosses it.
//
// A function that can fail returns 0, or -1 and leaves a text for dt_last_error on the calling thread. A result that is
// a handle is owned by the caller, who releases it with the destroy function named beside its type; after a failure it is
// null. Handles that come in are borrowed for the length of the call.
#pragma once

#include <stdint.h>

#define DT_EXPORT extern "C" __attribute__((visibility("default")))

struct DtTensor;    // destroyed by dt_tensor_destroy
struct DtOperator;  // lives as long as the process; never destroyed
struct DtModule;    // destroyed by dt_module_destroy
struct DtStream;    // destroyed by dt_stream_destroy
struct DtHook;      // destroyed by dt_gradient_hook_destroy

// What an argument or a result holds.
enum DtKind : int32_t {
    DT_NONE = 0,
    DT_TENSOR = 1,       // bits: DtTensor*
    DT_INT = 2,          // bits: the value (also element types and memory formats)
    DT_DOUBLE = 3,       // bits: the value's bits
    DT_BOOL = 4,         // bits: 0 or 1
    DT_INT_LIST = 5,     // data: int64_t[count]
    DT_DOUBLE_LIST = 6,  // data: double[count]
    DT_TENSOR_LIST = 7,  // data: DtTensor*[count], null for an absent optional tensor
    DT_STRING = 8,       // data: UTF-8 of count bytes
    DT_DEVICE = 9,       // bits: device type in the low byte, index in the next (255: none)
    DT_DEFAULT = 10,     // the schema's default for this position
};

// One argument of an operator call. 24 bytes.
struct DtArgument {
    int32_t kind;
    int32_t count;
    int64_t bits;
    const void* data;
};

// One result. A list of tensors is handed back as that many results. 16 bytes.
struct DtResult {
    int32_t kind;
    int32_t reserved;
    int64_t bits;
};

// --- errors -------------------------------------------------------------------------------------------------------
// Copies the calling thread's last failure (UTF-8, not terminated) and returns its full length in bytes.
DT_EXPORT int32_t dt_last_error(char* text, int32_t capacity);

// --- operators ----------------------------------------------------------------------------------------------------
// Finds an operator of the dispatcher, such as "aten::add" with overload "Tensor".
DT_EXPORT int32_t dt_operator_find(const char* name, const char* overload, DtOperator** result);
// Calls it boxed; positions after the last argument take the schema's defaults. result_count: in, the capacity; out, how
// many there are. With a capacity of 0 all results are dropped, which is how in-place operators are called.
DT_EXPORT int32_t dt_operator_call(
    const DtOperator* op, const DtArgument* arguments, int32_t argument_count, DtResult* results, int32_t* result_count);

// --- tensors ------------------------------------------------------------------------------------------------------
DT_EXPORT int32_t dt_tensor_empty(
    const int64_t* shape, int32_t rank, int32_t scalar_type, int64_t device, int32_t pinned, DtTensor** result);
// Wraps memory that stays the caller's; release(context) is called exactly once: when the last tensor over it is gone,
// or, after a failure, before this returns. The shape must have no negative extent and no more than INT64_MAX elements.
DT_EXPORT int32_t dt_tensor_from_memory(
    void* memory, const int64_t* shape, int32_t rank, int32_t scalar_type, void (*release)(void*), void* context,
    DtTensor** result);
// Another handle on the same tensor object.
DT_EXPORT int32_t dt_tensor_alias(const DtTensor* tensor, DtTensor** result);
DT_EXPORT void dt_tensor_destroy(DtTensor* tensor);
// sizes and strides take up to capacity entries each; *rank is the full rank.
DT_EXPORT int32_t dt_tensor_describe(
    const DtTensor* tensor, int64_t* sizes, int64_t* strides, int32_t capacity, int32_t* rank, int32_t* scalar_type,
    int64_t* device, int32_t* requires_grad);
// The address of the first element (host or device), and how many bytes follow it when the tensor is contiguous.
DT_EXPORT int32_t dt_tensor_data(const DtTensor* tensor, void** data, int64_t* contiguous_bytes);
DT_EXPORT int32_t dt_tensor_copy_to_host(const DtTensor* tensor, void* destination, int64_t capacity_bytes);
DT_EXPORT int32_t dt_tensor_copy_from_host(DtTensor* tensor, const void* source, int64_t bytes);
// How many tensor handles are alive in this process.
DT_EXPORT int64_t dt_live_tensors(void);

// --- autograd -----------------------------------------------------------------------------------------------------
DT_EXPORT int32_t dt_tensor_set_requires_grad(DtTensor* tensor, int32_t requires_grad);
// *result is null when there is no gradient.
DT_EXPORT int32_t dt_tensor_gradient(const DtTensor* tensor, DtTensor** result);
// A null gradient clears it. Another one must have the tensor's shape, type and device.
DT_EXPORT int32_t dt_tensor_set_gradient(DtTensor* tensor, const DtTensor* gradient);
// gradient may be null for a scalar loss.
DT_EXPORT int32_t dt_backward(const DtTensor* loss, const DtTensor* gradient, int32_t retain_graph);
// Calls called(context) on the thread that computes backward, each time it has added to the leaf's gradient, until the hook
// is destroyed. called must not throw, and not destroy the hook.
DT_EXPORT int32_t dt_gradient_hook(const DtTensor* leaf, void (*called)(void*), void* context, DtHook** result);
DT_EXPORT void dt_gradient_hook_destroy(DtHook* hook);
// Returns the former setting of the calling thread.
DT_EXPORT int32_t dt_grad_mode_set(int32_t enabled);
// The former setting of the calling thread comes back in was_enabled and former_type.
DT_EXPORT int32_t dt_autocast_set(
    int64_t device_type, int32_t enabled, int32_t scalar_type, int32_t* was_enabled, int32_t* former_type);
DT_EXPORT void dt_autocast_clear_cache(void);

// --- runtime ------------------------------------------------------------------------------------------------------
DT_EXPORT int32_t dt_version(char* text, int32_t capacity);
// Threads of one operator on the calling thread, for OpenMP and for the BLAS underneath.
DT_EXPORT int32_t dt_threads_set(int32_t count);
DT_EXPORT int32_t dt_threads_get(void);
DT_EXPORT int32_t dt_deterministic_set(int32_t enabled);
DT_EXPORT int32_t dt_seed_set(uint64_t seed);

// --- host memory --------------------------------------------------------------------------------------------------
// Makes the bridge's caching allocator libtorch's allocator for host tensors. Idempotent.
DT_EXPORT int32_t dt_allocator_install(void);
DT_EXPORT void dt_allocator_figures(int64_t* live_bytes, int64_t* live_blocks, int64_t* cached_bytes);
// Gives all cached blocks back to the system.
DT_EXPORT void dt_allocator_trim(void);

// --- TorchScript --------------------------------------------------------------------------------------------------
DT_EXPORT int32_t dt_module_load(const char* path, int64_t device, DtModule** result);
DT_EXPORT void dt_module_destroy(DtModule* module);
DT_EXPORT int32_t dt_module_forward(DtModule* module, const DtTensor* input, DtTensor** result);
// Puts the module into evaluation mode and freezes its gradients; *parameters is the number of its parameter elements.
DT_EXPORT int32_t dt_module_evaluation(DtModule* module, int64_t* parameters);
// Records forward(context, input, &output) as a TorchScript module with the given tensors as parameters and buffers
// under dotted names, and saves it. Output handles that forward hands over are taken by the bridge.
DT_EXPORT int32_t dt_module_trace(
    const char* path, const char* const* names, DtTensor* const* tensors, const int32_t* are_parameters, int32_t count,
    const DtTensor* example, int32_t (*forward)(void* context, DtTensor* input, DtTensor** output), void* context);

// --- devices ------------------------------------------------------------------------------------------------------
// 0 when libtorch was built without CUDA or no driver answers.
DT_EXPORT int32_t dt_cuda_count(void);
// 1 when this bridge was compiled against a libtorch with CUDA.
DT_EXPORT int32_t dt_cuda_compiled(void);
DT_EXPORT int32_t dt_cuda_synchronize(int32_t device);
DT_EXPORT int32_t dt_cuda_memory(int32_t device, int64_t* allocated, int64_t* reserved, int64_t* peak_allocated);
DT_EXPORT int32_t dt_stream_create(int32_t device, DtStream** result);
DT_EXPORT void dt_stream_destroy(DtStream* stream);
// Makes a stream the calling thread's current one; null: the device's default stream.
DT_EXPORT int32_t dt_stream_set(const DtStream* stream, int32_t device);
DT_EXPORT int32_t dt_stream_synchronize(const DtStream* stream);
