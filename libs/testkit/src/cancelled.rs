//! Callers who go away in the middle.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

/// What `work` answers within so many `steps`; after them it is dropped where it stands, as when a client has hung up.
pub async fn within_steps<T>(steps: usize, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    let mut done = 0;
    poll_fn(|context| {
        done += 1;
        match work.as_mut().poll(context) {
            Poll::Ready(answer) => Poll::Ready(Some(answer)),
            Poll::Pending if done >= steps => Poll::Ready(None),
            Poll::Pending => Poll::Pending,
        }
    })
    .await
}
