using Distillery.Shared;

namespace Distillery.GpuNode.Teacher.Onnx.Format;

/// <summary>Reads the <see cref="OnnxOutline"/> of a file, and checks every size that the file states before anybody allocates by
/// it. Field numbers are those of onnx.proto.</summary>
internal sealed class OnnxOutlineReader
{
    private const int LongestText = 1 << 16; // Bytes of a name or of a key.
    private const int LongestMetadata = 1 << 20; // Bytes of a text in the metadata.

    private readonly ProtobufReader _reader;
    private readonly OnnxTensorReader _tensors;
    private readonly List<OnnxValue> _inputs = [];
    private readonly List<OnnxValue> _outputs = [];
    private readonly Dictionary<string, string> _metadata = [];
    private bool _hasGraph;

    private OnnxOutlineReader(Stream stream)
    {
        _reader = new ProtobufReader(stream);
        _tensors = new OnnxTensorReader(_reader);
    }

    /// <exception cref="UserErrorException">The file cannot be read, is no ONNX file, or its sizes contradict each other.</exception>
    internal static OnnxOutline Read(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            return new OnnxOutlineReader(stream).ReadModel();
        }
        catch (InvalidDataException error)
        {
            throw new UserErrorException(
                $"{path} is not an ONNX file, or is damaged: {error.Message}",
                "Copy or export it again; onnx.checker.check_model tells whether it is whole.", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{path} cannot be read: {error.Message}", "Correct teacher.weights.", error);
        }
    }

    private OnnxOutline ReadModel()
    {
        while (_reader.Next())
        {
            switch (_reader.Field)
            {
                case 7: _reader.Message(() => ReadGraph(isMain: true)); break;
                case 14: _reader.Message(ReadMetadata); break;
                case 25: _reader.Message(ReadFunction); break;
            }
        }
        if (!_hasGraph) throw new InvalidDataException("there is no network in it");
        OnnxValue[] inputs = [.. _inputs.Where(input => !_tensors.WeightNames.Contains(input.Name))];
        return new OnnxOutline(inputs, _outputs, _metadata, _tensors.External);
    }

    private void ReadGraph(bool isMain)
    {
        _hasGraph = true;
        while (_reader.Next())
        {
            switch (_reader.Field)
            {
                case 1: _reader.Message(ReadNode); break;
                case 5: _reader.Message(_tensors.Read); break;
                case 11 when isMain: _reader.Message(() => ReadValue(_inputs)); break;
                case 12 when isMain: _reader.Message(() => ReadValue(_outputs)); break;
                case 15: _reader.Message(_tensors.ReadSparse); break;
            }
        }
    }

    /// <summary>A network that others call as an operator.</summary>
    private void ReadFunction()
    {
        while (_reader.Next())
        {
            if (_reader.Field == 7) _reader.Message(ReadNode);
            else if (_reader.Field == 11) _reader.Message(ReadAttribute);
        }
    }

    private void ReadNode()
    {
        while (_reader.Next())
        {
            if (_reader.Field == 5) _reader.Message(ReadAttribute);
        }
    }

    private void ReadAttribute()
    {
        while (_reader.Next())
        {
            switch (_reader.Field)
            {
                case 5 or 10: _reader.Message(_tensors.Read); break;
                case 6 or 11: _reader.Message(() => ReadGraph(isMain: false)); break;
                case 22 or 23: _reader.Message(_tensors.ReadSparse); break;
            }
        }
    }

    private void ReadMetadata()
    {
        string key = "", value = "";
        while (_reader.Next())
        {
            if (_reader.Field == 1) key = _reader.Text(LongestText);
            else if (_reader.Field == 2) value = _reader.Text(LongestMetadata);
        }
        _metadata[key] = value;
    }

    private void ReadValue(List<OnnxValue> values)
    {
        string name = "";
        OnnxElementType type = OnnxElementType.Undefined;
        List<long?>? shape = null;
        while (_reader.Next())
        {
            if (_reader.Field == 1) name = _reader.Text(LongestText);
            else if (_reader.Field == 2) _reader.Message(ReadType);
        }
        values.Add(new OnnxValue(name, type, shape));

        void ReadType()
        {
            while (_reader.Next())
            {
                if (_reader.Field == 1) _reader.Message(ReadTensorType);
            }
        }

        void ReadTensorType()
        {
            while (_reader.Next())
            {
                if (_reader.Field == 1) type = (OnnxElementType)_reader.Number;
                else if (_reader.Field == 2) _reader.Message(() => shape = ReadShape());
            }
        }
    }

    private List<long?> ReadShape()
    {
        List<long?> shape = [];
        while (_reader.Next())
        {
            if (_reader.Field != 1) continue;
            long? size = null;
            _reader.Message(() =>
            {
                while (_reader.Next())
                {
                    if (_reader.Field == 1) size = _reader.Number;
                }
            });
            shape.Add(size > 0 ? size : null); // Some exporters write 0 or -1 for an open size.
        }
        return shape;
    }
}
