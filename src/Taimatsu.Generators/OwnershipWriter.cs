using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace Taimatsu.Generators;

/// <summary>
/// The bodies of forwarders whose results are tensors. An operator may reach its result by views of memory of its own, and a view borrows: what no operand has, the result
/// gets for its own before anybody sees it. The first test, a flag that few results have set, is all that most calls pay.
/// </summary>
internal sealed class OwnershipWriter
{
    private const string Result = "result";
    private const int MostOperands = 5; // of Tensor.Settle, which takes them one by one
    private readonly List<string> _results = [], _operands = [];
    private readonly ITypeSymbol _type;
    private readonly string? _first; // an operand that is there for sure
    private readonly bool _isKnown = true; // all tensors that the results may come from

    public OwnershipWriter(IMethodSymbol method)
    {
        _type = method.ReturnType;
        AddResults(_type, Result);
        foreach (var parameter in method.Parameters)
        {
            string name = parameter.Name is "out" ? "@out" : parameter.Name;
            bool isNullable = parameter.NullableAnnotation == NullableAnnotation.Annotated;
            if (IsTensor(parameter.Type))
            {
                _operands.Add(name);
                if (!isNullable) _first ??= name;
            }
            else if (IsList(parameter.Type)) _operands.Add(isNullable ? $"..{name} ?? []" : $"..{name}");
            else if (HoldsTensors(parameter.Type)) _isKnown = false;
        }
    }

    public string Body(string call, string name, bool isMethod)
    {
        // What works in place returns its operand.
        if (!_isKnown || name.EndsWith("_") || (_results.Count == 0 && !IsList(_type))) return $" => {call};";
        var given = (isMethod ? _operands.Skip(1).Where(o => o != "@out").Prepend("this") : _operands).ToList();
        string first = isMethod ? "this" : _first ?? "", operands = $"[{string.Join(", ", given)}]";
        bool isOne = IsTensor(_type) && first.Length > 0 && _type.NullableAnnotation != NullableAnnotation.Annotated;
        string settle = isOne && given.Count <= MostOperands && !given.Any(o => o.StartsWith(".."))
            ? $"if ({Result}.BorrowsElsewhere({first})) global::Taimatsu.Tensor.Settle({string.Join(", ", given.Prepend(Result))});"
            : IsList(_type) ? $"global::Taimatsu.Tensor.Settle({Result}, {operands});"
            : isOne ? $"if ({Result}.BorrowsElsewhere({first})) global::Taimatsu.Tensor.Settle([{Result}], {operands});"
            : $"if ({string.Join(" || ", _results.Select(r => $"{r} is {{ Borrows: true }}"))}) global::Taimatsu.Tensor.Settle([{string.Join(", ", _results)}], {operands});";
        return $" {{ var {Result} = {call}; {settle} return {Result}; }}";
    }

    private void AddResults(ITypeSymbol type, string path)
    {
        if (IsTensor(type)) _results.Add(path);
        else if (type is INamedTypeSymbol { IsTupleType: true } tuple)
            foreach (var element in tuple.TupleElements) AddResults(element.Type, $"{path}.{element.Name}");
        else if (type.Name == "ValuesIndices") _results.AddRange([path + ".values", path + ".indices"]);
    }

    private static bool IsTensor(ITypeSymbol type) => type.Name == "Tensor";

    private static bool IsList(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => IsTensor(array.ElementType),
        INamedTypeSymbol { Name: "IList" or "IReadOnlyList" or "ReadOnlySpan" } named => IsTensor(named.TypeArguments[0]),
        _ => false,
    };

    private static bool HoldsTensors(ITypeSymbol type) => type switch
    {
        IArrayTypeSymbol array => HoldsTensors(array.ElementType),
        INamedTypeSymbol named => IsTensor(named) || named.TypeArguments.Any(HoldsTensors),
        _ => false,
    };
}
