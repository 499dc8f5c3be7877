using System.Collections.Generic;
using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Taimatsu.Generators;

/// <summary>The faces of an operator that is a static method. With <c>Sizes</c>, a parameter of type <c>Size</c> may also be given as up to six numbers.</summary>
internal static class MethodWriter
{
    private const int MostSizes = 6;

    public static string Write(IMethodSymbol method, MethodDeclarationSyntax syntax, Marked marked)
    {
        var parameters = syntax.ParameterList.Parameters.ToList();
        bool onTensor = parameters.Count > 0 && parameters[0].Type?.ToString() == "Tensor";
        int face = marked.Face >= 0 ? marked.Face : onTensor ? Faces.Tensor | Faces.Torch : Faces.Torch;
        string target = $"global::{method.ContainingType.ToDisplayString()}.{method.Name}";
        string result = syntax.ReturnType.ToString(), docs = Faces.Documentation(syntax);
        var ownership = new OwnershipWriter(method);
        string generics = syntax.TypeParameterList?.ToString() ?? "", constraints = string.Concat(syntax.ConstraintClauses.Select(c => " " + c));
        var methods = new StringBuilder();
        var functions = new StringBuilder();
        foreach (string name in marked.Names)
        {
            string full = name + generics;
            foreach (var (declared, passed, numbers) in Variants(parameters, marked.Sizes))
            {
                // Of two forms that fit, as in zeros(2, 0), where 0 could be an element type too, the one with more numbers is meant.
                int priority = marked.Priority + numbers;
                string attributes = docs + (priority == 0 ? "" : $"[System.Runtime.CompilerServices.OverloadResolutionPriority({priority})]\n");
                if ((face & Faces.Tensor) != 0 && onTensor)
                {
                    // An out: argument belongs to the functions only.
                    int dropped = passed[passed.Count - 1] == "@out" ? 1 : 0;
                    string own = string.Join(", ", declared.Skip(1).Take(declared.Count - 1 - dropped)), call = string.Join(", ", new[] { "this" }.Concat(passed.Skip(1).Take(passed.Count - 1 - dropped)));
                    methods.Append(attributes);
                    if (marked.MayReturnInput)
                    {
                        methods.AppendLine($"public {result} {full}({own}) => GivenOut({target}({call}));");
                        methods.AppendLine($"[System.Runtime.CompilerServices.OverloadResolutionPriority({priority + 1})]").AppendLine($"internal {result} {full}({Faces.Join(own, "Inside inside = default")}) => {target}({call});");
                    }
                    else methods.AppendLine($"public {result} {full}({own}){constraints}{ownership.Body($"{target}{generics}({call})", name, isMethod: true)}");
                }
                functions.Append(attributes).AppendLine(marked.MayReturnInput
                    ? $"public static {result} {full}({string.Join(", ", declared)}) => {passed[0]}.GivenOut({target}({string.Join(", ", passed)}));"
                    : $"public static {result} {full}({string.Join(", ", declared)}){constraints}{ownership.Body($"{target}{generics}({string.Join(", ", passed)})", name, isMethod: false)}");
            }
        }
        var text = new StringBuilder();
        Faces.Begin(text);
        text.AppendLine("namespace Taimatsu {");
        Faces.InTensor(text, methods.ToString());
        Faces.InStaticClasses(text, face, functions.ToString());
        text.AppendLine("}");
        return text.ToString();
    }

    private static IEnumerable<(List<string> Declared, List<string> Passed, int Numbers)> Variants(List<ParameterSyntax> parameters, bool sizes)
    {
        var declared = parameters.Select(p => p.WithAttributeLists(default).ToString()).ToList();
        var passed = parameters.Select(p => p.Identifier.Text).ToList();
        yield return (declared, passed, 0);
        if (!sizes) yield break;
        int at = parameters.FindIndex(p => p.Type?.ToString() == "Size");
        for (int count = 1; count <= MostSizes; count++)
        {
            var names = Enumerable.Range(0, count).Select(i => $"size{i}").ToList();
            var d = new List<string>(declared);
            var p = new List<string>(passed);
            d.RemoveAt(at);
            d.InsertRange(at, names.Select(n => "long " + n));
            p[at] = $"new Size({string.Join(", ", names)})";
            yield return (d, p, count);
        }
    }
}
