//! Entries of this process.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// How many entries are kept before the expired ones, then all, are thrown away.
const MOST: usize = 50_000;

struct Entry {
    value: Vec<u8>,
    ends: Instant,
}

#[derive(Default)]
pub(crate) struct Memory {
    entries: Mutex<HashMap<String, Entry>>,
}

impl Memory {
    pub fn get(&self, key: &str, now: Instant) -> Option<Vec<u8>> {
        self.lock().get(key).filter(|entry| entry.ends > now).map(|entry| entry.value.clone())
    }

    pub fn set(&self, key: &str, value: &[u8], ttl: Duration, now: Instant) {
        let mut entries = self.lock();
        make_room(&mut entries, now);
        entries.insert(key.to_owned(), Entry { value: value.to_owned(), ends: now + ttl });
    }

    pub fn delete(&self, key: &str) {
        self.lock().remove(key);
    }

    pub fn incr(&self, key: &str, ttl: Duration, now: Instant) -> i64 {
        let mut entries = self.lock();
        make_room(&mut entries, now);
        let entry = entries.entry(key.to_owned()).or_insert_with(|| Entry { value: Vec::new(), ends: now });
        if entry.ends <= now {
            *entry = Entry { value: Vec::new(), ends: now + ttl };
        }
        let before: i64 = std::str::from_utf8(&entry.value).ok().and_then(|text| text.parse().ok()).unwrap_or(0);
        let count = before.saturating_add(1);
        entry.value = count.to_string().into_bytes();
        count
    }

    /// A panic elsewhere cannot leave half an entry behind, so a poisoned lock is used on.
    fn lock(&self) -> MutexGuard<'_, HashMap<String, Entry>> {
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn make_room(entries: &mut HashMap<String, Entry>, now: Instant) {
    if entries.len() < MOST {
        return;
    }
    entries.retain(|_, entry| entry.ends > now);
    if entries.len() >= MOST {
        entries.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn values_end_with_their_time() {
        let (memory, now) = (Memory::default(), Instant::now());
        memory.set("a", b"1", SECOND, now);
        assert!(memory.get("a", now).is_some());
        assert!(memory.get("a", now + SECOND).is_none());
    }

    #[test]
    fn a_counter_counts_from_its_first_count_and_then_starts_again() {
        let (memory, now) = (Memory::default(), Instant::now());
        assert_eq!(memory.incr("n", SECOND * 2, now), 1);
        assert_eq!(memory.incr("n", SECOND * 2, now + SECOND), 2);
        assert_eq!(memory.incr("n", SECOND * 2, now + SECOND * 2), 1);
    }

    #[test]
    fn memory_is_bounded() {
        let (memory, now) = (Memory::default(), Instant::now());
        for i in 0..=MOST {
            memory.set(&i.to_string(), b"", SECOND, now);
        }
        assert!(memory.lock().len() <= MOST);
    }
}
