#include "bridge.h"
#include "guard.h"

#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <torch/version.h>

#include <algorithm>
#include <cstring>

#include <dlfcn.h>

using distillery::guarded;

namespace {

// libtorch does not govern an OpenBLAS underneath it, and its threads would fight those of the ranks.
void set_blas_threads(int count)
{
    using Setter = void (*)(int);
    static const auto setter = reinterpret_cast<Setter>(dlsym(RTLD_DEFAULT, "openblas_set_num_threads"));
    if (setter != nullptr) setter(count);
}

}  // namespace

int32_t dt_version(char* text, int32_t capacity)
{
    const auto length = static_cast<int32_t>(std::strlen(TORCH_VERSION));
    std::memcpy(text, TORCH_VERSION, static_cast<size_t>(std::min(length, capacity)));
    return length;
}

int32_t dt_threads_set(int32_t count)
{
    return guarded([&] {
        // A thread's first parallel operator takes the number that any thread set last, over its own: let that be now.
        at::get_num_threads();
        at::set_num_threads(count);
        set_blas_threads(count);
    });
}

int32_t dt_threads_get(void)
{
    return at::get_num_threads();
}

int32_t dt_deterministic_set(int32_t enabled)
{
    return guarded([&] {
        // Warn only: an operator without a deterministic form is named on standard error rather than refused.
        at::globalContext().setDeterministicAlgorithms(enabled != 0, true);
        at::globalContext().setBenchmarkCuDNN(enabled == 0);
        at::globalContext().setDeterministicCuDNN(enabled != 0);
    });
}

int32_t dt_seed_set(uint64_t seed)
{
    return guarded([&] { at::manual_seed(seed); });
}
