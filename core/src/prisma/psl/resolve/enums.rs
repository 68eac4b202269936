//! Enums: their names and values in the database.

use super::{entity, single, unknown};
use super::{Enum, EnumValue};
use crate::prisma::psl::ast::{Block, Value};
use crate::prisma::psl::error::Faults;

pub fn resolve<'a>(block: &'a Block, faults: &mut Faults) -> Enum<'a> {
    let values: Vec<EnumValue> = block.values().map(|node| value(node, faults)).collect();
    if values.is_empty() {
        faults.invalid(block.span, "An enum must have at least one value.");
    }
    let mapped = single(block.attributes(), "map", faults);
    let name = mapped.and_then(|attribute| entity::mapped(attribute, faults));
    if let (Some(attribute), Some(name)) = (mapped, name) {
        entity::not_empty(name, attribute, "@@map", faults);
    }
    let namespace = entity::namespace(block, faults);
    unknown(block.attributes(), &["map", "schema"], faults);
    let named = values.iter().enumerate().rev();
    let by_name = named.map(|(at, value)| (value.name, at)).collect();
    Enum {
        by_name,
        block,
        namespace,
        name: name.unwrap_or(&block.name.text),
        values,
    }
}

fn value<'a>(node: &'a Value, faults: &mut Faults) -> EnumValue<'a> {
    let mapped = single(node.attributes.iter(), "map", faults);
    let stored = mapped.and_then(|attribute| entity::mapped(attribute, faults));
    unknown(node.attributes.iter(), &["map"], faults);
    let name = node.name.text.as_str();
    EnumValue {
        name,
        stored: stored.unwrap_or(name),
    }
}
