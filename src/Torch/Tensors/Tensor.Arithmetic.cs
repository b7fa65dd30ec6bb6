namespace Distillery.Torch;

/// <content>Arithmetic. Names that end in InPlace change this tensor and give it back.</content>
public sealed partial class Tensor
{
    public static Tensor operator +(Tensor left, Tensor right) => Operators.Add.Call(left, right);

    public static Tensor operator -(Tensor left, Tensor right) => Operators.Subtract.Call(left, right);

    public static Tensor operator *(Tensor left, Tensor right) => Operators.Multiply.Call(left, right);

    public static Tensor operator /(Tensor left, Tensor right) => Operators.Divide.Call(left, right);

    public static Tensor operator *(Tensor left, double right) => Operators.MultiplyScalar.Call(left, right);

    public static Tensor operator *(double left, Tensor right) => Operators.MultiplyScalar.Call(right, left);

    public static Tensor operator -(Tensor value) => Operators.Negate.Call(value);

    /// <summary>this + factor · other.</summary>
    public Tensor Add(Tensor other, double factor) => Operators.Add.Call(this, other, factor);

    /// <summary>this + weight · (end − this), elementwise and broadcast.</summary>
    public Tensor Lerp(Tensor end, Tensor weight) => Operators.LerpTensor.Call(this, end, weight);

    /// <summary>The sum of all elements, a scalar tensor.</summary>
    public Tensor Sum() => Operators.Sum.Call(this);

    /// <summary>Sums along one dimension, which goes.</summary>
    public Tensor Sum(int dimension) => Operators.SumAlong.Call(this, new long[] { dimension });

    /// <summary>The mean of all elements, a scalar tensor.</summary>
    public Tensor Mean() => Operators.Mean.Call(this);

    public Tensor Exp() => Operators.Exp.Call(this);

    public Tensor Log() => Operators.Log.Call(this);

    public Tensor Sqrt() => Operators.Sqrt.Call(this);

    /// <summary>Adds factor · other.</summary>
    public Tensor AddInPlace(Tensor other, double factor = 1)
    {
        Operators.AddInPlace.Invoke(this, other, factor);
        return this;
    }

    /// <summary>Adds a number to every element.</summary>
    public Tensor AddInPlace(double number)
    {
        Operators.AddScalarInPlace.Invoke(this, number);
        return this;
    }

    /// <summary>Adds factor · left · right, elementwise.</summary>
    public Tensor AddProductInPlace(Tensor left, Tensor right, double factor = 1)
    {
        Operators.AddProductInPlace.Invoke(this, left, right, factor);
        return this;
    }

    /// <summary>Adds factor · numerator / denominator, elementwise.</summary>
    public Tensor AddQuotientInPlace(Tensor numerator, Tensor denominator, double factor = 1)
    {
        Operators.AddQuotientInPlace.Invoke(this, numerator, denominator, factor);
        return this;
    }

    public Tensor MultiplyInPlace(double factor)
    {
        Operators.MultiplyScalarInPlace.Invoke(this, factor);
        return this;
    }

    public Tensor DivideInPlace(double divisor)
    {
        Operators.DivideScalarInPlace.Invoke(this, divisor);
        return this;
    }

    /// <summary>Moves this tensor by weight · (end − this).</summary>
    public Tensor LerpInPlace(Tensor end, double weight)
    {
        Operators.LerpInPlace.Invoke(this, end, weight);
        return this;
    }

    public Tensor ZeroInPlace()
    {
        Operators.ZeroInPlace.Invoke(this);
        return this;
    }

    public Tensor FillInPlace(double value)
    {
        Operators.FillInPlace.Invoke(this, value);
        return this;
    }

    /// <summary>Takes over another tensor's values, converted and broadcast where needed.</summary>
    public Tensor CopyInPlace(Tensor source)
    {
        Operators.CopyInPlace.Invoke(this, source);
        return this;
    }
}
