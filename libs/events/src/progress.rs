//! How far a transaction is with work that grows with an agency.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Steps done and steps in all, for whoever waits for a transaction.
#[derive(Clone, Debug, Default)]
pub struct Progress(Arc<Steps>);

#[derive(Debug, Default)]
struct Steps {
    done: AtomicU64,
    total: AtomicU64,
}

impl Progress {
    /// So many more steps are to do.
    pub fn expect(&self, steps: usize) {
        self.0.total.fetch_add(steps as u64, Ordering::Relaxed);
    }

    /// So many more steps are done.
    pub fn step(&self, steps: usize) {
        self.0.done.fetch_add(steps as u64, Ordering::Relaxed);
    }

    /// Steps done, and steps in all; both 0 while nobody has said.
    pub fn so_far(&self) -> (u64, u64) {
        (self.0.done.load(Ordering::Relaxed), self.0.total.load(Ordering::Relaxed))
    }
}
