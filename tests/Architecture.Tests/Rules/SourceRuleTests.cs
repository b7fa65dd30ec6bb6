using Distillery.Architecture.Tests.Sources;

namespace Distillery.Architecture.Tests.Rules;

/// <summary>Every rule is fed what it forbids, and beside it what merely looks alike: a rule that never bites is worth
/// nothing, and one that bites at random is soon switched off.</summary>
public sealed class SourceRuleTests
{
    private const string Path = "src/GpuNode/Data/Thing.cs";

    private static readonly string[] Existing = ["src/New.cs", "docs/new.md"];

    [Theory]
    [InlineData("DateTime now = DateTime.UtcNow;")]
    [InlineData("var now = System.DateTime.Now;")]
    [InlineData("var now = DateTimeOffset.UtcNow;")]
    [InlineData("Thread.Sleep(1);")]
    [InlineData("await System.Threading.Tasks.Task.Delay(1);")]
    [InlineData("int number = Random.Shared.Next();")]
    [InlineData("var random = new Random(1);")]
    [InlineData("System.Random? random = new(1);")]
    public void The_clock_and_unnamed_chance_are_found(string statement)
    {
        Violation found = Assert.Single(new TimeAndChanceRule().Check(Method(statement)));
        Assert.Equal((Path, 6), (found.Path, found.Line));
    }

    [Theory]
    [InlineData("MethodName name = MethodName.Random;")]
    [InlineData("RandomStream stream = new RandomStream();")]
    [InlineData("string text = \"DateTime.UtcNow\"; // Task.Delay is named in a comment")]
    [InlineData("DateTimeOffset now = time.GetUtcNow();")]
    public void What_looks_like_the_clock_or_chance_is_left_alone(string statement) =>
        Assert.Empty(new TimeAndChanceRule().Check(Method(statement)));

    [Theory]
    [InlineData("src/Shared/Host/Thing.cs")]
    [InlineData("src/Shared/Time/Thing.cs")]
    public void Folders_named_Host_or_Time_may_read_the_clock(string path) =>
        Assert.Empty(new TimeAndChanceRule().Check(Method("Thread.Sleep(1);", path)));

    [Theory]
    [InlineData("src/GpuNode/Thing.cs", "LibraryImport(\"libc\")", 1)]
    [InlineData("src/Torch/Tensors/Thing.cs", "DllImport(\"libc\")", 1)]
    [InlineData("src/Shared/Runs/Thing.cs", "System.Runtime.InteropServices.DllImportAttribute(\"libc\")", 1)]
    [InlineData("src/Torch/Interop/Thing.cs", "LibraryImport(\"libc\")", 0)]
    [InlineData("src/Shared/Runs/PosixFiles.cs", "DllImport(\"libc\")", 0)]
    [InlineData("src/GpuNode/Thing.cs", "Obsolete(\"DllImport\")", 0)]
    public void Native_imports_are_found_outside_their_places(string path, string attribute, int expected) =>
        Assert.Equal(expected, new NativeImportRule().Check(new SourceFile(path, $"class Thing {{ [{attribute}] static extern void Do(); }}")).Count());

    [Theory]
    [InlineData("src/GpuNode/Protocol/Thing.cs", "using Akka.Actor;", 1)]
    [InlineData("src/GpuNode/Protocol/Thing.cs", "class Thing { Akka.Actor.IActorRef Peer; }", 1)]
    [InlineData("src/GpuNode/Protocol/Thing.cs", "class Thing; // As Akka does.", 0)]
    [InlineData("src/Shared/Cluster/Thing.cs", "using Akka.Actor;", 0)]
    public void Akka_in_a_machine_is_found(string path, string text, int expected) =>
        Assert.Equal(expected, new AkkaUseRule().Check(new SourceFile(path, text)).Count());

    [Fact]
    public void A_file_may_have_400_lines_and_no_more()
    {
        Assert.Empty(new FileSizeRule().Check(new SourceFile(Path, Lines(FileSizeRule.MaximumLines))));
        Violation found = Assert.Single(new FileSizeRule().Check(new SourceFile(Path, Lines(FileSizeRule.MaximumLines + 1))));
        Assert.Equal(401, found.Line);
        Assert.Empty(new FileSizeRule().Check(new SourceFile("docs/long.md", Lines(1000))));
    }

    [Theory]
    [InlineData("void Do()")]
    [InlineData("Thing()")]
    [InlineData("int Number { get")]
    [InlineData("void Do() { void Inner()")]
    public void A_method_may_have_70_lines_and_no_more(string signature)
    {
        string close = string.Concat(Enumerable.Repeat("}", signature.Count(letter => letter == '{')));
        string Body(int lines) => $"class Thing {{\n{signature} {{\n{Lines(lines - 2)}}} {close} }}";
        Assert.Empty(new MethodSizeRule().Check(new SourceFile(Path, Body(MethodSizeRule.MaximumLines))));
        Assert.NotEmpty(new MethodSizeRule().Check(new SourceFile(Path, Body(MethodSizeRule.MaximumLines + 1))));
    }

