using System.Numerics;
using System.Text;
using Distillery.Shared;

namespace Distillery.GpuNode.Weights.Pickles;

/// <summary>Reads one pickle without running anything in it: a stack machine that knows the opcodes of
/// <see cref="PickleOpcode"/> and the names of <see cref="PickleGlobal"/>, and builds only plain records.</summary>
/// <remarks>The opcodes and their effects are those of Python's pickletools module. The result may contain itself;
/// who walks it must bound the depth.</remarks>
internal sealed class PickleReader
{
    private const int NewestProtocol = 5;

    private readonly PickleInput _input;
    private readonly PickleStack _stack;
    private readonly PickleCalls _calls;

    private PickleReader(PickleInput input) =>
        (_input, _stack, _calls) = (input, new PickleStack(input), new PickleCalls(input));

    /// <summary>Reads one pickle from where the stream stands, and leaves the stream just after it.</summary>
    /// <exception cref="UserErrorException">The pickle is damaged, exceeds a limit of <see cref="PickleLimits"/>, or
    /// mentions a name that is not allowed.</exception>
    public static PickleContent Read(Stream stream, WeightsInput input) =>
        new PickleReader(new PickleInput(stream, input)).Run();

    private PickleContent Run()
    {
        for (int operation = 0; operation < PickleLimits.MaximumOperations; operation++)
        {
            var opcode = (PickleOpcode)_input.ReadByte();
            if (opcode == PickleOpcode.Stop) return new PickleContent(_stack.Pop(), _calls.Storages);
            bool isKnown = TryScalar(opcode) || TryText(opcode) || TryContainer(opcode) || TryStack(opcode)
                || TryObject(opcode);
            if (!isKnown) throw _input.Fault($"has the opcode 0x{(byte)opcode:X2}, which PyTorch does not write");
        }
        throw _input.Fault($"has more than {PickleLimits.MaximumOperations} operations");
    }

