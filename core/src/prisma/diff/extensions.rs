//! Changes of extensions. What the schema file does not name is left alone.

use super::step::Change;
use super::Style;
use crate::prisma::model::{Extension, Model};

/// PostgreSQL's own extensions that cannot be moved to another schema.
const FIXED: [&str; 4] = ["adminpack", "migrate", "plpgsql", "xml2"];

pub fn changes<'a>(from: &'a Model, to: &'a Model) -> Vec<Change<'a>> {
    let (mut dropped, mut created, mut altered) = (Vec::new(), Vec::new(), Vec::new());
    for new in &to.extensions {
        let Some(old) = from.extensions.iter().find(|old| old.name == new.name) else {
            created.push(Change::CreateExtension(new));
            continue;
        };
        let [version, schema] = [
            differs(&old.version, &new.version),
            differs(&old.schema, &new.schema),
        ];
        if (schema && FIXED.contains(&new.name.as_str())) || (version && is_older(old, new)) {
            dropped.push(Change::DropExtension(old));
            created.push(Change::CreateExtension(new));
        } else if version || schema {
            altered.push(Change::AlterExtension { from: old, to: new });
        }
    }
    [dropped, created, altered].concat()
}

/// What is not written is whatever there is.
fn differs(old: &Option<String>, new: &Option<String>) -> bool {
    matches!((old, new), (Some(old), Some(new)) if old != new)
}

/// Whether an earlier version is asked for, which hardly any extension has a way back to.
fn is_older(old: &Extension, new: &Extension) -> bool {
    let numbers = |extension: &Extension| -> Option<Vec<u32>> {
        let version = extension.version.as_ref()?;
        version.split('.').map(|part| part.parse().ok()).collect()
    };
    matches!((numbers(old), numbers(new)), (Some(old), Some(new)) if new < old)
}

/// The schemas that new places of extensions need. Prisma expects them where it creates an extension.
pub fn schemas<'a>(changes: &[Change<'a>], style: Style) -> Vec<&'a str> {
    let schema = |change: &Change<'a>| match change {
        Change::CreateExtension(extension) if style == Style::Safe => extension.schema.as_deref(),
        Change::AlterExtension { to, .. } => to.schema.as_deref(),
        _ => None,
    };
    changes.iter().filter_map(schema).collect()
}
