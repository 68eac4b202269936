//! Which file writes which kind.

use super::{difference::Change, target, Context};
use crate::schema::{Kind, Object};

/// What the statements for a kind of object are, without its owner, comment, labels and privileges,
/// which `mod.rs` adds for all kinds.
#[derive(Clone, Copy)]
pub struct Family {
    pub create: fn(&Object, &Context) -> Vec<String>,
    /// What has to wait until all objects are there.
    pub finish: fn(&Object, &Context) -> Vec<String>,
    pub drop: fn(&Object) -> Vec<String>,
    pub change: fn(&Object, &Object, &Context) -> Change,
    /// What of a change has to wait until all objects are there.
    pub finish_change: fn(&Object, &Object, &Context) -> Vec<String>,
    pub rename: fn(&Object, &Object) -> Option<Vec<String>>,
}

impl Family {
    /// A kind that needs no more than its CREATE: dropped and renamed as most are, and any change
    /// needs a new one.
    pub const fn new(create: fn(&Object, &Context) -> Vec<String>) -> Self {
        Family {
            create,
            finish: |_, _| Vec::new(),
            drop: |object| vec![format!("DROP {}", target::of(object))],
            change: |_, _, _| Change::Never,
            finish_change: |_, _, _| Vec::new(),
            rename: super::rename::plain,
        }
    }
}

/// The family of a kind.
pub fn of(kind: Kind) -> Family {
    match kind {
        _ => Family::new(|_, _| Vec::new()),
    }
}
