namespace Taimatsu.Golden.Themes;

/// <summary>What is drawn after a seed; the steps of one case draw one after the other.</summary>
internal static class RandomNumbers
{
    public static void Fill(GoldenTheme theme)
    {
        static (string, object?[], (string, object?)[]) Step(string op, object?[] args, params (string, object?)[] kwargs) => (op, args, kwargs);
        static object[] Shape(params object[] shape) => shape;
        ScalarType[] floats = [float32, float64, float16, bfloat16];
        foreach (long seed in new long[] { 0, 1, 42, 4294967296, -1, long.MaxValue })
        {
            theme.Seeded(seed, Step("rand", [Shape(4)]));
            theme.Seeded(seed, Step("randn", [Shape(4)]));
            theme.Seeded(seed, Step("randn", [Shape(16)]));
            theme.Seeded(seed, Step("randperm", [7]));
        }
        foreach (var type in floats)
        {
            foreach (object n in new object[] { 0, 1, 3, 15, 16, 17, 20, 32, 37, 64 })
            {
                theme.Seeded(0, Step("randn", [Shape(n)], ("dtype", type)));
                theme.Seeded(0, Step("rand", [Shape(n)], ("dtype", type)));
            }
            theme.Seeded(2, Step("randn", [Shape(3, 7)], ("dtype", type)));
            theme.Seeded(3, Step("normal_", [torch.zeros([20], dtype: type), 1.5, 0.25]));
            theme.Seeded(3, Step("normal_", [torch.zeros([5], dtype: type), -2.0, 3.0]));
            theme.Seeded(4, Step("uniform_", [torch.zeros([9], dtype: type), -0.3, 0.7]));
            theme.Seeded(4, Step("uniform_", [torch.zeros([4], dtype: type), 10.0, 11.0]));
            theme.Seeded(5, Step("exponential_", [torch.zeros([9], dtype: type), 1.5]));
            theme.Seeded(5, Step("exponential_", [torch.zeros([20], dtype: type)]));
            theme.Seeded(6, Step("cauchy_", [torch.zeros([6], dtype: type), 0.5, 2.0]));
            theme.Seeded(6, Step("log_normal_", [torch.zeros([6], dtype: type), 0.5, 0.25]));
            theme.Seeded(6, Step("geometric_", [torch.zeros([6], dtype: type), 0.3]));
            theme.Seeded(7, Step("bernoulli_", [torch.zeros([12], dtype: type), 0.3]));
            theme.Seeded(7, Step("bernoulli", [Values.Numbers([12], type, 0, 1, 3)]));
            theme.Seeded(8, Step("dropout", [Values.Numbers([20], type, -2, 2, 3), 0.5, true]));
            theme.Seeded(8, Step("dropout", [Values.Numbers([20], type, -2, 2, 3), 0.2, true]));
            theme.Seeded(8, Step("random_", [torch.zeros([6], dtype: type)]));
            theme.Seeded(8, Step("random_", [torch.zeros([6], dtype: type), 100]));
            theme.Seeded(9, Step("randint", [0, 100, Shape(6)], ("dtype", type)));
            theme.Seeded(9, Step("multinomial", [Values.Numbers([6], type, 0.1, 1, 3), 4]));
            theme.Seeded(9, Step("multinomial", [Values.Numbers([6], type, 0.1, 1, 3), 8, true]));
        }
        foreach (var type in new[] { float32, float64 })
        {
            // The second of a pair of normal numbers waits for the next call, unless that fills blocks of 16.
            theme.Seeded(0, Step("randn", [Shape(3)], ("dtype", type)), Step("randn", [Shape(2)], ("dtype", type)), Step("rand", [Shape(2)], ("dtype", type)), Step("randn", [Shape(1)], ("dtype", type)));
            theme.Seeded(0, Step("randn", [Shape(1)], ("dtype", type)), Step("randn", [Shape(16)], ("dtype", type)), Step("randn", [Shape(1)], ("dtype", type)));
            theme.Seeded(0, Step("randn", [Shape(3)], ("dtype", type)), Step("randn", [Shape(20)], ("dtype", type)), Step("randperm", [4]), Step("randn", [Shape(3)], ("dtype", type)));
            // Not contiguous: one number after the other, in the order of the indices' strides.
            theme.Seeded(0, Step("normal_", [torch.zeros([5, 4], dtype: type).t()]));
            theme.Seeded(0, Step("normal_", [torch.zeros([4, 10], dtype: type).slice(1, 0, 10, 2)]));
            theme.Seeded(0, Step("uniform_", [torch.zeros([5, 4], dtype: type).t()]));
            theme.Seeded(0, Step("exponential_", [torch.zeros([3, 2], dtype: type).t()]));
            theme.Seeded(0, Step("bernoulli_", [torch.zeros([5, 4], dtype: type).t(), 0.5]));
            theme.Seeded(0, Step("dropout", [Values.Numbers([5, 4], type, -2, 2, 3).t(), 0.5, true]));
            theme.Seeded(11, Step("multinomial", [Values.Numbers([3, 5], type, 0.1, 1, 4), 2]));
            theme.Seeded(11, Step("multinomial", [Values.Numbers([3, 5], type, 0.1, 1, 4), 7, true]));
            theme.Seeded(11, Step("multinomial", [Values.Of(type, [4], 0, 1, 0, 3), 2]));
            theme.Seeded(12, Step("normal", [Values.Numbers([4], type, -2, 2, 3), Values.Numbers([4], type, 1, 2, 4)]));
            theme.Seeded(12, Step("normal", [Values.Numbers([4], type, -2, 2, 3), 2.0]));
            theme.Seeded(12, Step("normal", [1.5, Values.Numbers([20], type, 1, 2, 4)]));
            theme.Seeded(12, Step("poisson", [Values.Numbers([6], type, 0, 20, 4)]));
            theme.Seeded(12, Step("alpha_dropout", [Values.Numbers([12], type, -2, 2, 3), 0.3, true]));
            theme.Seeded(12, Step("feature_dropout", [Values.Numbers([2, 4, 3], type, -2, 2, 3), 0.5, true]));
            theme.Seeded(12, Step("rrelu", [Values.Numbers([8], type, -2, 2, 3)], ("training", true)));
        }
        foreach (var type in new[] { int64, int32, int16, uint8, int8, @bool })
        {
            theme.Seeded(13, Step("random_", [torch.zeros([8], dtype: type)]));
            theme.Seeded(13, Step("bernoulli_", [torch.zeros([8], dtype: type), 0.4]));
            if (type == @bool) continue;
            theme.Seeded(13, Step("random_", [torch.zeros([8], dtype: type), 10]));
            theme.Seeded(13, Step("random_", [torch.zeros([8], dtype: type), -5, 10]));
            theme.Seeded(13, Step("randint", [0, 10, Shape(8)], ("dtype", type)));
            theme.Seeded(13, Step("randint", [-20, 100, Shape(2, 3)], ("dtype", type)));
        }
        foreach (object[] range in new object[][] { [0, 2], [-7, 9], [0, 4294967295], [0, 4294967296], [0, 4294967297], [-4611686018427387904, 4611686018427387903], [100, 101] })
            theme.Seeded(14, Step("randint", [range[0], range[1], Shape(5)]));
        theme.Seeded(14, Step("randint_like", [torch.zeros([4], dtype: int64), 9]));
        foreach (object n in new object[] { 0, 1, 2, 10, 100 }) theme.Seeded(15, Step("randperm", [n]), Step("randperm", [n]));
        foreach (var type in new[] { int32, int16, uint8, float32, float64, float16 }) theme.Seeded(15, Step("randperm", [20]));
        theme.Seeded(15, Step("randperm", [20], ("dtype", int32)));
        theme.Seeded(16, Step("rand_like", [torch.zeros(3)]), Step("randn_like", [torch.zeros(17)]), Step("randint", [10, Shape(2)]), Step("bernoulli", [torch.full(5, 0.5)]), Step("dropout", [torch.ones(9), 0.5, true]));
        theme.Case("multinomial", [Values.F(1, 2), 3]);
        theme.Case("multinomial", [Values.F(-1, 2), 1]);
        theme.Case("multinomial", [Values.F(0, 0), 1]);
        theme.Case("bernoulli", [Values.F(1.5)]);
        theme.Case("bernoulli_", [Values.F(1.5), 2.0]);
        theme.Case("randint", [5, 5, Shape(2)]);
        theme.Case("normal_", [Values.F(1), 0.0, -1.0]);
        theme.Case("uniform_", [Values.F(1), 1.0, 0.0]);
        theme.Case("exponential_", [Values.F(1), -1.0]);
        theme.Case("dropout", [Values.F(1), 1.5, true]);
        theme.Case("randperm", [-1]);
        theme.Case("normal_", [Values.I(1)]);
        theme.Case("uniform_", [Values.I(1)]);
        theme.Seeded(0, Step("dropout", [Values.F(1, 2), 1.0, true]), Step("dropout", [Values.F(1, 2), 0.0, true]), Step("dropout", [Values.F(1, 2), 0.5, false]), Step("rand", [Shape(2)]));
    }
}
