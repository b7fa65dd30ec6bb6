// What the opaque handles of bridge.h hold, and the one place that makes and counts tensor handles.
#pragma once

#include <ATen/ATen.h>
#include <ATen/core/dispatch/Dispatcher.h>

#include <atomic>
#include <memory>
#include <utility>

#include "bridge.h"

struct DtTensor {
    at::Tensor value;
};

struct DtOperator {
    c10::OperatorHandle handle;
};

namespace distillery {

extern std::atomic<int64_t> live_tensors;

// Hands a tensor to the caller; counted only once it exists, so that a failed allocation counts nothing.
inline DtTensor* own(at::Tensor value)
{
    auto handle = std::make_unique<DtTensor>(DtTensor{std::move(value)});
    live_tensors.fetch_add(1, std::memory_order_relaxed);
    return handle.release();
}

inline int64_t pack(c10::Device device)
{
    const auto index = device.has_index() ? static_cast<uint8_t>(device.index()) : uint8_t{255};
    return static_cast<int64_t>(static_cast<uint8_t>(device.type())) | (static_cast<int64_t>(index) << 8);
}

inline c10::Device unpack(int64_t bits)
{
    const auto type = static_cast<c10::DeviceType>(bits & 0xff);
    const auto index = (bits >> 8) & 0xff;
    return index == 255 ? c10::Device(type) : c10::Device(type, static_cast<c10::DeviceIndex>(index));
}

}  // namespace distillery
