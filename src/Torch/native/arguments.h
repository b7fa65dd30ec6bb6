// Between the flat arguments of bridge.h and the dispatcher's IValues.
#pragma once

#include <ATen/core/function_schema.h>
#include <ATen/core/ivalue.h>

#include "bridge.h"

namespace distillery {

// The IValue of one argument, in the form that the schema's type at its position asks for (an int where the schema says
// float becomes a double, a list of tensors becomes one of optional tensors where that is the type).
c10::IValue to_ivalue(const DtArgument& argument, const c10::Argument& expected);

// Appends a result, or the tensors of a list, at results[count]; throws when there is no room.
void append_result(const c10::IValue& value, DtResult* results, int32_t capacity, int32_t& count);

}  // namespace distillery
