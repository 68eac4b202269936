//! Foreign-data wrappers, servers and user mappings.

use super::options;
use crate::schema::{Attributes, Object};

pub mod server;
pub mod user_mapping;
pub mod wrapper;

/// ` OPTIONS (…)`, or nothing.
fn options_of(object: &Object) -> String {
    options::foreign(&named(object))
}

fn options_change(from: &Object, to: &Object) -> Option<String> {
    options::foreign_change(&named(from), &named(to))
}

/// The options under the name that those of foreign tables have.
fn named(object: &Object) -> Attributes {
    let mut attributes = Attributes::new();
    if let Some(list) = object.attributes.get("options") {
        attributes.insert("fdw_options", list.clone());
    }
    attributes
}
