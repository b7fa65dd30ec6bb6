using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Distillery.Simulation.Tests.Mutants;

/// <summary>Compiles the production machines, with a bug in them, together with the simulator, into an assembly of their
/// own. So the production code needs no place where a bug could be put in.</summary>
public sealed class MutantCompiler
{
    private static readonly string[] Folders =
    [
        "src/Coordinator/Protocol", "src/Coordinator/Placement", "src/GpuNode/Protocol", "src/Shared/Averaging",
        "src/Shared/Plans", "src/Shared/Protocol", "tests/Simulation",
    ];

    private static readonly CSharpParseOptions Parsing = new(LanguageVersion.Latest);

    private readonly string _root = FindRoot();
    private readonly Dictionary<string, SyntaxTree> _trees = [];
    private readonly MetadataReference[] _references;

    public MutantCompiler()
    {
        foreach (string path in Folders.SelectMany(folder => Directory.EnumerateFiles(
            Path.Combine(_root, folder), "*.cs", SearchOption.AllDirectories)))
        {
            string name = Path.GetRelativePath(_root, path);
            if (!IsPartOfMachines(name)) continue;
            _trees[name] = CSharpSyntaxTree.ParseText(File.ReadAllText(path), Parsing, name);
        }
        string[] namespaces =
            ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Threading", "System.Threading.Tasks"];
        string usings = string.Concat(namespaces.Select(name => $"global using global::{name};\n"));
        _trees["usings"] = CSharpSyntaxTree.ParseText(usings, Parsing);
        string trusted = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        _references = [.. trusted.Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))];
    }

    /// <summary>Runs whole clusters.</summary>
    public const string ClusterSimulator = "Distillery.Simulation.Scenarios.Simulator";

    /// <summary>Runs askers and helpers.</summary>
    public const string HelperSimulator = "Distillery.Simulation.Helpers.HelperSimulator";

    /// <summary>The mutant's own simulator.</summary>
    /// <param name="simulator">Which one.</param>
    /// <returns>Runs a seed and returns what did not hold, or null.</returns>
    public Func<ulong, string?> Compile(Mutant mutant, string simulator)
    {
        string source = File.ReadAllText(Path.Combine(_root, mutant.File));
        Assert.True(
            source.Split(mutant.Original).Length == 2, $"{mutant.File} does not have once: {mutant.Original}");
        Dictionary<string, SyntaxTree> trees = new(_trees)
        {
            [mutant.File] = CSharpSyntaxTree.ParseText(source.Replace(mutant.Original, mutant.Replacement), Parsing, mutant.File),
        };
        CSharpCompilation compilation = CSharpCompilation.Create(
            $"mutant-{Guid.NewGuid():N}", trees.Values, _references,
            new CSharpCompilationOptions(
                OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release,
                nullableContextOptions: NullableContextOptions.Enable, allowUnsafe: true));
        using MemoryStream image = new();
        string errors = string.Join('\n', compilation.Emit(image).Diagnostics.Where(found => found.Severity == DiagnosticSeverity.Error));
        Assert.True(errors.Length == 0, errors);
        image.Position = 0;
        return Bind(new AssemblyLoadContext(mutant.Name, isCollectible: true).LoadFromStream(image), simulator);
    }

    private static Func<ulong, string?> Bind(Assembly assembly, string simulator)
    {
        MethodInfo run = assembly.GetType(simulator)!.GetMethod("Run", [typeof(ulong)])!;
        PropertyInfo failure = run.ReturnType.GetProperty("Failure")!;
        return seed => (string?)failure.GetValue(run.Invoke(null, [seed]));
    }

    // Extension methods on types that stay in their own assembly would be found twice: the built ones are called.
    private static bool IsPartOfMachines(string name) =>
        !name.Contains("/obj/", StringComparison.Ordinal)
        && !name.EndsWith("Program.cs", StringComparison.Ordinal)
        && !name.EndsWith("WireTypes.cs", StringComparison.Ordinal);

    private static string FindRoot()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Orchestrator.sln"))) folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException("the tests do not run inside the repository");
    }
}
