using Distillery.Cli.Runs;
using Distillery.GpuNode.Data;
using Distillery.GpuNode.Teacher;
using Distillery.GpuNode.Teacher.Answers;
using Distillery.Shared;
using Distillery.Shared.Configuration;

namespace Distillery.Cli.Answers;

/// <summary>The answers that a configuration keeps, with what they are answers to.</summary>
internal sealed class AnswerCache : IDisposable
{
    private AnswerCache(RunConfig config, DataSources data, AnswerStore store) => (Config, Data, Store) = (config, data, store);

    internal RunConfig Config { get; }

    internal DataSources Data { get; }

    internal AnswerStore Store { get; }

    /// <summary>Answers that there can be: each sample in each view.</summary>
    internal long Wanted => (long)Data.Training.Count * Config.Data.Views!.Value;

    /// <exception cref="UserErrorException">The configuration keeps no answers, or files are missing or damaged.</exception>
    internal static AnswerCache Open(RunConfig config)
    {
        if (config.Teacher?.Answers is null)
        {
            throw new UserErrorException(
                "the configuration keeps no answers",
                "Add 'answers: {path: FOLDER}' to section teacher, and 'views: N' to section data (docs/teachers.md).");
        }
        DataSources data = DataSources.Open(config.Data);
        ulong teacher = TeacherFingerprint.Of(config.Teacher, config.Train.Threads);
        return new AnswerCache(config, data, AnswerStores.Open(config, data.ClassCount, teacher));
    }

    public void Dispose() => Store.Dispose();
}
