// A caching allocator for host tensors. libtorch's own hands every tensor to malloc, and glibc gives large blocks back to
// the kernel at once, so that each training step maps and faults in the same memory again: for small networks that costs
// as much as the arithmetic. Here a freed block waits in a list of its size for the next step, which asks for the same.
//
// Each thread that takes blocks has lists of its own, and a block goes back to the lists that it came from, whoever frees
// it. So what is kept follows from what each thread computes and not from how threads happen to overlap: with lists in
// common it would grow whenever two workers hold blocks of one size at the same moment for the first time.
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
constexpr int64_t kCacheLimit = int64_t{4} << 30;      // bytes kept at most; beyond it a freed block goes back at once
constexpr size_t kStepsPerDoubling = 8;                // size classes per power of two: at most 12.5 % is wasted

// The freed blocks of the thread that took them.
struct FreeLists {
    std::mutex mutex;                                       // hardly ever waited for: other threads only give back
    std::unordered_map<size_t, std::vector<void*>> blocks;  // by size class
};

// Lies in the 64 bytes before the data, so that a bare pointer is enough to free a block.
struct Header {
    size_t class_bytes;
    FreeLists* home;
};
static_assert(sizeof(Header) <= kAlignment, "the header must fit before the first aligned byte");

size_t class_of(size_t bytes)
{
    size_t power = kAlignment * kStepsPerDoubling;
    while (power < bytes) power <<= 1;
    const size_t step = power / (2 * kStepsPerDoubling) < kAlignment ? kAlignment : power / (2 * kStepsPerDoubling);
    return (bytes + step - 1) / step * step;
}

// Lends free lists to threads. Nothing of it is ever destroyed: libtorch's static objects give their tensors back after
// this library's static objects are gone.
class Lender {
public:
    static FreeLists& of_this_thread()
    {
        if (current == nullptr) {
            current = take_idle();
            thread_local const Return at_exit;
        }
        return *current;
    }

    template <typename Body> static void each(const Body& body)
    {
        const std::lock_guard<std::mutex> lock(mutex);
        for (FreeLists* lists : all) body(*lists);
    }

private:
    // When a thread ends, the next one to start has its lists. The pointer stays, for what the thread still takes.
    struct Return {
        Return() = default;
        ~Return()
        {
            const std::lock_guard<std::mutex> lock(mutex);
            idle.push_back(current);
        }
    };

    static FreeLists* take_idle()
    {
        const std::lock_guard<std::mutex> lock(mutex);
        if (idle.empty()) {
            all.push_back(new FreeLists());
            return all.back();
        }
        FreeLists* lists = idle.back();
        idle.pop_back();
        return lists;
    }

    static thread_local FreeLists* current;
    static std::mutex& mutex;
    static std::vector<FreeLists*>& all;
    static std::vector<FreeLists*>& idle;
};

thread_local FreeLists* Lender::current = nullptr;
std::mutex& Lender::mutex = *new std::mutex();
std::vector<FreeLists*>& Lender::all = *new std::vector<FreeLists*>();
std::vector<FreeLists*>& Lender::idle = *new std::vector<FreeLists*>();

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
        bytes = live_bytes;
        blocks = live_blocks;
        cached = cached_bytes;
    }

    static void trim()
    {
        Lender::each([](FreeLists& lists) {
            const std::lock_guard<std::mutex> lock(lists.mutex);
            for (auto& [class_bytes, list] : lists.blocks) {
                for (void* data : list) release(data);
                cached_bytes -= static_cast<int64_t>(class_bytes * list.size());
                list.clear();
            }
        });
    }

private:
    static void* take(size_t bytes)
    {
        const size_t class_bytes = class_of(bytes);
        FreeLists& home = Lender::of_this_thread();
        void* data = take_freed(home, class_bytes);
        if (data == nullptr) data = fresh(home, class_bytes);
        ++live_blocks;
        live_bytes += static_cast<int64_t>(class_bytes);
        return data;
    }

    static void* take_freed(FreeLists& home, size_t class_bytes)
    {
        const std::lock_guard<std::mutex> lock(home.mutex);
        std::vector<void*>& list = home.blocks[class_bytes];
        if (list.empty()) return nullptr;
        void* data = list.back();
        list.pop_back();
        cached_bytes -= static_cast<int64_t>(class_bytes);
        return data;
    }

    static void* fresh(FreeLists& home, size_t class_bytes)
    {
        const size_t total = class_bytes + kAlignment;
        void* block = nullptr;
        if (posix_memalign(&block, total >= kHugePage ? kHugePage : kAlignment, total) != 0)
            TORCH_CHECK(false, "out of memory: ", class_bytes, " bytes for a tensor are not to be had");
        if (total >= kHugePage) madvise(block, total, MADV_HUGEPAGE);  // A hint; its failure costs speed alone.
        *static_cast<Header*>(block) = {class_bytes, &home};
        return static_cast<char*>(block) + kAlignment;
    }

    static void give_back(void* data)
    {
        if (data == nullptr) return;
        const auto [class_bytes, home] = *header(data);
        --live_blocks;
        live_bytes -= static_cast<int64_t>(class_bytes);
        if (cached_bytes + static_cast<int64_t>(class_bytes) > kCacheLimit) {
            release(data);
            return;
        }
        const std::lock_guard<std::mutex> lock(home->mutex);
        home->blocks[class_bytes].push_back(data);
        cached_bytes += static_cast<int64_t>(class_bytes);
    }

    static Header* header(void* data) { return reinterpret_cast<Header*>(static_cast<char*>(data) - kAlignment); }

    static void release(void* data) { std::free(header(data)); }

    static std::atomic<int64_t> live_bytes;
    static std::atomic<int64_t> live_blocks;
    static std::atomic<int64_t> cached_bytes;  // threads that free at once may exceed the limit by a block each
};

std::atomic<int64_t> CachingAllocator::live_bytes{0};
std::atomic<int64_t> CachingAllocator::live_blocks{0};
std::atomic<int64_t> CachingAllocator::cached_bytes{0};

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
