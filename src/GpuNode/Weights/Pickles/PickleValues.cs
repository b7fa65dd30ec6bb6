namespace Distillery.GpuNode.Weights.Pickles;

// What a pickle can hold, beside null, bool, long, BigInteger, double, string and byte[]. None of these has behaviour:
// unpickling here only ever builds such records.

internal sealed record PickleTuple(IReadOnlyList<object?> Items);

internal sealed record PickleList(List<object?> Items);

/// <summary>A dict or an OrderedDict, in insertion order. A repeated key is kept twice.</summary>
internal sealed record PickleMap(List<KeyValuePair<object?, object?>> Items)
{
    public PickleMap() : this([]) { }
}

/// <summary>An object whose content no weight depends on, such as training options: read over, never built.</summary>
internal sealed record PickleInert(string Name);

/// <summary>A storage that a persistent id names; its bytes stand elsewhere in the file.</summary>
/// <param name="Type">The type of its elements.</param>
/// <param name="Key">Its name within the file.</param>
/// <param name="ElementCount">How many elements it has, 0 or more.</param>
internal sealed record StorageReference(ScalarType Type, string Key, long ElementCount);

/// <summary>A strided view of a storage. Offset and strides count elements; shape and strides are equally long and
/// hold numbers of 0 or more; nothing says yet that the view lies within the storage.</summary>
internal sealed record TensorReference(StorageReference Storage, long Offset, long[] Shape, long[] Strides);

/// <summary>A whole pickle.</summary>
/// <param name="Root">The object that was pickled.</param>
/// <param name="Storages">Every storage that it mentions, by key.</param>
internal sealed record PickleContent(object? Root, IReadOnlyDictionary<string, StorageReference> Storages);
