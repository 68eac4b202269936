//! Differences that no statements remove without losing what is there.

use super::fate::Fates;
use super::loosen;
use super::plan::Impossible;
use crate::schema::Kind;

/// Tables that stay have columns of types that cannot.
pub fn of(fates: &Fates) -> Vec<Impossible> {
    let tables = (0..fates.dropped.len()).filter(|i| {
        let kind = fates.source(*i).kind;
        matches!(kind, Kind::Table | Kind::ForeignTable) && !fates.dropped[*i]
    });
    let mut list: Vec<Impossible> = Vec::new();
    for i in tables {
        for need in fates.from.needs(i) {
            let needed = fates.source(need.object);
            let again = fates.dropped[need.object] && fates.forth[need.object].is_some();
            if again && loosen::is_type(needed.kind) {
                list.push(Impossible {
                    kind: needed.kind,
                    object: needed.display.clone(),
                    reason: format!(
                        "it cannot be altered, and {} {} has columns of it",
                        fates.source(i).kind,
                        fates.source(i).display
                    ),
                });
            }
        }
    }
    list
}
