//! How few people a figure may be about.

/// Figures that come from fewer people than this would tell what one of them said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SmallestGroup(usize);

impl SmallestGroup {
    /// Nothing is told: for where nobody knows how small is too small.
    pub const TELLS_NOTHING: Self = Self(usize::MAX);

    /// Nobody may make a group smaller than this, not even by a law of their own writing (A20).
    const LEAST: usize = 3;

    /// The number of people that is just enough; never fewer than three.
    pub const fn new(people: usize) -> Self {
        Self(if people < Self::LEAST { Self::LEAST } else { people })
    }

    /// The number of people that is just enough.
    pub const fn people(self) -> usize {
        self.0
    }

    /// Whether a figure made of what so many people said may be told.
    pub const fn tells(self, people: usize) -> bool {
        people >= self.0
    }

    /// Whether figures of parts may be told beside that of the whole: the whole and all parts but one would tell that one too, so a
    /// single small part hides them all.
    pub fn tells_apart(self, parts: impl IntoIterator<Item = usize>) -> bool {
        parts.into_iter().all(|people| self.tells(people))
    }

    /// How many of `all` said something, where that may be told: only when those who did and those who did not are enough. A count
    /// of nobody, of everybody or of all but one tells single people.
    pub fn share(self, some: usize, all: usize) -> Option<usize> {
        (self.tells(some) && self.tells(all.saturating_sub(some))).then_some(some)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_told_when_both_sides_of_it_are_enough() {
        let three = SmallestGroup::new(3);
        let told: Vec<usize> = (0..=7).filter(|some| three.share(*some, 7).is_some()).collect();
        assert_eq!(told, [3, 4]);
        assert!((0..=5).all(|some| three.share(some, 5).is_none()));
        assert_eq!(SmallestGroup::TELLS_NOTHING.share(500, 1000), None);
    }

    #[test]
    fn one_small_part_hides_all_parts_and_not_the_whole() {
        let three = SmallestGroup::new(3);
        assert!(three.tells_apart([4, 3]) && three.tells_apart([]) && !three.tells_apart([9, 2]));
        assert!(three.tells(3) && !three.tells(2));
        assert!(!SmallestGroup::new(0).tells(2), "no pack makes single people a group");
    }
}
