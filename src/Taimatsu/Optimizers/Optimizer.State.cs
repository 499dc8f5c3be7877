using System.Collections;
using System.Globalization;

namespace Taimatsu;

public abstract partial class Optimizer
{
    /// <summary>
    /// What the optimiser remembers and its settings, in PyTorch's structure: <c>state</c> by the number of each parameter, and <c>param_groups</c>.
    /// The tensors are the optimiser's own.
    /// </summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.Optimizer.state_dict.html"/>
    public virtual OrderedDictionary<string, object?> state_dict()
    {
        var numbers = new Dictionary<Tensor, long>(ReferenceEqualityComparer.Instance);
        var groups = new List<object?>();
        foreach (var group in _groups)
        {
            var packed = new OrderedDictionary<string, object?>();
            foreach (string name in group.Keys) packed[name] = group[name];
            var ids = new List<object?>();
            foreach (var parameter in group.@params)
            {
                numbers[parameter] = numbers.Count;
                ids.Add(numbers[parameter]);
            }
            packed["params"] = ids;
            groups.Add(packed);
        }
        var states = new OrderedDictionary<long, object?>();
        foreach (var group in _groups)
            foreach (var parameter in group.@params)
                if (state.TryGetValue(parameter, out var known))
                    states[numbers[parameter]] = new OrderedDictionary<string, object?>(known);
        return new() { ["state"] = states, ["param_groups"] = groups };
    }

    /// <summary>Takes over what another optimiser of equal groups remembered: a <see cref="state_dict"/>, also one that PyTorch saved.</summary>
    /// <exception cref="ArgumentException">It has other groups, or groups of other sizes, or is no optimiser's state.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.optim.Optimizer.load_state_dict.html"/>
    public virtual void load_state_dict(object? state_dict)
    {
        if (state_dict is not IDictionary entries || entries["param_groups"] is not IEnumerable groupList || entries["state"] is not IDictionary states)
            throw new ArgumentException("load_state_dict: an optimizer's state has the entries 'state' and 'param_groups'");
        var saved = groupList.Cast<object?>().Select(g => g as IDictionary ?? throw new ArgumentException("load_state_dict: a parameter group is a dictionary")).ToList();
        if (saved.Count != _groups.Count) throw new ArgumentException("loaded state dict has a different number of parameter groups");
        var ids = saved.Select(g => g["params"] is IEnumerable list ? list.Cast<object?>().ToList() : throw new ArgumentException("load_state_dict: a parameter group has no 'params'")).ToList();
        if (_groups.Where((group, i) => group.@params.Count != ids[i].Count).Any())
            throw new ArgumentException("loaded state dict contains a parameter group that doesn't match the size of optimizer's group");

        var byNumber = new Dictionary<long, Tensor>();
        for (int i = 0; i < _groups.Count; i++)
            for (int j = 0; j < ids[i].Count; j++)
                byNumber[System.Convert.ToInt64(ids[i][j], CultureInfo.InvariantCulture)] = _groups[i].@params[j];

        var loaded = new List<(Tensor Parameter, OrderedDictionary<string, object?> State)>();
        foreach (DictionaryEntry entry in states)
        {
            if (!byNumber.TryGetValue(System.Convert.ToInt64(entry.Key, CultureInfo.InvariantCulture), out var parameter) || entry.Value is not IDictionary values) continue;
            var own = new OrderedDictionary<string, object?>();
            foreach (DictionaryEntry value in values) own[(string)value.Key] = Adopt((string)value.Key, value.Value, parameter);
            loaded.Add((parameter, own));
        }

        state.Clear();
        foreach (var (parameter, own) in loaded) state[parameter] = own;
        for (int i = 0; i < _groups.Count; i++)
            foreach (DictionaryEntry option in saved[i])
                if ((string)option.Key is not ("params" or "param_names"))
                    _groups[i][(string)option.Key] = Like(_defaults.GetValueOrDefault((string)option.Key), option.Value);
    }

    // A copy in the parameter's type and on its device; the number of steps stays what it is. Old files hold it as a plain number.
    private static object? Adopt(string name, object? value, Tensor parameter)
    {
        if (name == "step") return value is Tensor count ? count.detach().to(ScalarType.Float32, Device.CPU, copy: true) : torch.full(Size.Create([]), System.Convert.ToDouble(value, CultureInfo.InvariantCulture), ScalarType.Float32);
        if (value is not Tensor tensor) return value is int number ? (long)number : value;
        var copy = torch.empty_like(parameter.shape == tensor.shape ? parameter.detach() : tensor, parameter.is_floating_point() ? parameter.dtype : tensor.dtype, parameter.device);
        return copy.copy_(tensor.detach().to(parameter.device));
    }

    // A pair comes back from a file as a list.
    private static object? Like(object? standard, object? value)
        => standard is (double, double) && value is IList { Count: 2 } list
            ? (System.Convert.ToDouble(list[0], CultureInfo.InvariantCulture), System.Convert.ToDouble(list[1], CultureInfo.InvariantCulture))
            : value;
}
