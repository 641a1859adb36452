//! Who may hash now. Hashing is slow on purpose, so a flood of sign-ins is a queue: networks take turns in it, each with its own line, and
//! whoever comes from another one than the flood waits behind one of its people, not behind all.

use std::collections::{BTreeMap, VecDeque};
use std::mem;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use identity_domain::busy;
use kernel::Refusal;
use tokio::sync::oneshot;

/// Hashes at once: as many as a small machine has cores.
const AT_ONCE: usize = 2;
/// Sign-ins of one network under way at once; a full office behind one address has fewer in the same second.
const OF_ONE: usize = 48;
/// Sign-ins under way at once.
const OF_ALL: usize = 512;
/// How long a turn is waited for.
const PATIENCE: Duration = Duration::from_secs(3);

/// The turns of this process.
pub(crate) static TURNS: Turns = Turns(Mutex::new(State { running: 0, lines: VecDeque::new(), inside: BTreeMap::new() }));

/// Whose turn it is.
pub(crate) struct Turns(Mutex<State>);

struct State {
    running: usize,
    /// Whose turn it is next: a line for each network that waits.
    lines: VecDeque<(String, VecDeque<oneshot::Sender<Turn>>)>,
    /// Sign-ins under way by network.
    inside: BTreeMap<String, usize>,
}

/// A sign-in that is under way.
pub(crate) struct Inside {
    of: &'static Turns,
    network: String,
}

/// The right to hash one password; the next one's when it is dropped.
pub(crate) struct Turn {
    of: &'static Turns,
    held: bool,
}

impl Turns {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a sign-in from a network; where nobody knows which, only all of them together are too many.
    ///
    /// # Errors
    /// `BUSY` when too many of the network, or of all, are under way.
    pub fn enter(&'static self, network: &str) -> Result<Inside, Refusal> {
        let inside = &mut self.state().inside;
        let full = !network.is_empty() && inside.get(network).is_some_and(|count| *count >= OF_ONE);
        if full || inside.values().sum::<usize>() >= OF_ALL {
            return Err(busy());
        }
        *inside.entry(network.to_owned()).or_default() += 1;
        Ok(Inside { of: self, network: network.to_owned() })
    }

    /// Waits for a turn in the line of `whose`.
    ///
    /// # Errors
    /// `BUSY` when it takes too long.
    pub async fn take(&'static self, whose: &str) -> Result<Turn, Refusal> {
        let wait = {
            let mut state = self.state();
            if state.running < AT_ONCE {
                state.running += 1;
                return Ok(Turn { of: self, held: true });
            }
            let (turn, wait) = oneshot::channel();
            match state.lines.iter_mut().find(|(line, _)| line == whose) {
                Some((_, line)) => line.push_back(turn),
                None => state.lines.push_back((whose.to_owned(), VecDeque::from([turn]))),
            }
            wait
        };
        tokio::time::timeout(PATIENCE, wait).await.ok().and_then(Result::ok).ok_or_else(busy)
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        let inside = &mut self.of.state().inside;
        if let Some(count) = inside.get_mut(&self.network) {
            *count -= 1;
            if *count == 0 {
                inside.remove(&self.network);
            }
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if !mem::take(&mut self.held) {
            return;
        }
        let mut state = self.of.state();
        while let Some((network, mut line)) = state.lines.pop_front() {
            let next = line.pop_front();
            if !line.is_empty() {
                state.lines.push_back((network, line));
            }
            let Some(next) = next else { continue };
            match next.send(Turn { of: self.of, held: true }) {
                Ok(()) => return,
                // Whoever waited has gone. The turn goes on to the next, not back through here.
                Err(mut turn) => turn.held = false,
            }
        }
        state.running -= 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures::future::join_all;

    fn fresh() -> &'static Turns {
        Box::leak(Box::new(Turns(Mutex::new(State { running: 0, lines: VecDeque::new(), inside: BTreeMap::new() }))))
    }

    #[tokio::test]
    async fn networks_take_turns_and_whoever_has_gone_keeps_none() {
        let turns = fresh();
        let hashing = [turns.take("flood").await.unwrap(), turns.take("flood").await.unwrap()];
        let (order, mut told) = tokio::sync::mpsc::unbounded_channel();
        let waits = |whose: &'static str| {
            let order = order.clone();
            tokio::spawn(async move {
                let _turn = turns.take(whose).await.unwrap();
                order.send(whose).unwrap();
            })
        };
        let gone = tokio::spawn(turns.take("gone"));
        let flood: Vec<_> = (0..30).map(|_| waits("flood")).collect();
        let honest = waits("honest");
        // One thread: they come in this order.
        tokio::task::yield_now().await;
        gone.abort();
        drop(hashing);
        join_all(flood.into_iter().chain([honest])).await;
        assert!(gone.await.is_err(), "nobody waits any more");
        let first = [told.recv().await, told.recv().await, told.recv().await];
        assert!(first.contains(&Some("honest")), "behind {first:?}");
        let state = turns.state();
        assert_eq!((state.running, state.lines.len()), (0, 0), "every turn came back");
    }

    #[test]
    fn no_network_fills_the_queue_and_all_together_only_to_its_end() {
        let turns = fresh();
        let flood: Vec<_> = (0..OF_ONE).map(|_| turns.enter("flood").unwrap()).collect();
        assert_eq!(turns.enter("flood").err().unwrap().reason, "BUSY");
        let others: Vec<_> = (OF_ONE..OF_ALL).map(|number| turns.enter(&number.to_string()).unwrap()).collect();
        assert_eq!(turns.enter("one more").err().unwrap().reason, "BUSY");
        drop((flood, others));
        assert!(turns.state().inside.is_empty());
        drop(turns.enter("flood").unwrap());
    }
}
