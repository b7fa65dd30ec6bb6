#include "guard.h"
#include "handles.h"

#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cstring>
#include <memory>

using distillery::guarded;
using distillery::own;

std::atomic<int64_t> distillery::live_tensors{0};

int32_t dt_tensor_empty(
    const int64_t* shape, int32_t rank, int32_t scalar_type, int64_t device, int32_t pinned, DtTensor** result)
{
    *result = nullptr;
    return guarded([&] {
        const auto options = at::TensorOptions()
                                 .dtype(static_cast<at::ScalarType>(scalar_type))
                                 .device(distillery::unpack(device))
                                 .pinned_memory(pinned != 0);
        *result = own(at::empty(at::IntArrayRef(shape, static_cast<size_t>(rank)), options));
    });
}

int32_t dt_tensor_from_memory(
    void* memory, const int64_t* shape, int32_t rank, int32_t scalar_type, void (*release)(void*), void* context,
    DtTensor** result)
{
    *result = nullptr;
    return guarded([&] {
        // The deleter holds the lease and does nothing else: from_blob does not call it for a null address, and calls
        // it for a failure in its midst, but it always destroys it.
        const std::shared_ptr<void> lease(context, release);
        *result = own(at::from_blob(
            memory, at::IntArrayRef(shape, static_cast<size_t>(rank)), [lease](void*) {},
            at::TensorOptions().dtype(static_cast<at::ScalarType>(scalar_type))));
    });
}

int32_t dt_tensor_alias(const DtTensor* tensor, DtTensor** result)
{
    *result = nullptr;
    return guarded([&] { *result = own(tensor->value); });
}

void dt_tensor_destroy(DtTensor* tensor)
{
    if (tensor == nullptr) return;
    delete tensor;
    distillery::live_tensors.fetch_sub(1, std::memory_order_relaxed);
}

int32_t dt_tensor_describe(
    const DtTensor* tensor, int64_t* sizes, int64_t* strides, int32_t capacity, int32_t* rank, int32_t* scalar_type,
    int64_t* device, int32_t* requires_grad)
{
    return guarded([&] {
        const at::Tensor& value = tensor->value;
        *rank = static_cast<int32_t>(value.dim());
        *scalar_type = static_cast<int32_t>(value.scalar_type());
        *device = distillery::pack(value.device());
        *requires_grad = value.requires_grad();
        for (int32_t i = 0; i < std::min(*rank, capacity); ++i) {
            sizes[i] = value.size(i);
            strides[i] = value.stride(i);
        }
    });
}

int32_t dt_tensor_data(const DtTensor* tensor, void** data, int64_t* contiguous_bytes)
{
    return guarded([&] {
        *data = tensor->value.data_ptr();
        *contiguous_bytes = tensor->value.is_contiguous() ? static_cast<int64_t>(tensor->value.nbytes()) : -1;
    });
}

int32_t dt_tensor_copy_to_host(const DtTensor* tensor, void* destination, int64_t capacity_bytes)
{
    return guarded([&] {
        const at::Tensor& value = tensor->value;
        const bool ready = value.is_cpu() && value.is_contiguous() && !value.is_conj() && !value.is_neg();
        const at::Tensor source = ready ? value : value.detach().to(at::kCPU).resolve_conj().resolve_neg().contiguous();
        const auto bytes = static_cast<int64_t>(source.nbytes());
        TORCH_CHECK(bytes <= capacity_bytes, "the tensor holds ", bytes, " bytes, the destination ", capacity_bytes);
        if (bytes > 0) std::memcpy(destination, source.data_ptr(), static_cast<size_t>(bytes));
    });
}

int32_t dt_tensor_copy_from_host(DtTensor* tensor, const void* source, int64_t bytes)
{
    return guarded([&] {
        at::NoGradGuard no_grad;
        at::Tensor& value = tensor->value;
        const auto expected = static_cast<int64_t>(value.nbytes());
        TORCH_CHECK(bytes == expected, "the tensor holds ", expected, " bytes, the source ", bytes);
        if (bytes == 0) return;
        if (value.is_cpu() && value.is_contiguous()) {
            std::memcpy(value.data_ptr(), source, static_cast<size_t>(bytes));
            return;
        }
        // The copy is blocking for pageable memory, so the source may be reused when the call returns.
        value.copy_(at::from_blob(const_cast<void*>(source), value.sizes(), value.options().device(at::kCPU)));
    });
}

int64_t dt_live_tensors(void)
{
    return distillery::live_tensors.load(std::memory_order_relaxed);
}
