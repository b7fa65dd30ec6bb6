using System.Security.Cryptography;
using System.Text;

namespace Distillery.Coordinator.Http.Page;

/// <summary>A file of the live page, out of the assembly. A report uses the same style and script, so that its curves are drawn
/// by the same code.</summary>
public sealed class PageAsset
{
    private readonly byte[] _content;

    private PageAsset(string contentType, params ReadOnlySpan<string> files)
    {
        using MemoryStream content = new();
        foreach (string file in files)
        {
            using Stream stream = typeof(PageAsset).Assembly.GetManifestResourceStream($"{typeof(PageAsset).Namespace}.{file}")
                ?? throw new InvalidOperationException($"the assembly lacks {file}");
            stream.CopyTo(content);
        }
        (_content, ContentType) = (content.ToArray(), contentType);
    }

    public static PageAsset Document { get; } = new("text/html; charset=utf-8", "index.html");

    public static PageAsset Style { get; } = new("text/css; charset=utf-8", "page.css");

    /// <summary>All of the page's script: it draws, and follows the run.</summary>
    public static PageAsset Script { get; } = new("text/javascript; charset=utf-8", "draw.js", "show.js", "follow.js");

    /// <summary>The part that draws, which is all that a report needs.</summary>
    public static PageAsset Drawing { get; } = new("text/javascript; charset=utf-8", "draw.js");

    public string ContentType { get; }

    public string Text => Encoding.UTF8.GetString(_content);

    internal ReadOnlyMemory<byte> Content => _content;

    /// <summary>As a content security policy names what may stand in a document itself: <c>'sha256-…'</c>.</summary>
    public string PolicyHash => $"'sha256-{Convert.ToBase64String(SHA256.HashData(_content))}'";
}
