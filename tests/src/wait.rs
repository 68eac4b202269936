//! Waiting for something to become true, never for a fixed time.

use std::time::{Duration, Instant};

/// Waits until the condition holds; panics after 30 seconds, naming it.
#[track_caller]
pub fn wait_until(what: &str, condition: impl FnMut() -> bool) {
    wait_within(Duration::from_secs(30), what, condition);
}

/// The same with a limit of one's own.
#[track_caller]
pub fn wait_within(limit: Duration, what: &str, mut condition: impl FnMut() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(
            start.elapsed() < limit,
            "waited {limit:?} in vain until {what}"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}
