// The one fence between C++ exceptions and C callers.
#pragma once

#include <c10/util/Exception.h>

#include <exception>
#include <string>

namespace distillery {

extern thread_local std::string last_error;

// Runs body; whatever it throws becomes -1 and the calling thread's last error.
template <typename Body>
int32_t guarded(Body&& body) noexcept
{
    try {
        body();
        return 0;
    } catch (const c10::Error& error) {
        last_error = error.what_without_backtrace();
    } catch (const std::exception& error) {
        last_error = error.what();
    } catch (...) {
        last_error = "an unknown native exception";
    }
    return -1;
}

}  // namespace distillery
