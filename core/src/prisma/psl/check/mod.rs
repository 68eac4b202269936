//! What must hold between the parts of a schema.

use super::error::Faults;
use super::resolve::Schema;

pub fn all(_schema: &Schema, _default_namespace: &str, _faults: &mut Faults) {}
