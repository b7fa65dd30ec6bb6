using Distillery.GpuNode.Tensors;

namespace Distillery.GpuNode.Weights.Pickles;

/// <summary>What the allowed globals give for their arguments, and what a persistent id names.</summary>
internal sealed class PickleCalls(PickleInput input)
{
    private readonly Dictionary<string, StorageReference> _storages = new(StringComparer.Ordinal);

    // One memoised list can be the argument of any number of calls, so its copies are counted.
    private long _copiedItems;

    /// <summary>The storages named so far; the first mention of a key counts.</summary>
    public IReadOnlyDictionary<string, StorageReference> Storages => _storages;

    public object? Call(PickleGlobal global, PickleTuple arguments) => global.Kind switch
    {
        PickleGlobalKind.OrderedDict => OrderedDict(arguments),
        PickleGlobalKind.Tensor => Tensor(arguments),
        PickleGlobalKind.Parameter => Parameter(arguments),
        PickleGlobalKind.Size => Size(arguments),
        PickleGlobalKind.Inert => new PickleInert(global.Name),
        _ => throw input.Fault($"calls {global.Name}, which is no function"),
    };

    /// <summary>A persistent id is ('storage', storage type, key, device, element count), and in the legacy format
    /// a sixth item, None, where PyTorch before 0.4 put a view of the storage.</summary>
    public StorageReference Storage(object? persistentId)
    {
        if (persistentId is not PickleTuple { Items: { Count: 5 or 6 } items } || items[0] is not "storage"
            || items[1] is not PickleGlobal { Kind: PickleGlobalKind.StorageType } type
            || items[2] is not string key || items[4] is not long count || count < 0)
        {
            throw input.Fault("has a persistent id that does not describe a storage");
        }
        if (items.Count == 6 && items[5] is not null)
            throw input.Refusal("its storages are views of each other, as PyTorch before 0.4 wrote them");
        if (count > long.MaxValue / type.ElementType.SizeInBytes())
            throw input.Fault($"has a storage of {count} elements, whose size overflows");
        StorageReference storage = new(type.ElementType, key, count);
        _storages.TryAdd(key, storage);
        return storage;
    }

    /// <summary>Python 2 gave the items as an argument, a list of lists of two; Python 3 sets them afterwards.
    /// </summary>
    private PickleMap OrderedDict(PickleTuple arguments)
    {
        PickleMap map = new();
        if (arguments.Items.Count == 0) return map;
        if (arguments.Items.Count != 1 || arguments.Items[0] is not PickleList pairs)
            throw input.Fault("makes an OrderedDict from something that is no list of pairs");
        _copiedItems += pairs.Items.Count;
        if (_copiedItems > PickleLimits.MaximumOperations)
            throw input.Fault($"copies more than {PickleLimits.MaximumOperations} items into dictionaries");
        foreach (object? pair in pairs.Items)
        {
            IReadOnlyList<object?> items = pair switch
            {
                PickleList { Items: { Count: 2 } list } => list,
                PickleTuple { Items: { Count: 2 } tuple } => tuple,
                _ => throw input.Fault("makes an OrderedDict from a list with an item that is no pair"),
            };
            map.Items.Add(new(items[0], items[1]));
        }
        return map;
    }

    /// <summary>The arguments are (storage, offset, shape, strides) and more that weights do not depend on.</summary>
    private TensorReference Tensor(PickleTuple arguments)
    {
        IReadOnlyList<object?> items = arguments.Items;
        if (items.Count < 4 || items[0] is not StorageReference storage || items[1] is not long offset || offset < 0)
            throw input.Fault("has a tensor without a storage and an offset of 0 or more");
        long[] shape = Numbers(items[2], "shape"), strides = Numbers(items[3], "strides");
        if (shape.Length != strides.Length)
            throw input.Fault($"has a tensor with {shape.Length} sizes and {strides.Length} strides");
        return new TensorReference(storage, offset, shape, strides);
    }

    private TensorReference Parameter(PickleTuple arguments) => arguments.Items is [TensorReference tensor, ..]
        ? tensor
        : throw input.Fault("has a parameter without a tensor");

    private PickleTuple Size(PickleTuple arguments) =>
        arguments.Items is [PickleTuple sizes] ? sizes : throw input.Fault("has a torch.Size without sizes");

    private long[] Numbers(object? value, string what)
    {
        if (value is not PickleTuple { Items: { } items })
            throw input.Fault($"has a tensor without a tuple as its {what}");
        if (items.Count > PickleLimits.MaximumRank)
            throw input.Fault($"has a tensor of {items.Count} dimensions; the limit is {PickleLimits.MaximumRank}");
        long[] numbers = new long[items.Count];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (items[i] is not long number || number < 0)
                throw input.Fault($"has a tensor with an item in its {what} that is no whole number of 0 or more");
            numbers[i] = number;
        }
        return numbers;
    }
}
