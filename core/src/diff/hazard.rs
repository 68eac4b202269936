//! What a step may do to data, to other sessions, or to itself.

/// A danger of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hazard {
    pub kind: HazardKind,
    pub message: String,
    /// A query that counts what is in danger; nothing is where it gives 0.
    pub probe: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HazardKind {
    DataLoss,
    MayFail,
    Rewrite,
    FullScan,
    Lock {
        level: &'static str,
        relation: String,
    },
    Irreversible,
    NeedsCommit,
    PossibleRename,
}
