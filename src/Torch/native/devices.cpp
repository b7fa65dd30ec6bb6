// CUDA devices, streams and memory. Compiled against a libtorch without CUDA, each call says so.
#include "bridge.h"
#include "guard.h"
#include "handles.h"

#ifdef DISTILLERY_CUDA
#include <ATen/cuda/CUDAContext.h>
#include <c10/cuda/CUDACachingAllocator.h>
#include <c10/cuda/CUDAFunctions.h>
#include <c10/cuda/CUDAGuard.h>
#include <c10/cuda/CUDAStream.h>
#endif

using distillery::guarded;

#ifdef DISTILLERY_CUDA

struct DtStream {
    c10::cuda::CUDAStream value;
};

int32_t dt_cuda_compiled(void)
{
    return 1;
}

int32_t dt_cuda_count(void)
{
    return static_cast<int32_t>(c10::cuda::device_count());
}

int32_t dt_cuda_synchronize(int32_t device)
{
    return guarded([&] {
        const c10::cuda::CUDAGuard guard(static_cast<c10::DeviceIndex>(device));
        c10::cuda::device_synchronize();
    });
}

int32_t dt_cuda_memory(int32_t device, int64_t* allocated, int64_t* reserved, int64_t* peak_allocated)
{
    return guarded([&] {
        const auto stats = c10::cuda::CUDACachingAllocator::getDeviceStats(static_cast<c10::DeviceIndex>(device));
        constexpr size_t kAllPools = 0;
        *allocated = stats.allocated_bytes[kAllPools].current;
        *reserved = stats.reserved_bytes[kAllPools].current;
        *peak_allocated = stats.allocated_bytes[kAllPools].peak;
    });
}

int32_t dt_stream_create(int32_t device, DtStream** result)
{
    *result = nullptr;
    return guarded([&] {
        constexpr bool kHighPriority = false;
        *result = new DtStream{c10::cuda::getStreamFromPool(kHighPriority, static_cast<c10::DeviceIndex>(device))};
    });
}

void dt_stream_destroy(DtStream* stream)
{
    delete stream;
}

int32_t dt_stream_set(const DtStream* stream, int32_t device)
{
    return guarded([&] {
        c10::cuda::setCurrentCUDAStream(
            stream ? stream->value : c10::cuda::getDefaultCUDAStream(static_cast<c10::DeviceIndex>(device)));
    });
}

int32_t dt_stream_synchronize(const DtStream* stream)
{
    return guarded([&] { stream->value.synchronize(); });
}

#else

namespace {

int32_t refuse()
{
    return guarded([] { TORCH_CHECK(false, "this libtorch was built without CUDA; install a CUDA build of libtorch"); });
}

}  // namespace

int32_t dt_cuda_compiled(void)
{
    return 0;
}

int32_t dt_cuda_count(void)
{
    return 0;
}

int32_t dt_cuda_synchronize(int32_t)
{
    return refuse();
}

int32_t dt_cuda_memory(int32_t, int64_t*, int64_t*, int64_t*)
{
    return refuse();
}

int32_t dt_stream_create(int32_t, DtStream** result)
{
    *result = nullptr;
    return refuse();
}

void dt_stream_destroy(DtStream*) {}

int32_t dt_stream_set(const DtStream*, int32_t)
{
    return refuse();
}

int32_t dt_stream_synchronize(const DtStream*)
{
    return refuse();
}

#endif
