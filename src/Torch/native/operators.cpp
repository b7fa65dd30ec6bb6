#include "arguments.h"
#include "guard.h"
#include "handles.h"

using distillery::guarded;

int32_t dt_operator_find(const char* name, const char* overload, DtOperator** result)
{
    *result = nullptr;
    return guarded([&] {
        *result = new DtOperator{c10::Dispatcher::singleton().findSchemaOrThrow(name, overload)};
    });
}

int32_t dt_operator_call(
    const DtOperator* op, const DtArgument* arguments, int32_t argument_count, DtResult* results, int32_t* result_count)
{
    const int32_t capacity = *result_count;
    *result_count = 0;
    const int32_t status = guarded([&] {
        const auto& expected = op->handle.schema().arguments();
        const auto total = static_cast<int32_t>(expected.size());
        TORCH_CHECK(argument_count <= total, "it takes at most ", total, " arguments and got ", argument_count);
        torch::jit::Stack stack;
        stack.reserve(expected.size());
        for (int32_t i = 0; i < argument_count; ++i)
            stack.push_back(distillery::to_ivalue(arguments[i], expected[static_cast<size_t>(i)]));
        for (int32_t i = argument_count; i < total; ++i)
            stack.push_back(distillery::to_ivalue(DtArgument{DT_DEFAULT, 0, 0, nullptr}, expected[static_cast<size_t>(i)]));
        op->handle.callBoxed(&stack);
        if (capacity == 0) return;
        for (const c10::IValue& value : stack) distillery::append_result(value, results, capacity, *result_count);
    });
    if (status != 0) {  // What was handed over before the failure is taken back.
        for (int32_t i = 0; i < *result_count; ++i)
            if (results[i].kind == DT_TENSOR) dt_tensor_destroy(reinterpret_cast<DtTensor*>(results[i].bits));
        *result_count = 0;
    }
    return status;
}
