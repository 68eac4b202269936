//! Makes the schema value of what the catalog queries returned: OIDs become names, and what
//! depends on the database's past goes away.

mod columns;
mod places;

use super::raw::{Address, Raw, RawColumn, RawObject};
use super::{acl, expression, index, name, Attributes, Column, Kind, Object, Schema};
use columns::{columns_by_relation, inherit_not_null, inherited_orders, Columns};
use places::{attach_dependencies, attach_notes, Places};
use serde_json::Value;
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

/// OIDs of the system tables, which never change (PostgreSQL's pg_*.h).
pub const PG_TYPE: u32 = 1247;
pub const PG_CLASS: u32 = 1259;

/// A schema, and where in the catalog each of its objects is.
#[derive(Debug, Default)]
pub struct Assembled {
    pub schema: Schema,
    /// As many as objects, in their order.
    pub origins: Vec<Origin>,
}

/// Where an object is in the catalog of this one database; nowhere if all is zero.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    pub address: Address,
    /// The numbers of its columns, in their order.
    pub columns: Vec<i32>,
}

pub fn assemble(mut raw: Raw) -> Assembled {
    drop_members(&mut raw);
    let mut columns = columns_by_relation(std::mem::take(&mut raw.columns));
    inherit_not_null(&raw, &mut columns);
    let mut built = build_objects(&mut raw.objects, columns);
    let places = Places::new(&raw, &built);
    attach_notes(&raw, &places, &mut built);
    attach_dependencies(&raw, &places, &mut built);
    built.sort_by(|a, b| order(&a.object, &b.object));
    let (objects, origins) = built.into_iter().map(|b| (b.object, b.origin)).unzip();
    Assembled {
        schema: Schema {
            server: raw.server,
            objects,
        },
        origins,
    }
}

/// Puts objects into the document's order.
pub fn sort(objects: &mut [Object]) {
    objects.sort_by(order);
}

fn order(a: &Object, b: &Object) -> std::cmp::Ordering {
    (a.kind, &a.display).cmp(&(b.kind, &b.display))
}

struct Built {
    object: Object,
    origin: Origin,
    parent: Option<Address>,
    /// The index behind a constraint, whose comment it shows.
    index: Option<u32>,
}

/// Takes away what belongs to extensions, and what hangs on such a table, or on one that is not
/// there.
fn drop_members(raw: &mut Raw) {
    let members: HashSet<Address> = raw
        .members
        .iter()
        .filter(|m| m.belongs)
        .map(|m| m.object)
        .collect();
    raw.objects.retain(|o| !members.contains(&o.address));
    let there: HashSet<Address> = raw.objects.iter().map(|o| o.address).collect();
    raw.objects.retain(|o| match o.parent {
        Some(parent) => there.contains(&(parent_class(o.kind), parent)),
        None => true,
    });
}

fn parent_class(kind: Kind) -> u32 {
    if kind == Kind::DomainConstraint {
        PG_TYPE
    } else {
        PG_CLASS
    }
}

fn build_objects(raws: &mut Vec<RawObject>, mut columns: Columns) -> Vec<Built> {
    let orders = inherited_orders(raws, &columns);
    let displays: HashMap<Address, String> = raws
        .iter()
        .filter(|o| o.parent.is_none())
        .map(|o| (o.address, display(o, None)))
        .collect();
    raws.drain(..)
        .map(|raw| {
            let parent = raw.parent.map(|p| (parent_class(raw.kind), p));
            let on = parent.and_then(|p| displays.get(&p)).cloned();
            let relation = raw.relation.unwrap_or(raw.address.1);
            let holds = raw.address.0 == PG_CLASS || raw.relation.is_some();
            let mut own = match holds {
                true => columns.remove(&relation).unwrap_or_default(),
                false => Vec::new(),
            };
            if let Some(order) = orders.get(&raw.address.1).filter(|_| holds) {
                own.sort_by_key(|c| order.iter().position(|name| *name == c.name));
            }
            build(raw, on, own)
        })
        .collect()
}

fn display(raw: &RawObject, on: Option<&str>) -> String {
    match &raw.identity {
        Some(identity) => identity.clone(),
        None => name::display(
            raw.schema.as_deref(),
            raw.name.as_deref().unwrap_or_default(),
            raw.arguments.as_deref(),
            on,
        ),
    }
}

fn build(mut raw: RawObject, on: Option<String>, columns: Vec<RawColumn>) -> Built {
    let display = display(&raw, on.as_deref());
    let mut attributes = std::mem::take(&mut raw.attributes);
    let on = on.or_else(|| attributes.remove("on")?.as_str().map(String::from));
    if let Some(index) = raw.indexdef.as_deref().and_then(index::Parts::of) {
        attributes.insert("key_columns", index.key);
        if let Some(include) = index.include {
            attributes.insert("include", include);
        }
        if let Some(predicate) = index.predicate {
            attributes.insert("where", predicate);
        }
    }
    normalise(&mut attributes);
    if let Some(acl) = &raw.acl {
        let owner = raw.owner.as_deref().or(raw.grantor.as_deref());
        acl::describe(acl, &raw.acl_default, owner, &mut attributes);
    }
    let numbers = columns.iter().map(|c| c.number).collect();
    let owner = raw.owner.as_deref();
    let columns = columns
        .into_iter()
        .map(|c| build_column(c, owner))
        .collect();
    if let Some(owner) = raw.owner {
        attributes.insert("owner", owner);
    }
    Built {
        object: Object {
            kind: raw.kind,
            display,
            schema: raw.schema,
            name: raw.name,
            arguments: raw.arguments,
            on,
            attributes,
            columns,
            depends: Vec::new(),
        },
        origin: Origin {
            address: raw.address,
            columns: numbers,
        },
        parent: raw.parent.map(|p| (parent_class(raw.kind), p)),
        index: raw.index,
    }
}

/// Writes expressions as the server does after a dump and a restore.
fn normalise(attributes: &mut Attributes) {
    for (name, value) in attributes.iter_mut() {
        if let (true, Value::String(text)) = (expression::EXPRESSIONS.contains(&name), &value) {
            if let Cow::Owned(normal) = expression::normalised(text) {
                *value = normal.into();
            }
        }
    }
}

fn build_column(raw: RawColumn, owner: Option<&str>) -> Column {
    let mut attributes = raw.attributes;
    normalise(&mut attributes);
    if let Some(acl) = &raw.acl {
        acl::describe(acl, &[], owner, &mut attributes);
    }
    Column {
        name: raw.name,
        attributes,
    }
}
