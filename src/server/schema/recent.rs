//! Remembers which schema `live()` answered with last, so that what is asked about that document need
//! not read the catalog again.

use super::sight::Sight;
use std::cell::RefCell;

thread_local! {
    static LAST: RefCell<Option<(Sight, String)>> = const { RefCell::new(None) };
}

/// At that sight, the schema had this fingerprint.
pub fn remember(sight: Option<Sight>, fingerprint: &str) {
    LAST.set(sight.map(|sight| (sight, fingerprint.to_string())));
}

/// The fingerprint of the schema, if it is known.
pub fn fingerprint() -> Option<String> {
    LAST.with_borrow(|last| {
        let (sight, fingerprint) = last.as_ref()?;
        (Some(sight) == Sight::now().as_ref()).then(|| fingerprint.clone())
    })
}
