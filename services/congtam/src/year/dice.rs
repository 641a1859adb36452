//! Choices that come out the same in every run: each is thrown from the seed and the name of what is chosen.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

/// Dice of one purpose, such as one rater's opinion of one colleague.
pub(super) struct Dice(StdRng);

impl Dice {
    /// The same seed and names give the same throws, whatever happened before.
    pub(super) fn of(seed: u64, names: &[&str]) -> Self {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ seed;
        for byte in names.iter().flat_map(|name| name.bytes().chain([0])) {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
        Self(StdRng::seed_from_u64(hash))
    }

    /// True in `percent` of a hundred throws.
    pub(super) fn chance(&mut self, percent: u32) -> bool {
        self.0.random_range(0..100) < percent
    }

    /// A whole number, both ends included.
    pub(super) fn between(&mut self, low: i32, high: i32) -> i32 {
        self.0.random_range(low..=high)
    }

    /// A place in a list of `count` things; `count` is not zero.
    pub(super) fn index(&mut self, count: usize) -> usize {
        self.0.random_range(0..count)
    }

    /// One of several texts.
    pub(super) fn pick<'a>(&mut self, texts: &[&'a str]) -> &'a str {
        texts[self.index(texts.len())]
    }

    /// `count` different things of a list, in its order; all of them when there are fewer.
    pub(super) fn some<'a, T>(&mut self, things: &'a [T], count: usize) -> Vec<&'a T> {
        let mut left: Vec<usize> = (0..things.len()).collect();
        while left.len() > count {
            left.remove(self.index(left.len()));
        }
        left.into_iter().map(|index| &things[index]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_names_throw_the_same_and_others_do_not() {
        let throw = |seed, names: &[&str]| {
            let mut dice = Dice::of(seed, names);
            (0..8).map(|_| dice.between(0, 1_000_000)).collect::<Vec<_>>()
        };
        assert_eq!(throw(7, &["lan", "hải"]), throw(7, &["lan", "hải"]));
        assert_ne!(throw(7, &["lan", "hải"]), throw(8, &["lan", "hải"]));
        assert_ne!(throw(7, &["lan", "hải"]), throw(7, &["lanh", "ải"]));
    }
}
