using Taimatsu.Backends;

namespace Taimatsu.Gpu;

/// <summary>One element as the operators' bodies see it, and its conversions.</summary>
internal interface ILane<TSelf, T> : ISimd<TSelf, T>, ICast<T> where TSelf : struct, ILane<TSelf, T> where T : unmanaged;
