//! What a session remembers of its last question: replicas, readiness probes and poolers ask the
//! same again and again, and the answer is the same while bundle and history are.

use super::freshness::Mark;
use super::rows::Row;
use std::cell::RefCell;
use std::rc::Rc;

/// A bundle of which every migration was applied, and nothing else was in the history.
pub struct AllDone {
    bundle: Box<[u8]>,
    mark: Mark,
    /// How many migrations.
    pub count: usize,
    /// The rows of `status`, once it was asked for them.
    pub rows: Option<Rc<Vec<Row>>>,
}

/// A larger bundle is not kept.
const MOST: usize = 4 * 1024 * 1024;

thread_local! {
    static LAST: RefCell<Option<Rc<AllDone>>> = const { RefCell::new(None) };
}

/// The answer of the last time, if this is the same bundle and the same history.
pub fn recall(bundle: &[u8], mark: Mark) -> Option<Rc<AllDone>> {
    LAST.with_borrow(|last| {
        last.as_ref()
            .filter(|done| done.mark == mark && *done.bundle == *bundle)
            .cloned()
    })
}

/// Keeps the answer that every migration of the bundle is applied.
pub fn remember(bundle: &[u8], mark: Mark, count: usize, rows: Option<Rc<Vec<Row>>>) {
    let known = rows.is_none() && recall(bundle, mark).is_some();
    if bundle.len() <= MOST && !known {
        let done = AllDone {
            bundle: bundle.into(),
            mark,
            count,
            rows,
        };
        LAST.set(Some(Rc::new(done)));
    }
}
