using Distillery.GpuNode.Weights.Pickles;
using Distillery.Shared;

namespace Distillery.GpuNode.Weights;

/// <summary>Where the bytes of a checkpoint's storages stand.</summary>
internal interface IStorageSource
{
    /// <returns>At least as many bytes as the storage's elements take.</returns>
    /// <exception cref="UserErrorException">The file has no such storage, or a shorter one.</exception>
    ReadOnlyMemory<byte> Read(StorageReference storage);
}
