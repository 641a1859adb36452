//! What browsers report: parts of a page that the policy of its contents forbade, which are mistakes of ours or attacks.

use std::sync::Mutex;
use std::sync::PoisonError;

use axum::extract::State;
use axum::http::StatusCode;

use crate::app::App;

/// Where browsers report to.
pub const PATH: &str = "/bao-cao-csp";

/// Reports that are logged in a minute: anybody may send them.
const MOST: u32 = 30;
/// Characters of a report that are logged.
const LONGEST: usize = 1_000;

/// The minute, and how many reports it has had.
static LOGGED: Mutex<(i64, u32)> = Mutex::new((0, 0));

/// `POST /bao-cao-csp`.
pub async fn take(State(app): State<App>, report: String) -> StatusCode {
    if counted(&mut LOGGED.lock().unwrap_or_else(PoisonError::into_inner), app.clock.now().timestamp() / 60) {
        let report: String = report.chars().take(LONGEST).collect();
        tracing::warn!(report = ?report, "a browser reports what the policy of a page forbade");
    }
    StatusCode::NO_CONTENT
}

/// Counts a report of a minute; whether it is one of the first.
fn counted(logged: &mut (i64, u32), minute: i64) -> bool {
    if logged.0 != minute {
        *logged = (minute, 0);
    }
    logged.1 = logged.1.saturating_add(1);
    logged.1 <= MOST
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_fills_the_log_with_reports() {
        let mut logged = (0, 0);
        assert_eq!((0..1_000).filter(|_| counted(&mut logged, 7)).count(), usize::try_from(MOST).unwrap());
        assert!(counted(&mut logged, 8));
    }
}
