//! Published packs and criteria sets at hand: they never change, so what was read once stays true.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use events::{Error, Tx};
use scoring_domain::{CriteriaSet, Pack};

use crate::store;

/// Packs and criteria sets read so far.
#[derive(Default)]
pub(crate) struct Law {
    packs: Mutex<HashMap<String, Arc<Pack>>>,
    sets: Mutex<HashMap<String, Arc<CriteriaSet>>>,
}

impl Law {
    /// The published pack of that id.
    pub async fn pack(&self, tx: &Tx, id: &str) -> Result<Option<Arc<Pack>>, Error> {
        if let Some(pack) = at_hand(&self.packs, id) {
            return Ok(Some(pack));
        }
        Ok(store::packs::find(tx.conn(), id).await?.map(|stored| keep(&self.packs, id, stored.pack)))
    }

    /// The published criteria set of that id.
    pub async fn criteria_set(&self, tx: &Tx, id: &str) -> Result<Option<Arc<CriteriaSet>>, Error> {
        if let Some(set) = at_hand(&self.sets, id) {
            return Ok(Some(set));
        }
        Ok(store::criteria_sets::find(tx.conn(), id).await?.map(|set| keep(&self.sets, id, set)))
    }
}

fn at_hand<T>(shelf: &Mutex<HashMap<String, Arc<T>>>, id: &str) -> Option<Arc<T>> {
    shelf.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
}

fn keep<T>(shelf: &Mutex<HashMap<String, Arc<T>>>, id: &str, read: T) -> Arc<T> {
    let read = Arc::new(read);
    shelf.lock().unwrap_or_else(PoisonError::into_inner).insert(id.to_owned(), read.clone());
    read
}
