#include "guard.h"
#include "handles.h"

#include <ATen/autocast_mode.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/version.h>

#include "versions.h"

using distillery::guarded;
using distillery::own;

int32_t dt_tensor_set_requires_grad(DtTensor* tensor, int32_t requires_grad)
{
    return guarded([&] { tensor->value.set_requires_grad(requires_grad != 0); });
}

int32_t dt_tensor_gradient(const DtTensor* tensor, DtTensor** result)
{
    *result = nullptr;
    return guarded([&] {
        const at::Tensor& gradient = tensor->value.grad();
        if (gradient.defined()) *result = own(gradient);
    });
}

int32_t dt_tensor_set_gradient(DtTensor* tensor, const DtTensor* gradient)
{
    return guarded([&] { tensor->value.mutable_grad() = gradient == nullptr ? at::Tensor() : gradient->value; });
}

int32_t dt_backward(const DtTensor* loss, const DtTensor* gradient, int32_t retain_graph)
{
    return guarded([&] {
        torch::autograd::variable_list gradients;
        if (gradient != nullptr) gradients.push_back(gradient->value);
        torch::autograd::backward({loss->value}, gradients, retain_graph != 0);
    });
}

int32_t dt_grad_mode_set(int32_t enabled)
{
    const bool former = at::GradMode::is_enabled();
    at::GradMode::set_enabled(enabled != 0);
    return former;
}

int32_t dt_autocast_set(int64_t device_type, int32_t enabled, int32_t scalar_type)
{
    const auto type = static_cast<at::ScalarType>(scalar_type);
#if DISTILLERY_TORCH_AT_LEAST(2, 4)
    const auto device = static_cast<c10::DeviceType>(device_type);
    const bool former = at::autocast::is_autocast_enabled(device);
    at::autocast::set_autocast_enabled(device, enabled != 0);
    at::autocast::set_autocast_dtype(device, type);
#else
    const bool on_host = static_cast<c10::DeviceType>(device_type) == c10::DeviceType::CPU;
    const bool former = on_host ? at::autocast::is_cpu_enabled() : at::autocast::is_enabled();
    if (on_host) {
        at::autocast::set_cpu_enabled(enabled != 0);
        at::autocast::set_autocast_cpu_dtype(type);
    } else {
        at::autocast::set_enabled(enabled != 0);
        at::autocast::set_autocast_gpu_dtype(type);
    }
#endif
    return former;
}

void dt_autocast_clear_cache(void)
{
    at::autocast::clear_cache();
}
