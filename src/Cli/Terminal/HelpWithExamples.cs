using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Distillery.Cli.Terminal;

/// <summary>The usual help, then the command's examples.</summary>
internal sealed class HelpWithExamples(HelpAction usual) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        int code = usual.Invoke(parseResult);
        if (parseResult.CommandResult.Command is not IDocumented { Examples.Count: > 0 } command) return code;
        TextWriter output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach ((string line, string effect) in command.Examples)
        {
            output.WriteLine($"  {line}");
            output.WriteLine($"      {effect}");
        }
        output.WriteLine();
        return code;
    }
}
