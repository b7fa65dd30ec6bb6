using System.Runtime.InteropServices;

namespace Distillery.GpuNode.Data.Codecs;

/// <summary>Owns one decoder or encoder of libjpeg-turbo. One thread uses it at a time.</summary>
internal sealed class TurboJpegHandle : SafeHandle
{
    private TurboJpegHandle(nint instance) : base(invalidHandleValue: 0, ownsHandle: true) => SetHandle(instance);

    public override bool IsInvalid => handle == 0;

    internal static TurboJpegHandle Decoder() => new(TurboJpeg.CreateDecoder());

    internal static TurboJpegHandle Encoder() => new(TurboJpeg.CreateEncoder());

    protected override bool ReleaseHandle()
    {
        TurboJpeg.Destroy(handle);
        return true;
    }
}
