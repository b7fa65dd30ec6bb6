#include "guard.h"
#include "bridge.h"

#include <algorithm>
#include <cstring>

namespace distillery {
thread_local std::string last_error;
}

int32_t dt_last_error(char* text, int32_t capacity)
{
    const auto length = static_cast<int32_t>(distillery::last_error.size());
    std::memcpy(text, distillery::last_error.data(), static_cast<size_t>(std::min(length, capacity)));
    return length;
}
