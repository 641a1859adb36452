//! Exact points. No float ever touches a score.

use std::cmp::Ordering;
use std::fmt;
use std::iter::Sum;
use std::ops::{Add, Div, Mul, Sub};
use std::str::FromStr;

use num_bigint::BigInt;
use num_rational::{BigRational, Ratio};
use num_traits::{CheckedAdd, CheckedDiv, CheckedMul, CheckedSub, Signed, ToPrimitive, Zero};
use serde::{Deserialize, Serialize};

/// A score that people write and read: hundredths of a point, exact. `Points::from_hundredths(8998)` is 89.98 points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Points(i32);

impl Points {
    /// No points.
    pub const ZERO: Self = Self(0);

    /// From hundredths of a point.
    pub const fn from_hundredths(hundredths: i32) -> Self {
        Self(hundredths)
    }

    /// From whole points.
    pub const fn whole(points: i32) -> Self {
        Self(points * 100)
    }

    /// In hundredths of a point.
    pub const fn hundredths(self) -> i32 {
        self.0
    }

    /// As people read it in Vietnamese: decimal comma, always two places, `89,98`.
    pub fn vi(self) -> String {
        self.to_string().replace('.', ",")
    }

    /// True when the score is a whole number of steps, `step` above zero.
    pub const fn is_multiple_of(self, step: Self) -> bool {
        self.0 % step.0 == 0
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        write!(f, "{sign}{}.{:02}", self.0.abs() / 100, self.0.abs() % 100)
    }
}

/// Why a text is not a number of points.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("«{0}» không phải là số điểm hợp lệ")]
pub struct NotPoints(pub String);

impl FromStr for Points {
    type Err = NotPoints;

    /// Accepts `86`, `86.5`, `86,5` and at most two places.
    fn from_str(text: &str) -> Result<Self, NotPoints> {
        let exact: Exact = text.parse()?;
        exact.to_points_half_up().ok().filter(|points| Exact::from(*points) == exact).ok_or_else(|| NotPoints(text.to_owned()))
    }
}

impl Add for Points {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Points {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Sum for Points {
    fn sum<I: Iterator<Item = Self>>(points: I) -> Self {
        points.fold(Self::ZERO, Add::add)
    }
}

/// An exact value on the way to a result: a rational number, rounded nowhere but in [`Exact::round_half_up`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Exact(Number);

/// Scores are small fractions; what outgrows them is kept just as exactly. A value that fits is always `Small`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Number {
    Small(Ratio<i128>),
    Big(Box<BigRational>),
}

impl Exact {
    /// Nothing.
    pub fn zero() -> Self {
        Self(Number::Small(Ratio::zero()))
    }

    /// The quotient of two integers; `denominator` is not zero.
    pub fn ratio(numerator: i64, denominator: i64) -> Self {
        Self(Number::Small(Ratio::new(numerator.into(), denominator.into())))
    }

    /// True when nothing at all.
    pub fn is_zero(&self) -> bool {
        matches!(&self.0, Number::Small(small) if small.is_zero())
    }

    /// The distance from zero.
    #[must_use]
    pub fn abs(&self) -> Self {
        if *self < Self::zero() { &Self::zero() - self } else { self.clone() }
    }

    /// The arithmetic mean, or nothing for no values.
    pub fn mean<'a>(values: impl IntoIterator<Item = &'a Self>) -> Option<Self> {
        let (mut sum, mut count) = (Self::zero(), 0_i64);
        for value in values {
            sum = &sum + value;
            count += 1;
        }
        (count > 0).then(|| sum / Self::ratio(count, 1))
    }

    /// Rounds half away from zero to `places` decimal places, as plain decimal text with exactly that many places.
    pub fn round_half_up(&self, places: u32) -> String {
        let scaled = self.scaled_half_up(places);
        let digits = format!("{:0>width$}", scaled.magnitude().to_string(), width = places as usize + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places as usize);
        let sign = if scaled.is_negative() { "-" } else { "" };
        if places == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }

    /// Rounds half away from zero to hundredths of a point.
    ///
    /// # Errors
    /// When the value lies outside what [`Points`] can hold.
    pub fn to_points_half_up(&self) -> Result<Points, NotPoints> {
        self.scaled_half_up(2).to_i32().map(Points).ok_or_else(|| NotPoints(self.round_half_up(2)))
    }

    fn scaled_half_up(&self, places: u32) -> BigInt {
        if let Number::Small(small) = &self.0
            && let Some(scaled) = scaled_half_up(*small.numer(), *small.denom(), places)
        {
            return scaled.into();
        }
        let scaled = self.to_big() * BigRational::from(BigInt::from(10).pow(places));
        let half = BigRational::new(1.into(), 2.into());
        let moved = if scaled.is_negative() { scaled - half } else { scaled + half };
        moved.trunc().to_integer()
    }

    fn to_big(&self) -> BigRational {
        match &self.0 {
            Number::Small(small) => BigRational::new_raw((*small.numer()).into(), (*small.denom()).into()),
            Number::Big(big) => (**big).clone(),
        }
    }

    fn from_big(big: BigRational) -> Self {
        match (big.numer().to_i128(), big.denom().to_i128()) {
            (Some(numerator), Some(denominator)) => Self(Number::Small(Ratio::new_raw(numerator, denominator))),
            _ => Self(Number::Big(Box::new(big))),
        }
    }
}

/// `numerator / denominator * 10^places`, half away from zero; nothing when a number on the way is too large.
fn scaled_half_up(numerator: i128, denominator: i128, places: u32) -> Option<i128> {
    let doubled = numerator.checked_mul(10_i128.checked_pow(places)?)?.checked_mul(2)?;
    let moved = doubled.checked_add(if doubled < 0 { denominator.checked_neg()? } else { denominator })?;
    Some(moved / denominator.checked_mul(2)?)
}