    [Theory]
    [InlineData("src/GpuNode/Data/Thing.cs", "Distillery.GpuNode.Data", 0)]
    [InlineData("src/GpuNode/Data/Thing.cs", "Distillery.GpuNode", 1)]
    [InlineData("tests/GpuNode.Tests/Data/ThingTests.cs", "Distillery.GpuNode.Tests.Data", 0)]
    [InlineData("tests/GpuNode.Tests/Data/ThingTests.cs", "Distillery.GpuNode.Data", 1)]
    [InlineData("src/Torch/Tensors/Thing.cs", "Distillery.Torch", 0)]
    [InlineData("src/Torch/Interop/Thing.cs", "Distillery.Torch.Interop", 0)]
    [InlineData("src/Torch/Interop/Thing.cs", "Distillery.Torch.Tensors", 1)]
    [InlineData("tests/Torch.Tests/Tensors/ThingTests.cs", "Distillery.Torch", 1)]
    [InlineData("src/Messages/Teachers.cs", "Distillery.Messages.Teachers", 0)]
    [InlineData("src/Messages/Teachers.cs", "Distillery.Messages.Samples", 1)]
    [InlineData("src/GpuNode/Teachers.cs", "Distillery.GpuNode.Teachers", 1)]
    public void Namespaces_that_differ_from_the_folder_are_found(string path, string name, int expected) =>
        Assert.Equal(expected, new NamespaceRule().Check(new SourceFile(path, $"namespace {name};\nclass Thing;")).Count());

    [Theory]
    [InlineData("public class Other;")]
    [InlineData("public class Thing; public class Other;")]
    [InlineData("public class Thing; public interface IThing;")]
    [InlineData("public record First; public record Second;")]
    [InlineData("public class Thing; public enum Kinds {LINES A }")]
    [InlineData("class Thing; class Helper {LINES }")]
    [InlineData("namespace A.Thing; public record First; public class Second;")]
    [InlineData("public record Thing; public record First : Other {LINES }")]
    public void A_file_with_another_type_is_found(string text)
    {
        string lines = new('\n', OneTypeRule.MaximumCompanionLines);
        Assert.Single(new OneTypeRule().Check(new SourceFile(Path, text.Replace("LINES", lines, StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("public class Thing { public class Inner; }")]
    [InlineData("public class Thing; public record Part(int Number); public enum Kind { A }")]
    [InlineData("public enum Thing { A } public static class Things;")]
    [InlineData("internal record First; internal record Second;")]
    [InlineData("sealed class Thing : IThing; interface IThing { int Number { get; } }")]
    [InlineData("namespace A; public partial class Thing<T>;")]
    [InlineData("namespace A.Thing; public record First {LINES }public record Second; public enum Kind { A }")]
    [InlineData("public record Thing; public record First : Thing {LINES }")]
    public void Companions_conversations_and_unions_are_left_alone(string text)
    {
        string lines = new('\n', OneTypeRule.MaximumCompanionLines);
        Assert.Empty(new OneTypeRule().Check(new SourceFile(Path, text.Replace("LINES", lines, StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("Fact(Skip = \"\")", 1)]
    [InlineData("Theory(Skip = \"flaky\")", 1)]
    [InlineData("Fact(Skip = null)", 1)]
    [InlineData("Fact(Skip = \"needs a CUDA device, which this machine has not\")", 0)]
    [InlineData("Fact(DisplayName = \"\")", 0)]
    public void Tests_skipped_without_a_reason_are_found(string attribute, int expected) =>
        Assert.Equal(expected, new SkippedTestRule().Check(Attributed(attribute)).Count());

    [Theory]
    [InlineData("see ../", "shared/notes.md")]
    [InlineData("path: /", "work/main/data")]
    [InlineData("\"/", "home/somebody/run\"")]
    [InlineData("C:\\", "Users\\somebody")]
    [InlineData("// TO", "DO: later")]
    [InlineData("# FIX", "ME")]
    public void Paths_of_one_machine_and_notes_for_later_are_found(string front, string back) => // In two parts: this file is checked as well.
        Assert.Single(new ForbiddenTextRule().Check(new SourceFile("docs/any.md", "first\n" + front + back)));

    [Theory]
    [InlineData("src/Shared/Runs and ../Shared/Shared.csproj")]
    [InlineData("net/work/ and ./work/ are relative")]
    [InlineData("toDoList")]
    public void Relative_paths_are_left_alone(string text) =>
        Assert.Empty(new ForbiddenTextRule().Check(new SourceFile("docs/any.md", text)));

    [Theory]
    [InlineData("see `src/Old.cs` there", 1)]
    [InlineData("see [this](old.md#part)", 1)]
    [InlineData("see `src/New.cs`, `docs`, [that](new.md) and [elsewhere](https://example.org/old.md) and [here](#part)", 0)]
    [InlineData("run `dotnet build src/Old.cs` or `src/*.cs`", 0)]
    public void Documented_paths_that_do_not_exist_are_found(string text, int expected) =>
        Assert.Equal(expected, new DocumentedPathRule(Existing.Contains).Check(new SourceFile("docs/any.md", text)).Count());

    private static SourceFile Method(string statement, string path = Path) => new(
        path, $"namespace Some.Where;\npublic class Thing\n{{\n    async Task Do()\n    {{\n        {statement}\n    }}\n}}\n");

    private static SourceFile Attributed(string attribute) => new(Path, $"class Thing {{ [{attribute}] public void Test() {{ }} }}");

    private static string Lines(int count) => string.Concat(Enumerable.Repeat(";\n", count));
}
