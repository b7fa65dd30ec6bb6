#include "guard.h"
#include "handles.h"

#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/frontend/tracer.h>
#include <torch/script.h>
#include <torch/version.h>

#include <sstream>
#include <string>
#include <vector>

using distillery::guarded;
using distillery::own;

struct DtModule {
    torch::jit::Module value;
};

namespace {

// The module at a dotted path below root, made where it is missing.
torch::jit::Module submodule(torch::jit::Module root, const std::vector<std::string>& path, size_t depth)
{
    if (depth + 1 >= path.size()) return root;
    const std::string& name = path[depth];
    if (!root.hasattr(name)) {
        const std::string type_name = root.type()->name()->qualifiedName() + "_" + name;
        root.register_module(name, torch::jit::Module(type_name, root._ivalue()->compilation_unit()));
    }
    return submodule(root.attr(name).toModule(), path, depth + 1);
}

std::vector<std::string> split_at_dots(const std::string& text)
{
    std::vector<std::string> parts;
    std::stringstream stream(text);
    for (std::string part; std::getline(stream, part, '.');) parts.push_back(part);
    return parts;
}

}  // namespace

int32_t dt_module_load(const char* path, int64_t device, DtModule** result)
{
    *result = nullptr;
    return guarded([&] {
        try {
            *result = new DtModule{torch::jit::load(path, distillery::unpack(device))};
        } catch (const c10::Error& error) {
            TORCH_CHECK(
                false, path, " cannot be read as TorchScript; libtorch ", TORCH_VERSION, " says: ",
                error.what_without_backtrace());
        }
    });
}

void dt_module_destroy(DtModule* module)
{
    delete module;
}

int32_t dt_module_forward(DtModule* module, const DtTensor* input, DtTensor** result)
{
    *result = nullptr;
    return guarded([&] {
        const c10::IValue output = module->value.forward({input->value});
        TORCH_CHECK(output.isTensor(), "forward gave a ", output.tagKind(), " where one tensor of logits is expected");
        *result = own(output.toTensor());
    });
}

int32_t dt_module_evaluation(DtModule* module, int64_t* parameters)
{
    return guarded([&] {
        module->value.eval();
        *parameters = 0;
        for (at::Tensor parameter : module->value.parameters()) {
            parameter.set_requires_grad(false);
            *parameters += parameter.numel();
        }
    });
}

int32_t dt_module_trace(
    const char* path, const char* const* names, DtTensor* const* tensors, const int32_t* are_parameters, int32_t count,
    const DtTensor* example, int32_t (*forward)(void* context, DtTensor* input, DtTensor** output), void* context)
{
    return guarded([&] {
        torch::jit::Module root("__torch__.distillery.Student");
        for (int32_t i = 0; i < count; ++i) {
            const auto parts = split_at_dots(names[i]);
            submodule(root, parts, 0).register_attribute(
                parts.back(), c10::TensorType::get(), tensors[i]->value, are_parameters[i] != 0, are_parameters[i] == 0);
        }
        const auto body = [&](torch::jit::Stack inputs) -> torch::jit::Stack {
            DtTensor* output = nullptr;
            DtTensor* input = own(inputs.at(0).toTensor());
            const int32_t status = forward(context, input, &output);
            dt_tensor_destroy(input);
            TORCH_CHECK(status == 0 && output != nullptr, "the network's forward failed while it was recorded");
            const at::Tensor value = output->value;
            dt_tensor_destroy(output);
            return {value};
        };
        const auto traced = torch::jit::tracer::trace(
            {example->value}, body, [](const at::Tensor&) { return std::string(); }, true, false, &root);
        const c10::QualifiedName method(*root.type()->name(), "forward");
        auto* const function = root._ivalue()->compilation_unit()->create_function(method, traced.first->graph);
        root.type()->addMethod(function);
        for (int32_t i = 0; i < count; ++i) {
            // A view is saved with all of the memory that it looks into, so each entry gets memory of its own.
            const auto parts = split_at_dots(names[i]);
            const at::Tensor& value = tensors[i]->value;
            submodule(root, parts, 0).setattr(
                parts.back(), value.detach().clone().set_requires_grad(value.requires_grad()));
        }
        root.eval();
        root.save(path);
    });
}
