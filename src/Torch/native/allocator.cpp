// A caching allocator for host tensors. libtorch's own hands every tensor to malloc, and glibc gives large blocks back to
// the kernel at once, so that each training step maps and faults in the same memory again: for small networks that costs
// as much as the arithmetic. Here a freed block waits in a list of its size for the next step, which asks for the same.
#include "bridge.h"
#include "guard.h"
#include "versions.h"

#include <c10/core/Allocator.h>
#include <c10/core/CPUAllocator.h>

#include <atomic>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <new>
#include <unordered_map>
#include <vector>

#include <sys/mman.h>

namespace {

constexpr size_t kAlignment = 64;                      // one cache line, and AVX-512's width
constexpr size_t kHugePage = size_t{2} << 20;          // blocks at least this large ask for huge pages
constexpr size_t kCacheLimit = size_t{4} << 30;        // bytes kept at most; beyond it a freed block goes back at once
constexpr size_t kStepsPerDoubling = 8;                // size classes per power of two: at most 12.5 % is wasted

// Lies in the 64 bytes before the data, so that a bare pointer is enough to free a block.
struct Header {
    size_t class_bytes;
};
static_assert(sizeof(Header) <= kAlignment, "the header must fit before the first aligned byte");

size_t class_of(size_t bytes)
{
    size_t power = kAlignment * kStepsPerDoubling;
    while (power < bytes) power <<= 1;
    const size_t step = power / (2 * kStepsPerDoubling) < kAlignment ? kAlignment : power / (2 * kStepsPerDoubling);
    return (bytes + step - 1) / step * step;
}

class CachingAllocator final : public c10::Allocator {
public:
#if DISTILLERY_TORCH_AT_LEAST(2, 3)
    c10::DataPtr allocate(size_t bytes) override
#else
    c10::DataPtr allocate(size_t bytes) const override
#endif
    {
        void* data = bytes == 0 ? nullptr : take(bytes);
        return {data, data, &give_back, c10::Device(c10::DeviceType::CPU)};
    }

    c10::DeleterFnPtr raw_deleter() const override { return &give_back; }

#if DISTILLERY_TORCH_AT_LEAST(2, 1)
    void copy_data(void* destination, const void* source, std::size_t count) const override
    {
        std::memcpy(destination, source, count);
    }
#endif

    static void figures(int64_t& bytes, int64_t& blocks, int64_t& cached)
    {
        const std::lock_guard<std::mutex> lock(mutex);
        bytes = static_cast<int64_t>(live_bytes);
        blocks = static_cast<int64_t>(live_blocks);
        cached = static_cast<int64_t>(cached_bytes);
    }

    static void trim()
    {
        const std::lock_guard<std::mutex> lock(mutex);
        for (auto& list : free_blocks) {
            for (void* data : list.second) release(data);
            list.second.clear();
        }
        cached_bytes = 0;
    }

private:
    static void* take(size_t bytes)
    {
        const size_t class_bytes = class_of(bytes);
        {
            const std::lock_guard<std::mutex> lock(mutex);
            std::vector<void*>& list = free_blocks[class_bytes];
            ++live_blocks;
            live_bytes += class_bytes;
            if (!list.empty()) {
                void* data = list.back();
                list.pop_back();
                cached_bytes -= class_bytes;
                return data;
            }
        }
        return fresh(class_bytes);
    }

    static void* fresh(size_t class_bytes)
    {
        const size_t total = class_bytes + kAlignment;
        void* block = nullptr;
        if (posix_memalign(&block, total >= kHugePage ? kHugePage : kAlignment, total) != 0) {
            const std::lock_guard<std::mutex> lock(mutex);
            --live_blocks;
            live_bytes -= class_bytes;
            TORCH_CHECK(false, "out of memory: ", class_bytes, " bytes for a tensor are not to be had");
        }
        if (total >= kHugePage) madvise(block, total, MADV_HUGEPAGE);  // A hint; its failure costs speed alone.
        static_cast<Header*>(block)->class_bytes = class_bytes;
        return static_cast<char*>(block) + kAlignment;
    }

    static void give_back(void* data)
    {
        if (data == nullptr) return;
        const size_t class_bytes = header(data)->class_bytes;
        const std::lock_guard<std::mutex> lock(mutex);
        --live_blocks;
        live_bytes -= class_bytes;
        if (cached_bytes + class_bytes > kCacheLimit) {
            release(data);
            return;
        }
        cached_bytes += class_bytes;
        free_blocks[class_bytes].push_back(data);
    }

    static Header* header(void* data) { return reinterpret_cast<Header*>(static_cast<char*>(data) - kAlignment); }

    static void release(void* data) { std::free(header(data)); }

    static std::mutex& mutex;
    static std::unordered_map<size_t, std::vector<void*>>& free_blocks;
    static size_t live_bytes;
    static size_t live_blocks;
    static size_t cached_bytes;
};

// Never destroyed: libtorch's static objects give their tensors back after this library's static objects are gone.
std::mutex& CachingAllocator::mutex = *new std::mutex();
std::unordered_map<size_t, std::vector<void*>>& CachingAllocator::free_blocks =
    *new std::unordered_map<size_t, std::vector<void*>>();
size_t CachingAllocator::live_bytes = 0;
size_t CachingAllocator::live_blocks = 0;
size_t CachingAllocator::cached_bytes = 0;

}  // namespace

int32_t dt_allocator_install(void)
{
    return distillery::guarded([] {
        // Never destroyed: tensors may outlive every static object of this library.
        static auto* const allocator = new CachingAllocator();
        constexpr uint8_t kAboveDefault = 1;
        c10::SetCPUAllocator(allocator, kAboveDefault);
    });
}

void dt_allocator_figures(int64_t* live_bytes, int64_t* live_blocks, int64_t* cached_bytes)
{
    CachingAllocator::figures(*live_bytes, *live_blocks, *cached_bytes);
}

void dt_allocator_trim(void)
{
    CachingAllocator::trim();
}
