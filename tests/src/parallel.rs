//! The same work for each of many things, several at a time.

use std::sync::atomic::{AtomicUsize, Ordering};

/// As many as the databases of a throwaway server bear.
const WORKERS: usize = 4;

/// Does the work for each of the list; every worker has something of its own, which `open` makes.
pub fn each<T: Sync, O>(list: &[T], open: impl Fn() -> O + Sync, work: impl Fn(&T, &mut O) + Sync) {
    let next = AtomicUsize::new(0);
    let worker = || {
        let mut own = open();
        while let Some(one) = list.get(next.fetch_add(1, Ordering::Relaxed)) {
            work(one, &mut own);
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(worker);
        }
    });
}
