#include "arguments.h"

#include "handles.h"

#include <cstring>

namespace distillery {

namespace {

double as_double(int64_t bits)
{
    double value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

// The type behind T?, or the type itself.
c10::TypePtr required(const c10::TypePtr& type)
{
    const auto optional = type->cast<c10::OptionalType>();
    return optional ? optional->getElementType() : type;
}

c10::IValue int_list(const DtArgument& argument, const c10::TypePtr& type)
{
    const auto* values = static_cast<const int64_t*>(argument.data);
    const auto list = type->cast<c10::ListType>();
    if (list && list->getElementType()->kind() == c10::TypeKind::BoolType) {
        c10::List<bool> flags;
        for (int32_t i = 0; i < argument.count; ++i) flags.push_back(values[i] != 0);
        return flags;
    }
    return c10::List<int64_t>(c10::ArrayRef<int64_t>(values, static_cast<size_t>(argument.count)));
}

c10::IValue tensor_list(const DtArgument& argument, const c10::TypePtr& type)
{
    const auto* handles = static_cast<const DtTensor* const*>(argument.data);
    const auto list = type->cast<c10::ListType>();
    if (list && list->getElementType()->kind() == c10::TypeKind::OptionalType) {
        c10::List<c10::optional<at::Tensor>> optionals;
        for (int32_t i = 0; i < argument.count; ++i)
            optionals.push_back(handles[i] ? c10::optional<at::Tensor>(handles[i]->value) : c10::nullopt);
        return optionals;
    }
    c10::List<at::Tensor> tensors;
    tensors.reserve(static_cast<size_t>(argument.count));
    for (int32_t i = 0; i < argument.count; ++i) {
        TORCH_CHECK(handles[i], "entry ", i, " of a list of tensors is absent");
        tensors.push_back(handles[i]->value);
    }
    return tensors;
}

}  // namespace

c10::IValue to_ivalue(const DtArgument& argument, const c10::Argument& expected)
{
    switch (argument.kind) {
        case DT_NONE: return {};
        case DT_TENSOR: return reinterpret_cast<const DtTensor*>(argument.bits)->value;
        case DT_INT:
            if (required(expected.type())->kind() == c10::TypeKind::FloatType) return static_cast<double>(argument.bits);
            return argument.bits;
        case DT_DOUBLE: return as_double(argument.bits);
        case DT_BOOL: return argument.bits != 0;
        case DT_INT_LIST: return int_list(argument, required(expected.type()));
        case DT_DOUBLE_LIST:
            return c10::List<double>(
                c10::ArrayRef<double>(static_cast<const double*>(argument.data), static_cast<size_t>(argument.count)));
        case DT_TENSOR_LIST: return tensor_list(argument, required(expected.type()));
        case DT_STRING:
            return std::string(static_cast<const char*>(argument.data), static_cast<size_t>(argument.count));
        case DT_DEVICE: return unpack(argument.bits);
        case DT_DEFAULT:
            TORCH_CHECK(expected.default_value(), "argument '", expected.name(), "' has no default");
            return *expected.default_value();
        default: TORCH_CHECK(false, "argument '", expected.name(), "' has the unknown kind ", argument.kind);
    }
}

void append_result(const c10::IValue& value, DtResult* results, int32_t capacity, int32_t& count)
{
    if (value.isTensorList()) {
        for (const at::Tensor& tensor : value.toTensorVector()) append_result(tensor, results, capacity, count);
        return;
    }
    TORCH_CHECK(count < capacity, "the caller has room for ", capacity, " results, and there are more");
    DtResult& result = results[count];
    result = DtResult{DT_NONE, 0, 0};
    if (value.isTensor()) {
        result.kind = DT_TENSOR;
        result.bits = value.toTensor().defined() ? reinterpret_cast<int64_t>(own(value.toTensor())) : 0;
    } else if (value.isInt()) {
        result.kind = DT_INT;
        result.bits = value.toInt();
    } else if (value.isDouble()) {
        const double number = value.toDouble();
        result.kind = DT_DOUBLE;
        std::memcpy(&result.bits, &number, sizeof number);
    } else if (value.isBool()) {
        result.kind = DT_BOOL;
        result.bits = value.toBool();
    } else {
        TORCH_CHECK(value.isNone(), "a result of type ", value.tagKind(), " cannot be handed over");
    }
    ++count;
}

}  // namespace distillery
