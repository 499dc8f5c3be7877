using System.Runtime.CompilerServices;
using Taimatsu.Modules;
using Taimatsu.Serialization;

namespace Taimatsu;

public abstract partial class Module
{
    /// <summary>The version of this module's part of a state dict, which PyTorch saves beside it.</summary>
    private protected virtual long StateVersion => 1;

    /// <summary>
    /// All parameters and persistent buffers by name: a module's parameters, its buffers, then its children's. The tensors share the module's memory;
    /// with <paramref name="keep_vars"/> they are the parameters themselves.
    /// </summary>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.state_dict"/>
    public virtual StateDict state_dict(StateDict? destination = null, string prefix = "", bool keep_vars = false)
    {
        destination ??= [];
        Discover();
        destination._metadata[prefix.EndsWith('.') ? prefix[..^1] : prefix] = StateVersion;
        foreach (var (name, parameter) in _parameters)
            if (parameter is not null)
                destination[prefix + name] = keep_vars ? parameter : parameter.detach();
        foreach (var (name, buffer) in _buffers)
            if (buffer is not null && !_transient.Contains(name))
                destination[prefix + name] = keep_vars ? buffer : buffer.detach();
        foreach (var (name, module) in _modules) module?.state_dict(destination, $"{prefix}{name}.", keep_vars);
        return destination;
    }

    /// <summary>
    /// Copies tensors into the parameters and buffers of their names. With <paramref name="strict"/>, all names must match; those in
    /// <paramref name="skip"/> are left alone.
    /// </summary>
    /// <returns>The names that did not match.</returns>
    /// <exception cref="InvalidOperationException">Names are missing or unexpected, or shapes differ. What fits has been copied then, as in PyTorch.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.load_state_dict"/>
    [OverloadResolutionPriority(1)]
    public virtual IncompatibleKeys load_state_dict(IDictionary<string, Tensor> state_dict, bool strict = true, IList<string>? skip = null)
    {
        ArgumentNullException.ThrowIfNull(state_dict);
        List<string> missing = [], unexpected = [], errors = [];
        using (torch.no_grad()) Load(state_dict, "", skip ?? [], missing, unexpected, errors);
        if (strict)
        {
            if (unexpected.Count > 0) errors.Insert(0, $"Unexpected key(s) in state_dict: {Quoted(unexpected)}. ");
            if (missing.Count > 0) errors.Insert(0, $"Missing key(s) in state_dict: {Quoted(missing)}. ");
        }
        if (errors.Count > 0) throw new InvalidOperationException($"Error(s) in loading state_dict for {_get_name()}:\n\t{string.Join("\n\t", errors)}");
        return new(missing, unexpected);
    }

    /// <summary>The same for what <c>torch.load</c> returned.</summary>
    /// <returns>The names that did not match.</returns>
    /// <exception cref="ArgumentException">It is not a dictionary of tensors.</exception>
    /// <exception cref="InvalidOperationException">Names are missing or unexpected, or shapes differ.</exception>
    /// <seealso href="https://docs.pytorch.org/docs/stable/generated/torch.nn.Module.html#torch.nn.Module.load_state_dict"/>
    public IncompatibleKeys load_state_dict(object? state_dict, bool strict = true, IList<string>? skip = null) => state_dict switch
    {
        IDictionary<string, Tensor> tensors => load_state_dict(tensors, strict, skip),
        IDictionary<string, object?> values when values.Values.All(v => v is Tensor)
            => load_state_dict(new StateDict(values.Select(v => KeyValuePair.Create(v.Key, (Tensor)v.Value!))), strict, skip),
        _ => throw new ArgumentException($"Expected state_dict to be dict-like, got {state_dict?.GetType().Name ?? "None"}."),
    };

    /// <summary>Writes all parameters and buffers to a file in TorchSharp's format. For PyTorch's, use <c>torch.save(net.state_dict(), path)</c>.</summary>
    public virtual Module save(string location, IList<string>? skip = null)
    {
        WholeFile.Write(location, stream => save(stream, skip));
        return this;
    }

    /// <summary>Writes all parameters and buffers to a stream in TorchSharp's format.</summary>
    public virtual Module save(Stream stream, IList<string>? skip = null)
    {
        TorchSharpFormat.Write(state_dict().Where(entry => skip is null || !skip.Contains(entry.Key)), stream);
        return this;
    }

    /// <summary>Reads parameters and buffers from a file that <see cref="save(string, IList{string}?)"/> or TorchSharp wrote.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    /// <exception cref="InvalidOperationException">Names are missing or unexpected, or shapes differ.</exception>
    public virtual Module load(string location, bool strict = true, IList<string>? skip = null)
    {
        using var stream = File.OpenRead(location);
        load_state_dict(TorchSharpFormat.Read(stream, location), strict, skip);
        return this;
    }

    /// <summary>Reads parameters and buffers from a stream that can be searched.</summary>
    /// <exception cref="InvalidDataException">The data is damaged.</exception>
    /// <exception cref="InvalidOperationException">Names are missing or unexpected, or shapes differ.</exception>
    public virtual Module load(Stream stream, bool strict = true, IList<string>? skip = null)
    {
        load_state_dict(TorchSharpFormat.Read(stream, "stream"), strict, skip);
        return this;
    }

    private void Load(IDictionary<string, Tensor> source, string prefix, IList<string> skip, List<string> missing, List<string> unexpected, List<string> errors)
    {
        Discover();
        var own = new OrderedDictionary<string, Tensor>();
        foreach (var (name, parameter) in _parameters)
            if (parameter is not null)
                own[name] = parameter;
        foreach (var (name, buffer) in _buffers)
            if (buffer is not null && !_transient.Contains(name))
                own[name] = buffer;

        foreach (var (name, tensor) in own)
        {
            string key = prefix + name;
            if (skip.Contains(key)) continue;
            if (!source.TryGetValue(key, out var saved))
            {
                if (!MayBeMissing(name, source, prefix)) missing.Add(key);
                continue;
            }
            if (tensor.ndim == 0 && saved.ndim == 1 && saved.numel() == 1) saved = saved.select(0, 0); // written by PyTorch before 0.4
            if (saved.shape != tensor.shape)
                errors.Add($"size mismatch for {key}: copying a param with shape {saved.shape} from checkpoint, the shape in current model is {tensor.shape}.");
            else
                tensor.copy_(saved);
        }

        foreach (string key in source.Keys)
        {
            if (!key.StartsWith(prefix, StringComparison.Ordinal) || skip.Contains(key)) continue;
            string rest = key[prefix.Length..];
            int dot = rest.IndexOf('.', StringComparison.Ordinal);
            if (dot < 0 ? !own.ContainsKey(rest) : !_modules.ContainsKey(rest[..dot])) unexpected.Add(key);
        }

        foreach (var (name, module) in _modules) module?.Load(source, $"{prefix}{name}.", skip, missing, unexpected, errors);
    }

    /// <summary>True if states that an older version wrote have no such entry, so that its absence is no error.</summary>
    private protected virtual bool MayBeMissing(string name, IDictionary<string, Tensor> source, string prefix) => false;

    private static string Quoted(IEnumerable<string> names) => string.Join(", ", names.Select(n => $"\"{n}\""));
}
