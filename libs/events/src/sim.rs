//! A bus that misbehaves by seed: a test instrument, never a mode.
//!
//! It delivers out of order, more than once, late, and loses acknowledgements, always within the contract of [`Bus`].

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use tokio::sync::Notify;

use crate::{Acker, Arrival, Bus, BusError, Delivery, Envelope, Subscription};

/// The simulated bus; clones share one world.
#[derive(Clone)]
pub struct SimBus(Arc<Shared>);

struct Shared {
    world: Mutex<World>,
    changed: Notify,
}

struct World {
    rng: StdRng,
    published: Vec<Envelope>,
    /// What each (source, listener) has still to take: index into `published` and attempts so far.
    queues: HashMap<(String, String), Vec<(usize, i64)>>,
    in_flight: usize,
}

impl SimBus {
    /// A world whose misfortunes follow from `seed`.
    pub fn new(seed: u64) -> Self {
        let world = World { rng: StdRng::seed_from_u64(seed), published: Vec::new(), queues: HashMap::new(), in_flight: 0 };
        Self(Arc::new(Shared { world: Mutex::new(world), changed: Notify::new() }))
    }

    /// True when every listener has taken everything.
    pub fn is_quiet(&self) -> bool {
        let world = self.world();
        world.in_flight == 0 && world.queues.values().all(Vec::is_empty)
    }

    /// Everything ever published, in order.
    pub fn published(&self) -> Vec<Envelope> {
        self.world().published.clone()
    }

    fn world(&self) -> MutexGuard<'_, World> {
        self.0.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn put_back(&self, key: &(String, String), index: usize, attempt: i64) {
        let mut world = self.world();
        if let Some(queue) = world.queues.get_mut(key) {
            queue.push((index, attempt));
        }
        world.in_flight -= 1;
        drop(world);
        self.0.changed.notify_waiters();
    }
}

#[async_trait]
impl Bus for SimBus {
    async fn publish(&self, envelope: &Envelope) -> Result<(), BusError> {
        let mut world = self.world();
        let index = world.published.len();
        world.published.push(envelope.clone());
        let twice = world.rng.random_ratio(1, 8);
        for ((source, _), queue) in &mut world.queues {
            if *source == envelope.source {
                queue.push((index, 0));
                if twice {
                    queue.push((index, 0));
                }
            }
        }
        drop(world);
        self.0.changed.notify_waiters();
        Ok(())
    }

    async fn subscribe(&self, source: &str, listener: &str) -> Result<Box<dyn Subscription>, BusError> {
        let key = (source.to_owned(), listener.to_owned());
        let mut world = self.world();
        if !world.queues.contains_key(&key) {
            let all = (0..world.published.len()).filter(|index| world.published[*index].source == source).map(|index| (index, 0)).collect();
            world.queues.insert(key.clone(), all);
        }
        drop(world);
        Ok(Box::new(SimSubscription { bus: self.clone(), key }))
    }
}

struct SimSubscription {
    bus: SimBus,
    key: (String, String),
}

#[async_trait]
impl Subscription for SimSubscription {
    async fn next(&mut self, most: usize, wait: Duration) -> Result<Vec<Arrival>, BusError> {
        let changed = self.bus.0.changed.notified();
        let taken = self.take(most);
        if !taken.is_empty() {
            return Ok(taken);
        }
        let _ = tokio::time::timeout(wait, changed).await;
        Ok(self.take(most))
    }
}

impl SimSubscription {
    fn take(&self, most: usize) -> Vec<Arrival> {
        let mut guard = self.bus.world();
        let world = &mut *guard;
        let Some(queue) = world.queues.get_mut(&self.key) else { return Vec::new() };
        let count = queue.len().min(most).min(world.rng.random_range(1..=8));
        let mut taken = Vec::with_capacity(count);
        for _ in 0..count {
            let at = world.rng.random_range(0..queue.len());
            let (index, attempts) = queue.swap_remove(at);
            let ack_is_lost = world.rng.random_ratio(1, 16) && attempts < 3;
            let acker = SimAcker { bus: self.bus.clone(), key: self.key.clone(), index, attempt: attempts + 1, ack_is_lost };
            let delivery = Delivery { envelope: world.published[index].clone(), attempt: attempts + 1, acker: Box::new(acker) };
            taken.push(Arrival::Event(delivery));
        }
        world.in_flight += taken.len();
        taken
    }
}

struct SimAcker {
    bus: SimBus,
    key: (String, String),
    index: usize,
    attempt: i64,
    ack_is_lost: bool,
}

#[async_trait]
impl Acker for SimAcker {
    async fn ack(&self) -> Result<(), BusError> {
        if self.ack_is_lost {
            self.bus.put_back(&self.key, self.index, self.attempt);
            return Ok(());
        }
        self.bus.world().in_flight -= 1;
        Ok(())
    }

    async fn retry(&self, _delay: Duration) -> Result<(), BusError> {
        self.bus.put_back(&self.key, self.index, self.attempt);
        Ok(())
    }
}
