using Distillery.Architecture.Tests.Projects;
using Distillery.Architecture.Tests.Rules;
using Distillery.Architecture.Tests.Sources;

namespace Distillery.Architecture.Tests;

/// <summary>The rules, held against this repository.</summary>
public sealed class RepositoryTests
{
    [Fact]
    public void Projects_refer_only_to_where_an_arrow_is_drawn() => AssertNone(ProjectArrows.Check(ProjectFile.OfProduct));

    [Fact]
    public void Projects_use_only_the_packages_that_were_decided() => AssertNone(PackageUse.Check(ProjectFile.OfProduct));

    [Fact]
    public void Native_functions_are_imported_in_their_places_only() => AssertKept(new NativeImportRule());

    [Fact]
    public void Nothing_reads_the_clock_or_draws_at_random_outside_its_folders() => AssertKept(new TimeAndChanceRule());

    [Fact]
    public void Machines_know_nothing_of_Akka() => AssertKept(new AkkaUseRule());

    [Fact]
    public void Files_are_short() => AssertKept(new FileSizeRule());

    [Fact]
    public void Methods_are_short() => AssertKept(new MethodSizeRule());

    [Fact]
    public void A_file_holds_one_type_and_has_its_name() => AssertKept(new OneTypeRule());

    [Fact]
    public void Namespaces_say_the_folder() => AssertKept(new NamespaceRule());

    [Fact]
    public void Skipped_tests_say_why() => AssertKept(new SkippedTestRule());

    [Fact]
    public void No_file_holds_paths_of_one_machine_or_notes_for_later() => AssertKept(new ForbiddenTextRule());

    [Fact]
    public void Documents_name_paths_that_exist() => AssertKept(new DocumentedPathRule(Repository.Exists));

    [Fact]
    public void There_is_something_to_check()
    {
        Assert.Contains(ProjectFile.OfProduct, project => project.Name == "Cli");
        Assert.Contains(Repository.CSharpFiles, file => file.Path == "tests/Architecture.Tests/RepositoryTests.cs");
        Assert.Contains(Repository.TextFiles, file => file.Path == "distill");
        Assert.DoesNotContain(Repository.TextFiles, file => file.Path.StartsWith("artifacts/", StringComparison.Ordinal));
    }

    private static void AssertKept(ISourceRule rule) => AssertNone(Repository.TextFiles.SelectMany(rule.Check));

    private static void AssertNone(IEnumerable<Violation> violations)
    {
        string text = string.Join('\n', violations);
        Assert.True(text.Length == 0, $"broken in:\n{text}");
    }
}
