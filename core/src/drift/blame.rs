//! Who made a difference: the entry of the DDL log that explains it.

use super::text::mentions;
use super::{Change, Difference, Subject};
use crate::schema::assemble::Origin;
use crate::schema::part::Part;
use crate::schema::Object;
use serde_json::Value;

/// An entry of the log.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    pub tag: String,
    pub statement: Option<String>,
    pub touched: Vec<Touched>,
}

/// An object that the command created, changed or dropped.
#[derive(Debug, Clone, PartialEq)]
pub struct Touched {
    pub identity: String,
    /// OIDs of the system table and the row; none where the server does not tell.
    pub address: Option<(u32, u32)>,
}

impl Entry {
    /// Reads the list of objects that the log keeps; what is not as expected there touches nothing.
    pub fn read(tag: String, statement: Option<String>, objects: &str) -> Self {
        let list: Vec<Value> = serde_json::from_str(objects).unwrap_or_default();
        let number = |v: &Value, key: &str| v.get(key)?.as_u64().map(|n| n as u32);
        let touched = list
            .iter()
            .map(|object| Touched {
                identity: object["identity"].as_str().unwrap_or_default().into(),
                address: number(object, "class_oid").zip(number(object, "id")),
            })
            .collect();
        Entry {
            tag,
            statement,
            touched,
        }
    }

    fn touches(&self, address: Option<(u32, u32)>, display: &str) -> bool {
        self.touched
            .iter()
            .any(|t| t.identity == display || (t.address.is_some() && t.address == address))
    }
}

/// The last entry that explains a difference. The best are those that touched the object itself; of
/// those that touched its table, the ones that name it count before the others. The answer is its
/// place in the log.
pub fn blame(
    difference: &Difference<'_>,
    expected: &Part,
    live: &Part,
    log: &[Entry],
) -> Option<usize> {
    let object = difference.actual.or(difference.expected)?;
    let address = address(difference, expected, live);
    let newest = |counts: &dyn Fn(&Entry) -> bool| log.iter().rposition(counts);
    let table = object.on.as_deref();
    match difference.subject {
        Subject::Column => {
            let names = [difference.columns.0, difference.columns.1];
            let named = |e: &Entry| {
                let text = e.statement.as_deref().unwrap_or_default();
                names.iter().flatten().any(|c| mentions(text, &c.name))
            };
            newest(&|e| e.touches(None, &difference.display))
                .or_else(|| newest(&|e| e.touches(address, &object.display) && named(e)))
                .or_else(|| newest(&|e| e.touches(address, &object.display)))
        }
        Subject::Object(_) => {
            let name = object.name.as_deref().unwrap_or_default();
            let named = |e: &Entry| mentions(e.statement.as_deref().unwrap_or_default(), name);
            let own = |e: &Entry| {
                e.touches(address, &difference.display) || e.touches(address, &object.display)
            };
            newest(&|e| own(e) && fits(e, difference))
                .or_else(|| newest(&own))
                .or_else(|| newest(&|e| table.is_some_and(|t| e.touches(None, t)) && named(e)))
                .or_else(|| newest(&|e| table.is_some_and(|t| e.touches(None, t))))
        }
    }
}

/// Whether a command is of the sort that makes such a difference, where that is known.
fn fits(entry: &Entry, difference: &Difference<'_>) -> bool {
    let Change::Changed(list) = &difference.change else {
        return !matches!(entry.tag.as_str(), "COMMENT" | "GRANT" | "REVOKE");
    };
    let only = |names: &[&str]| list.iter().all(|c| names.contains(&c.name.as_str()));
    match entry.tag.as_str() {
        "COMMENT" => only(&["comment", "index_comment"]),
        "GRANT" | "REVOKE" => only(&["grants", "revokes"]),
        _ => !only(&["comment", "index_comment", "grants", "revokes"]),
    }
}

/// Where the object of a difference is, or was, in the catalog.
fn address(difference: &Difference<'_>, expected: &Part, live: &Part) -> Option<(u32, u32)> {
    let find = |part: &Part, object: Option<&Object>| {
        let object = object?;
        let origins: &[Origin] = part.origins.as_deref()?;
        let i = part.schema.position(object.kind, &object.display)?;
        origins.get(i).map(|o| o.address).filter(|a| *a != (0, 0))
    };
    find(live, difference.actual).or_else(|| find(expected, difference.expected))
}
