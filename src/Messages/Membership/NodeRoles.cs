namespace Distillery.Messages.Membership;

/// <summary>What a node is willing to do.</summary>
[Flags]
public enum NodeRoles
{
    None = 0,
    Student = 1,
    Teacher = 2,
    Data = 4,
}