impl Ord for Exact {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Number::Small(a), Number::Small(b)) => a.cmp(b),
            _ => self.to_big().cmp(&other.to_big()),
        }
    }
}

impl PartialOrd for Exact {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl From<Points> for Exact {
    fn from(points: Points) -> Self {
        Self::ratio(points.0.into(), 100)
    }
}

impl FromStr for Exact {
    type Err = NotPoints;

    /// Plain decimal text with any number of places; comma or dot.
    fn from_str(text: &str) -> Result<Self, NotPoints> {
        let refuse = || NotPoints(text.to_owned());
        let (sign, digits) = match text.trim().strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text.trim()),
        };
        let (whole, fraction) = digits.split_once(['.', ',']).unwrap_or((digits, ""));
        let length = whole.len() + fraction.len();
        let plain = !whole.is_empty() && length <= 40 && whole.bytes().chain(fraction.bytes()).all(|b| b.is_ascii_digit());
        if !plain || (digits.len() > whole.len() && fraction.is_empty()) {
            return Err(refuse());
        }
        let all = format!("{whole}{fraction}");
        let places = u32::try_from(fraction.len()).map_err(|_| refuse())?;
        // Eighteen digits fit into an i64, numerator and denominator.
        if let (true, Ok(numerator)) = (length <= 18, all.parse::<i64>()) {
            return Ok(Self::ratio(numerator * sign, 10_i64.pow(places)));
        }
        let numerator: BigInt = all.parse().map_err(|_| refuse())?;
        Ok(Self::from_big(BigRational::new(numerator * sign, BigInt::from(10).pow(places))))
    }
}

macro_rules! exact_operation {
    ($($trait:ident $method:ident $checked:ident),+) => {$(
        impl $trait<&Exact> for &Exact {
            type Output = Exact;
            fn $method(self, other: &Exact) -> Exact {
                if let (Number::Small(a), Number::Small(b)) = (&self.0, &other.0)
                    && let Some(small) = a.$checked(b)
                {
                    return Exact(Number::Small(small));
                }
                Exact::from_big(self.to_big().$method(other.to_big()))
            }
        }
        impl $trait for Exact {
            type Output = Self;
            fn $method(self, other: Self) -> Self {
                (&self).$method(&other)
            }
        }
    )+};
}
exact_operation!(Add add checked_add, Sub sub checked_sub, Mul mul checked_mul, Div div checked_div);

impl Sum for Exact {
    fn sum<I: Iterator<Item = Self>>(values: I) -> Self {
        values.fold(Self::zero(), Add::add)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn exact(text: &str) -> Exact {
        text.parse().unwrap()
    }

    #[test]
    fn points_read_comma_and_dot_and_refuse_what_they_cannot_hold() {
        assert_eq!("86,5".parse(), Ok(Points::from_hundredths(8650)));
        assert_eq!("86.50".parse(), Ok(Points::from_hundredths(8650)));
        for text in ["", "86,", ",5", "1.234", "1e2", "١", "-", "8 6", "99999999999"] {
            assert!(text.parse::<Points>().is_err(), "{text}");
        }
        assert_eq!(Points::from_hundredths(8998).vi(), "89,98");
        assert_eq!(Points::from_hundredths(-5).to_string(), "-0.05");
    }

    #[test]
    fn rounding_is_half_up_and_happens_once() {
        for (raw, shown) in [("89.994", "89.99"), ("89.995", "90.00"), ("49.9949999", "49.99"), ("0", "0.00")] {
            assert_eq!(exact(raw).round_half_up(2), shown);
        }
        let thirds = Exact::mean([&exact("88"), &exact("88"), &exact("87.9")]).unwrap();
        assert_eq!(thirds.round_half_up(6), "87.966667");
    }

    proptest! {
        #[test]
        fn small_and_big_numbers_obey_the_same_arithmetic(
            a in (-1_000_000_i64..1_000_000, 1_i64..1_000),
            b in (-1_000_000_i64..1_000_000, 1_i64..1_000),
            c in (i64::MIN / 2..i64::MAX / 2, 1_i64..i64::MAX),
        ) {
            // Times a huge number and divided by it again passes through what no small fraction holds.
            let huge = exact("9999999999999999999999999999999999999999");
            let big = |number: (i64, i64)| BigRational::new(number.0.into(), number.1.into());
            for (x, y) in [(a, b), (a, c), (c, b)] {
                let (small, other) = (Exact::ratio(x.0, x.1), Exact::ratio(y.0, y.1));
                prop_assert_eq!((&small + &other).to_big(), big(x) + big(y));
                prop_assert_eq!((&small - &other).to_big(), big(x) - big(y));
                prop_assert_eq!((&small * &other).to_big(), big(x) * big(y));
                prop_assert_eq!(small.cmp(&other), big(x).cmp(&big(y)));
                prop_assert_eq!(small.round_half_up(6), Exact(Number::Big(Box::new(big(x)))).round_half_up(6));
                prop_assert_eq!(&(&small * &huge) / &huge, small.clone());
                prop_assert!(matches!((&(&small * &huge) / &huge).0, Number::Small(_)), "one value, one form");
            }
        }

        #[test]
        fn points_survive_text(hundredths in -1_000_000..1_000_000) {
            let points = Points::from_hundredths(hundredths);
            prop_assert_eq!(points.to_string().parse::<Points>().unwrap(), points);
            prop_assert_eq!(Exact::from(points).to_points_half_up().unwrap(), points);
        }
    }
}
