using System.CommandLine;
using Distillery.Cli.Terminal;
using Distillery.Shared;
using Distillery.Shared.Configuration;

namespace Distillery.Cli.Data;

/// <summary>The arguments with which the commands about data name images.</summary>
internal sealed class DataArguments
{
    internal Argument<DataFormat> Format { get; } = new("FORMAT")
    {
        Description = "folder, webdataset, mds, tfrecord, ffcv, idx, cifar10 or cifar100, as in data.format.",
    };

    internal Argument<string> Path { get; } = new("PATH")
    {
        Description = "The folder that holds the images, as in data.path.",
        Validators = { ParseErrors.RefuseOptions },
    };

    internal Option<string?> Train { get; } = new("--train")
    {
        Description = "The folder or shards of the training set, as in data.train.",
        HelpName = "NAME",
    };

    internal Option<string?> Validation { get; } = new("--validation")
    {
        Description = "The folder or shards of the validation set, as in data.validation.",
        HelpName = "NAME",
    };

    internal Option<string?> Cache { get; } = new("--cache")
    {
        Description = "The folder for indices of shards that lie where nothing can be written, as in data.cache.",
        HelpName = "DIR",
    };

    internal Option<int> FirstClass { get; } = new("--first-class")
    {
        Description = "By which number shards name the first class, as in data.first_class.",
        HelpName = "0|1",
        DefaultValueFactory = _ => 0,
    };

    /// <exception cref="UserErrorException">The first class is neither 0 nor 1.</exception>
    internal DataLocation Read(ParseResult parsed)
    {
        int firstClass = parsed.GetValue(FirstClass);
        if (firstClass is not (0 or 1)) throw new UserErrorException($"--first-class {firstClass} is out of range", "Write 0 or 1.");
        return new DataLocation(
            parsed.GetValue(Format), System.IO.Path.GetFullPath(parsed.GetRequiredValue(Path)), parsed.GetValue(Train),
            parsed.GetValue(Validation), parsed.GetValue(Cache), firstClass);
    }
}
