//! An object that a command touched, as the server itself describes it.

use crate::server::encoding::lossy;
use crate::server::nodes::list;
use crate::server::raw;
use migrate_core::sqltext::{tokens, Kind};
use pgrx::pg_sys::{self, Oid};
use serde_json::{json, Value};
use std::ffi::c_char;

const TYPES: [&str; 6] = [
    "enum",
    "domain",
    "composite type",
    "range type",
    "base type",
    "shell type",
];

#[derive(Debug, Clone, Default)]
pub struct Object {
    /// As in pg_identify_object.
    pub kind: String,
    pub identity: String,
    /// As in pg_identify_object_as_address.
    pub names: Vec<String>,
    pub arguments: Vec<String>,
    pub class: Oid,
    pub id: Oid,
    pub sub: i32,
    /// Whether it is gone now.
    pub dropped: bool,
    /// Of a dropped one: whether it was dropped because something else was that it was a part of.
    pub went_along: bool,
}

impl Object {
    /// None if it is not there (any more).
    pub fn describe(class: Oid, id: Oid, sub: i32) -> Option<Self> {
        let address = pg_sys::ObjectAddress {
            classId: class,
            objectId: id,
            objectSubId: sub,
        };
        let (mut names, mut arguments) = (std::ptr::null_mut(), std::ptr::null_mut());
        // SAFETY: the server writes two lists of strings, and null for what does not exist.
        unsafe {
            let identity = raw::object_identity(&address, &mut names, &mut arguments);
            let texts = |strings| {
                list::<c_char>(strings)
                    .into_iter()
                    .filter_map(|text| lossy(text))
                    .collect()
            };
            Some(Object {
                kind: lossy(raw::object_type(&address))?,
                identity: lossy(identity)?,
                names: texts(names),
                arguments: texts(arguments),
                class,
                id,
                sub,
                ..Default::default()
            })
        }
    }

    /// Something that is not described by the server: the objects of a kind in a schema, say.
    pub fn named(kind: &str, identity: String, names: &[&str]) -> Self {
        Object {
            kind: kind.into(),
            identity,
            names: names.iter().map(|name| (*name).into()).collect(),
            ..Default::default()
        }
    }

    /// The schema of the object, or of the table that it hangs on.
    pub fn schema(&self) -> Option<String> {
        let first = || self.names.first().cloned();
        match self.kind.as_str() {
            "type" | "domain constraint" => name_parts(&first()?).into_iter().next(),
            "operator class" | "operator family" | "default acl" => self.names.get(1).cloned(),
            "cast" | "transform" | "user mapping" => None,
            "publication relation" | "publication namespace" => first(),
            kind if kind.ends_with(" in schema") => first(),
            _ if self.names.len() > 1 => first(),
            _ => None,
        }
    }

    /// The name to match patterns against, without quotes: `schema.name`, or `name`.
    pub fn name(&self) -> String {
        let parts = match self.kind.as_str() {
            "type" => return name_parts(&self.names.concat()).join("."),
            "table constraint" | "trigger" | "rule" | "policy" => self.names.get(2..),
            "domain constraint" | "publication relation" | "publication namespace" => {
                Some(self.arguments.as_slice())
            }
            "operator class" | "operator family" => self.names.get(1..),
            "cast" | "transform" | "user mapping" | "default acl" => None,
            kind if kind.ends_with(" in schema") => return format!("{}.*", self.names.concat()),
            _ => Some(self.names.as_slice()),
        };
        parts.map_or_else(|| self.identity.clone(), |parts| parts.join("."))
    }

    /// The schema and name of the table or domain that it hangs on.
    pub fn table(&self) -> Option<(String, String)> {
        let two = |parts: &[String]| match parts {
            [schema, name, ..] => Some((schema.clone(), name.clone())),
            _ => None,
        };
        match self.kind.as_str() {
            "table constraint" | "trigger" | "rule" | "policy" | "publication relation" => {
                two(&self.names)
            }
            "domain constraint" => two(&name_parts(self.names.first()?)),
            "index" | "sequence" => two(&self.owning_table()?.names),
            kind if kind.ends_with(" column") => two(&self.names),
            _ => None,
        }
    }

    /// The table of an index, or of the column that a sequence belongs to.
    fn owning_table(&self) -> Option<Object> {
        if self.dropped {
            return None;
        }
        let (mut table, mut column) = (pg_sys::InvalidOid, 0);
        // SAFETY: look-ups in the server's caches and catalogs.
        unsafe {
            if self.kind == "index" {
                table = pg_sys::IndexGetRelation(self.id, true);
            } else {
                for how in [
                    pg_sys::DependencyType::DEPENDENCY_AUTO,
                    pg_sys::DependencyType::DEPENDENCY_INTERNAL,
                ] {
                    if pg_sys::sequenceIsOwned(self.id, how as i8, &mut table, &mut column) {
                        break;
                    }
                }
            }
        }
        (table != pg_sys::InvalidOid).then(|| Object::describe(self.class, table, 0))?
    }

    /// What migrate.ignored may call it. The server does not tell the kinds of types apart, least of
    /// all of one that is gone.
    pub fn kinds(&self) -> Vec<&str> {
        match self.kind.as_str() {
            "type" => TYPES.into(),
            "table constraint" => vec!["constraint"],
            "statistics object" => vec!["statistics"],
            "default acl" => vec!["default privileges"],
            "publication relation" | "publication namespace" => vec!["publication"],
            kind if kind.ends_with(" column") => vec!["column"],
            kind => vec![kind],
        }
    }

    pub fn is_temporary(&self) -> bool {
        let schema = self.schema();
        let schema = schema.as_deref().unwrap_or_default();
        schema == "pg_temp" || schema.starts_with("pg_temp_")
    }

    /// As the log keeps it.
    pub fn to_json(&self) -> Value {
        let mut value = json!({ "type": self.kind, "identity": self.identity });
        if let Some(schema) = self.schema() {
            value["schema"] = schema.into();
        }
        if self.class != pg_sys::InvalidOid {
            // SAFETY: a look-up in the server's caches.
            let class = unsafe { lossy(pg_sys::get_rel_name(self.class)) };
            value["class"] = class.into();
            value["id"] = self.id.to_u32().into();
        }
        if self.sub != 0 {
            value["sub"] = self.sub.into();
        }
        if self.dropped {
            value["dropped"] = true.into();
        }
        value
    }
}

/// The parts of a qualified name as the server quotes it, up to what is no name: `a."B c"[]`.
fn name_parts(name: &str) -> Vec<String> {
    let mut parts = Vec::new();
    for token in tokens(name) {
        match token.kind {
            Kind::Word(part) => parts.push(part),
            Kind::Symbol('.') => {}
            _ => break,
        }
    }
    parts
}