    private bool TryScalar(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.None: _stack.Push(null); return true;
            case PickleOpcode.NewTrue: _stack.Push(true); return true;
            case PickleOpcode.NewFalse: _stack.Push(false); return true;
            case PickleOpcode.BinaryInt: _stack.Push((long)_input.ReadInt32()); return true;
            case PickleOpcode.BinaryInt1: _stack.Push((long)_input.ReadByte()); return true;
            case PickleOpcode.BinaryInt2: _stack.Push((long)_input.ReadUInt16()); return true;
            case PickleOpcode.Long1: _stack.Push(ReadInteger(_input.ReadByte())); return true;
            case PickleOpcode.Long4: _stack.Push(ReadInteger(_input.ReadInt32())); return true;
            case PickleOpcode.BinaryFloat: _stack.Push(_input.ReadDouble()); return true;
            default: return false;
        }
    }

    private bool TryText(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.ShortBinaryUnicode: _stack.Push(_input.ReadUtf8(_input.ReadByte())); return true;
            case PickleOpcode.BinaryUnicode: _stack.Push(_input.ReadUtf8(_input.ReadUInt32())); return true;
            case PickleOpcode.BinaryUnicode8: _stack.Push(_input.ReadUtf8(_input.ReadLength64())); return true;
            // Python 2 strings: names are ASCII, and other bytes must not stop the reading.
            case PickleOpcode.ShortBinaryString: _stack.Push(ReadLatin1(_input.ReadByte())); return true;
            case PickleOpcode.BinaryString: _stack.Push(ReadLatin1(_input.ReadInt32())); return true;
            case PickleOpcode.ShortBinaryBytes: _stack.Push(_input.ReadBytes(_input.ReadByte())); return true;
            case PickleOpcode.BinaryBytes: _stack.Push(_input.ReadBytes(_input.ReadUInt32())); return true;
            case PickleOpcode.BinaryBytes8:
            case PickleOpcode.ByteArray8: _stack.Push(_input.ReadBytes(_input.ReadLength64())); return true;
            default: return false;
        }
    }

    private bool TryContainer(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.EmptyTuple: _stack.Push(new PickleTuple([])); return true;
            case PickleOpcode.Tuple: _stack.Push(new PickleTuple(_stack.PopToMark())); return true;
            case PickleOpcode.Tuple1: _stack.Push(new PickleTuple(_stack.Pop(1))); return true;
            case PickleOpcode.Tuple2: _stack.Push(new PickleTuple(_stack.Pop(2))); return true;
            case PickleOpcode.Tuple3: _stack.Push(new PickleTuple(_stack.Pop(3))); return true;
            case PickleOpcode.EmptyList:
            case PickleOpcode.EmptySet: _stack.Push(new PickleList([])); return true;
            case PickleOpcode.FrozenSet: _stack.Push(new PickleList(_stack.PopToMark())); return true;
            case PickleOpcode.Append: AppendAll(_stack.Pop(1)); return true;
            case PickleOpcode.Appends:
            case PickleOpcode.AddItems: AppendAll(_stack.PopToMark()); return true;
            case PickleOpcode.EmptyDict: _stack.Push(new PickleMap()); return true;
            case PickleOpcode.SetItem: SetAll(_stack.Pop(2)); return true;
            case PickleOpcode.SetItems: SetAll(_stack.PopToMark()); return true;
            default: return false;
        }
    }

    private bool TryStack(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Protocol: CheckProtocol(_input.ReadByte()); return true;
            case PickleOpcode.Frame: _input.ReadLength64(); return true; // a hint for readers that buffer
            case PickleOpcode.Mark: _stack.Mark(); return true;
            case PickleOpcode.Pop: _stack.Pop(); return true;
            case PickleOpcode.PopMark: _stack.PopToMark(); return true;
            case PickleOpcode.Duplicate: _stack.Push(_stack.Peek()); return true;
            case PickleOpcode.Memoize: _stack.Memoize(); return true;
            case PickleOpcode.BinaryPut: _stack.Put(_input.ReadByte()); return true;
            case PickleOpcode.LongBinaryPut: _stack.Put(_input.ReadUInt32()); return true;
            case PickleOpcode.BinaryGet: _stack.Get(_input.ReadByte()); return true;
            case PickleOpcode.LongBinaryGet: _stack.Get(_input.ReadUInt32()); return true;
            default: return false;
        }
    }

    private bool TryObject(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Global: PushGlobal(_input.ReadLine(), _input.ReadLine()); return true;
            case PickleOpcode.StackGlobal: StackGlobal(_stack.Pop(2)); return true;
            case PickleOpcode.BinaryPersistentId: _stack.Push(_calls.Storage(_stack.Pop())); return true;
            case PickleOpcode.Reduce:
            case PickleOpcode.NewObject: Call(_stack.Pop(2)); return true;
            case PickleOpcode.Build: Build(); return true;
            default: return false;
        }
    }

    private void CheckProtocol(byte protocol)
    {
        if (protocol > NewestProtocol)
            throw _input.Fault($"has the protocol {protocol}; the newest that exists is {NewestProtocol}");
    }

    /// <summary>Integers that a long can hold are longs, so that readers meet one type.</summary>
    private object ReadInteger(int byteCount)
    {
        if (byteCount is < 0 or > PickleLimits.MaximumIntegerBytes)
            throw _input.Fault($"has an integer of {byteCount} bytes; the limit is {PickleLimits.MaximumIntegerBytes}");
        BigInteger value = new(_input.ReadBytes(byteCount));
        if (value >= long.MinValue && value <= long.MaxValue) return (long)value;
        return value;
    }

    private string ReadLatin1(int byteCount) => Encoding.Latin1.GetString(_input.ReadBytes(byteCount));

    private void AppendAll(IReadOnlyList<object?> items)
    {
        switch (_stack.Peek())
        {
            case PickleList list: list.Items.AddRange(items); break;
            default: throw _input.Fault("appends to something that is no list");
        }
    }

    private void SetAll(IReadOnlyList<object?> keysAndValues)
    {
        if (_stack.Peek() is not PickleMap map || keysAndValues.Count % 2 != 0)
            throw _input.Fault("sets items of something that is no dictionary, or a key without a value");
        for (int i = 0; i < keysAndValues.Count; i += 2) map.Items.Add(new(keysAndValues[i], keysAndValues[i + 1]));
    }

    private void StackGlobal(object?[] moduleAndName)
    {
        if (moduleAndName is not [string module, string name]) throw _input.Fault("has a global without a name");
        PushGlobal(module, name);
    }

    private void PushGlobal(string module, string name) => _stack.Push(PickleGlobal.Find(module, name)
        ?? throw _input.Refusal($"it asks to run or build '{Printable($"{module}.{name}")}', "
            + "and Distillery reads tensors only, without running anything in a file"));

    private void Call(object?[] functionAndArguments)
    {
        if (functionAndArguments is not [PickleGlobal global, PickleTuple arguments])
            throw _input.Fault("makes a call without a function or without arguments");
        _stack.Push(_calls.Call(global, arguments));
    }

    /// <summary>Takes an object's attributes, which no weight depends on (a state dict's are its versions).</summary>
    private void Build()
    {
        _stack.Pop();
        if (_stack.Peek() is not (PickleMap or PickleInert or TensorReference))
            throw _input.Fault("sets attributes of something that has none");
    }

    private static string Printable(string name) =>
        new([.. name.Take(PickleLimits.MaximumGlobalBytes).Select(letter => char.IsControl(letter) ? '?' : letter)]);
}
