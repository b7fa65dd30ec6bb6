namespace Distillery.Torch;

/// <summary>The operators behind <see cref="Tensor"/>'s own methods, found once.</summary>
internal static class Operators
{
    internal static readonly Operator View = Operator.Find("aten::view");
    internal static readonly Operator Reshape = Operator.Find("aten::reshape");
    internal static readonly Operator Flatten = Operator.Find("aten::flatten.using_ints");
    internal static readonly Operator Transpose = Operator.Find("aten::transpose.int");
    internal static readonly Operator Permute = Operator.Find("aten::permute");
    internal static readonly Operator Narrow = Operator.Find("aten::narrow");
    internal static readonly Operator IndexSelect = Operator.Find("aten::index_select");
    internal static readonly Operator Detach = Operator.Find("aten::detach");
    internal static readonly Operator Data = Operator.Find("aten::data");
    internal static readonly Operator Clone = Operator.Find("aten::clone");
    internal static readonly Operator Contiguous = Operator.Find("aten::contiguous");
    internal static readonly Operator ToType = Operator.Find("aten::to.dtype");
    internal static readonly Operator ToDevice = Operator.Find("aten::to.device");
    internal static readonly Operator Concatenate = Operator.Find("aten::cat");

    internal static readonly Operator Add = Operator.Find("aten::add.Tensor");
    internal static readonly Operator Subtract = Operator.Find("aten::sub.Tensor");
    internal static readonly Operator Multiply = Operator.Find("aten::mul.Tensor");
    internal static readonly Operator MultiplyScalar = Operator.Find("aten::mul.Scalar");
    internal static readonly Operator Divide = Operator.Find("aten::div.Tensor");
    internal static readonly Operator Negate = Operator.Find("aten::neg");
    internal static readonly Operator Sum = Operator.Find("aten::sum");
    internal static readonly Operator SumAlong = Operator.Find("aten::sum.dim_IntList");
    internal static readonly Operator Mean = Operator.Find("aten::mean");
    internal static readonly Operator Exp = Operator.Find("aten::exp");
    internal static readonly Operator Log = Operator.Find("aten::log");
    internal static readonly Operator Sqrt = Operator.Find("aten::sqrt");

    internal static readonly Operator AddInPlace = Operator.Find("aten::add_.Tensor");
    internal static readonly Operator AddScalarInPlace = Operator.Find("aten::add_.Scalar");
    internal static readonly Operator AddProductInPlace = Operator.Find("aten::addcmul_");
    internal static readonly Operator AddQuotientInPlace = Operator.Find("aten::addcdiv_");
    internal static readonly Operator MultiplyScalarInPlace = Operator.Find("aten::mul_.Scalar");
    internal static readonly Operator LerpTensor = Operator.Find("aten::lerp.Tensor");
    internal static readonly Operator DivideScalarInPlace = Operator.Find("aten::div_.Scalar");
    internal static readonly Operator LerpInPlace = Operator.Find("aten::lerp_.Scalar");
    internal static readonly Operator ZeroInPlace = Operator.Find("aten::zero_");
    internal static readonly Operator FillInPlace = Operator.Find("aten::fill_.Scalar");
    internal static readonly Operator CopyInPlace = Operator.Find("aten::copy_");
}
