using System.Linq;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Taimatsu.Generators;

/// <summary>
/// The names and faces of a pointwise operator struct. Its constructor's parameters become the methods' own. In torch.nn.functional a unary operator
/// with an in-place form takes <c>inplace:</c>, elsewhere <c>out:</c>.
/// </summary>
internal static class PointwiseWriter
{
    public static string Write(INamedTypeSymbol type, TypeDeclarationSyntax syntax, Marked marked)
    {
        var kinds = type.AllInterfaces.Select(i => i.Name).ToList();
        int face = marked.Face >= 0 ? marked.Face : Faces.Tensor | Faces.InPlace | Faces.Torch;
        var text = new StringBuilder();
        Faces.Begin(text);
        text.AppendLine("namespace Taimatsu.Operators {");
        text.AppendLine($"    partial struct {type.Name} {{");
        text.AppendLine($"        public static string Name => \"{marked.Name}\";");
        text.AppendLine($"        public static string NodeName => \"{marked.NodeName}\";");
        text.AppendLine("    }").AppendLine("}");
        text.AppendLine("namespace Taimatsu {");
        var own = syntax.ParameterList?.Parameters.ToArray() ?? [];
        string declare = Faces.Declare(own), make = $"new {type.Name}({Faces.Pass(own)})";
        string docs = Faces.Documentation(syntax);
        var methods = new StringBuilder();
        var functions = new StringBuilder();
        var functional = new StringBuilder();
        foreach (string name in marked.Names)
        {
            if (kinds.Contains("IUnaryOp"))
            {
                if ((face & Faces.Tensor) != 0) methods.Append(docs).AppendLine($"public Tensor {name}({declare}) => Pointwise.Unary({make}, this);");
                if ((face & Faces.InPlace) != 0) methods.Append(docs).AppendLine($"public Tensor {name}_({declare}) => Pointwise.UnaryInPlace({make}, this);");
                functions.Append(docs).AppendLine($"public static Tensor {name}({Faces.Join("Tensor input", Faces.Join(declare, "Tensor? @out = null"))}) => Pointwise.Unary({make}, input, @out);");
                if ((face & Faces.InPlace) != 0) functions.Append(docs).AppendLine($"public static Tensor {name}_({Faces.Join("Tensor input", declare)}) => Pointwise.UnaryInPlace({make}, input);");
                functional.Append(docs).AppendLine((face & Faces.InPlace) == 0
                    ? $"public static Tensor {name}({Faces.Join("Tensor input", declare)}) => Pointwise.Unary({make}, input);"
                    : $"public static Tensor {name}({Faces.Join("Tensor input", Faces.Join(declare, "bool inplace = false"))}) => inplace ? Pointwise.UnaryInPlace({make}, input) : Pointwise.Unary({make}, input);");
                if ((face & Faces.InPlace) != 0)
                    functional.Append(docs).AppendLine($"public static Tensor {name}_({Faces.Join("Tensor input", declare)}) => Pointwise.UnaryInPlace({make}, input);");
            }
            else if (kinds.Contains("IBinaryOp"))
            {
                foreach (string other in new[] { "Tensor", "Scalar" })
                {
                    if ((face & Faces.Tensor) != 0)
                        methods.Append(docs).AppendLine($"public Tensor {name}({Faces.Join($"{other} other", declare)}) => Pointwise.Binary({make}, this, other);");
                    if ((face & Faces.InPlace) != 0)
                        methods.Append(docs).AppendLine($"public Tensor {name}_({Faces.Join($"{other} other", declare)}) => Pointwise.BinaryInPlace({make}, this, other);");
                    functions.Append(docs).AppendLine($"public static Tensor {name}({Faces.Join($"Tensor input, {other} other", Faces.Join(declare, "Tensor? @out = null"))}) => Pointwise.Binary({make}, input, other, @out);");
                }
            }
        }
        Faces.InTensor(text, methods.ToString());
        Faces.InStaticClasses(text, face & ~Faces.Functional, functions.ToString());
        Faces.InStaticClasses(text, face & Faces.Functional, functional.ToString());
        text.AppendLine("}");
        return text.ToString();
    }
}
