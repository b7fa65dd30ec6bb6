#include "guard.h"
#include "handles.h"

#include <utility>

#include <ATen/autocast_mode.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/variable.h>
#include <torch/version.h>

#include "versions.h"

using distillery::guarded;
using distillery::own;

// The leaf knows its accumulator weakly, so the hook keeps it.
struct DtHook {
    // A std::shared_ptr in older versions, libtorch's own kind of pointer in newer ones.
    decltype(torch::autograd::impl::grad_accumulator(std::declval<const at::Tensor&>())) accumulator;
    uintptr_t key;
};

namespace {

class CallAfterwards final : public torch::autograd::FunctionPostHook {
public:
    CallAfterwards(void (*called)(void*), void* context) : called_(called), context_(context) {}

    torch::autograd::variable_list operator()(
        const torch::autograd::variable_list& outputs, const torch::autograd::variable_list&) override
    {
        called_(context_);
        return outputs;
    }

private:
    void (*called_)(void*);
    void* context_;
};

}  // namespace

int32_t dt_tensor_set_requires_grad(DtTensor* tensor, int32_t requires_grad)
{
    return guarded([&] {
        TORCH_CHECK(
            requires_grad != 0 || tensor->value.is_leaf(),
            "recording cannot be switched off for a result that is recorded already; detach it instead");
        tensor->value.set_requires_grad(requires_grad != 0);
    });
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
    return guarded([&] {
        if (gradient == nullptr) {
            tensor->value.mutable_grad() = at::Tensor();
            return;
        }
        const at::Tensor& value = tensor->value;
        const at::Tensor& given = gradient->value;
        // Without this check a gradient that can be broadcast to would be added to in silence.
        TORCH_CHECK(
            given.sizes() == value.sizes() && given.scalar_type() == value.scalar_type() &&
                given.device() == value.device(),
            "a gradient of ", given.toString(), given.sizes(), " does not fit a tensor of ", value.toString(),
            value.sizes());
        value.mutable_grad() = given;
    });
}

int32_t dt_backward(const DtTensor* loss, const DtTensor* gradient, int32_t retain_graph)
{
    return guarded([&] {
        torch::autograd::variable_list gradients;
        if (gradient != nullptr) gradients.push_back(gradient->value);
        torch::autograd::backward({loss->value}, gradients, retain_graph != 0);
    });
}

int32_t dt_gradient_hook(const DtTensor* leaf, void (*called)(void*), void* context, DtHook** result)
{
    *result = nullptr;
    return guarded([&] {
        TORCH_CHECK(leaf->value.is_leaf() && leaf->value.requires_grad(), "only a leaf that is learned has such a hook");
        auto accumulator = torch::autograd::impl::grad_accumulator(leaf->value);
        auto hook = std::make_unique<DtHook>();
        hook->key = accumulator->add_post_hook(std::make_unique<CallAfterwards>(called, context));
        hook->accumulator = std::move(accumulator);
        *result = hook.release();
    });
}

void dt_gradient_hook_destroy(DtHook* hook)
{
    hook->accumulator->del_post_hook(hook->key);
    delete hook;
}

int32_t dt_grad_mode_set(int32_t enabled)
{
    const bool former = at::GradMode::is_enabled();
    at::GradMode::set_enabled(enabled != 0);
    return former;
}

int32_t dt_autocast_set(
    int64_t device_type, int32_t enabled, int32_t scalar_type, int32_t* was_enabled, int32_t* former_type)
{
    return guarded([&] {
        const auto type = static_cast<at::ScalarType>(scalar_type);
        const auto device = static_cast<c10::DeviceType>(device_type);
#if DISTILLERY_TORCH_AT_LEAST(2, 4)
        *was_enabled = at::autocast::is_autocast_enabled(device);
        *former_type = static_cast<int32_t>(at::autocast::get_autocast_dtype(device));
        at::autocast::set_autocast_dtype(device, type);
        at::autocast::set_autocast_enabled(device, enabled != 0);
#else
        if (device == c10::DeviceType::CPU) {
            *was_enabled = at::autocast::is_cpu_enabled();
            *former_type = static_cast<int32_t>(at::autocast::get_autocast_cpu_dtype());
            at::autocast::set_autocast_cpu_dtype(type);  // May refuse the type, so it comes first.
            at::autocast::set_cpu_enabled(enabled != 0);
        } else {
            *was_enabled = at::autocast::is_enabled();
            *former_type = static_cast<int32_t>(at::autocast::get_autocast_gpu_dtype());
            at::autocast::set_autocast_gpu_dtype(type);
            at::autocast::set_enabled(enabled != 0);
        }
#endif
    });
}

void dt_autocast_clear_cache(void)
{
    at::autocast::clear_cache();
}
