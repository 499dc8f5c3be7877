using System.Collections.Generic;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Taimatsu.Generators;

/// <summary>
/// Writes the public methods of everything marked with <c>[Operator]</c>: forwarders only, no semantics. The documentation and the parameters are
/// the marked declaration's own, copied as they stand.
/// </summary>
[Generator]
public sealed class OperatorGenerator : IIncrementalGenerator
{
    private const string AttributeName = "Taimatsu.Operators.OperatorAttribute";

    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var files = context.SyntaxProvider.ForAttributeWithMetadataName(AttributeName, (_, _) => true, (c, _) => Write(c)).Where(f => f.Source.Length > 0);
        context.RegisterSourceOutput(files, (c, f) => c.AddSource(f.Hint, SourceText.From(f.Source, Encoding.UTF8)));
    }

    private static (string Hint, string Source) Write(GeneratorAttributeSyntaxContext context)
    {
        var marked = Marked.Read(context.Attributes[0]);
        return context.TargetSymbol switch
        {
            INamedTypeSymbol type => ($"{type.Name}.g.cs", PointwiseWriter.Write(type, (TypeDeclarationSyntax)context.TargetNode, marked)),
            IMethodSymbol method => (Hint(method), MethodWriter.Write(method, (MethodDeclarationSyntax)context.TargetNode, marked)),
            _ => ("", ""),
        };
    }

    // Overloads get files of their own.
    private static string Hint(IMethodSymbol method)
    {
        string types = string.Join("-", method.Parameters.Select(p => p.Type.Name + (p.Type is IArrayTypeSymbol ? "Array" : "")));
        return $"{method.ContainingType.Name}.{method.Name}.{types}.g.cs";
    }
}

/// <summary>The attribute's values.</summary>
internal readonly struct Marked
{
    public readonly string Name;
    public readonly int Face;
    public readonly string? Node;
    public readonly string[] Aliases;
    public readonly bool Sizes;
    public readonly int Priority;
    public readonly bool MayReturnInput;

    private Marked(string name, int face, string? node, string[] aliases, bool sizes, int priority, bool mayReturnInput)
    {
        Name = name;
        Face = face;
        Node = node;
        Aliases = aliases;
        Sizes = sizes;
        Priority = priority;
        MayReturnInput = mayReturnInput;
    }

    public static Marked Read(AttributeData attribute)
    {
        string name = (string)attribute.ConstructorArguments[0].Value!;
        int face = -1;
        string? node = null;
        string alias = "";
        bool sizes = false, mayReturnInput = false;
        int priority = 0;
        foreach (var pair in attribute.NamedArguments)
        {
            if (pair.Key == "Face") face = (int)pair.Value.Value!;
            else if (pair.Key == "Node") node = (string?)pair.Value.Value;
            else if (pair.Key == "Alias") alias = (string?)pair.Value.Value ?? "";
            else if (pair.Key == "Sizes") sizes = (bool)pair.Value.Value!;
            else if (pair.Key == "Priority") priority = (int)pair.Value.Value!;
            else if (pair.Key == "MayReturnInput") mayReturnInput = (bool)pair.Value.Value!;
        }
        return new Marked(name, face, node, alias.Split([' '], System.StringSplitOptions.RemoveEmptyEntries), sizes, priority, mayReturnInput);
    }

    public IEnumerable<string> Names => new[] { Name }.Concat(Aliases);

    /// <summary><c>leaky_relu</c> becomes <c>LeakyReluBackward0</c>.</summary>
    public string NodeName => Node ?? string.Concat(Name.Split('_').Where(w => w.Length > 0).Select(w => char.ToUpperInvariant(w[0]) + w.Substring(1))) + "Backward0";
}
