using System.CommandLine;
using Distillery.Cli.Answers;
using Distillery.Cli.Terminal;
using Distillery.Shared.Configuration;

namespace Distillery.Cli.Commands;

/// <summary><c>distill teacher cache</c>: the answers that a configuration keeps.</summary>
internal sealed class TeacherCommand
{
    private readonly CliContext _context;
    private readonly Argument<string> _config = CommonOptions.Config();
    private readonly Option<string[]> _set = CommonOptions.Set();
    private readonly Option<bool> _json = CommonOptions.Json();
    private readonly Option<string> _devices = CommonOptions.Devices();

    private TeacherCommand(CliContext context) => _context = context;

    internal static Command Create(CliContext context)
    {
        Command cache = new DocumentedCommand(
            "cache", "The answers that a configuration keeps.",
            ("distill teacher cache build my.yaml", "asks for all that are missing, before a run"))
        {
            Part(context, "build", "Asks the teacher for every answer that is missing. Run it again to go on.", parts => parts.Build),
            Part(context, "verify", "Reads every answer and checks it; 1 when some are damaged.", parts => parts.Verify),
            Part(context, "stats", "How many answers are kept, and where.", parts => parts.Show),
        };
        return new DocumentedCommand(
            "teacher", "The teacher's answers, kept for the next time.",
            ("distill teacher cache stats my.yaml", "how many there are"))
        {
            cache,
        };
    }

    private static DocumentedCommand Part(
        CliContext context, string name, string description, Func<TeacherCommand, Func<ParseResult, int>> action)
    {
        TeacherCommand parts = new(context);
        DocumentedCommand command = new(name, description, ($"distill teacher cache {name} my.yaml", "my.yaml has teacher.answers"))
        {
            parts._config, parts._set, parts._json,
        };
        if (name == "build") command.Add(parts._devices);
        command.SetAction(action(parts));
        return command;
    }

    private int Build(ParseResult parsed)
    {
        using AnswerCache cache = Open(parsed);
        try
        {
            long asked = new CacheBuild(cache, _context).Run(CommonOptions.ParseDevices(parsed.GetRequiredValue(_devices)));
            _context.Error.WriteLine($"{Phrases.Count(asked)} answers were asked");
        }
        catch (OperationCanceledException)
        {
            _context.Error.WriteLine("interrupted: what was asked is kept");
            _context.Error.WriteLine($"next:  Run the same command again to go on: {CommandText.Of(parsed)}");
            return ExitCodes.Interrupted;
        }
        Write(parsed, cache);
        return ExitCodes.Done;
    }

    private int Verify(ParseResult parsed)
    {
        using AnswerCache cache = Open(parsed); // Opening reads every record and checks it.
        Write(parsed, cache);
        return cache.Store.DamagedCount == 0 ? ExitCodes.Done : ExitCodes.Failed;
    }

    private int Show(ParseResult parsed)
    {
        using AnswerCache cache = Open(parsed);
        Write(parsed, cache);
        return ExitCodes.Done;
    }

    private AnswerCache Open(ParseResult parsed) =>
        AnswerCache.Open(ConfigLoader.Load(parsed.GetRequiredValue(_config), parsed.GetRequiredValue(_set)));

    private void Write(ParseResult parsed, AnswerCache cache)
    {
        if (parsed.GetValue(_json)) _context.Output.WriteLine(CacheReport.ToJson(cache).ToJsonString());
        else CacheReport.Write(cache, _context.Output);
    }
}
