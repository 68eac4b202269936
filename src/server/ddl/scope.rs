//! What is looked after: all schemas but the server's and our own, without what belongs to an
//! extension and what the project ignores.

use super::object::Object;
use crate::server::encoding::to_server;
use crate::server::schema::ignored::ignored;
use migrate_core::schema::ignore::Ignored;
use migrate_core::Report;
use pgrx::pg_sys::{self, Oid};

/// The kinds of relations that other objects hang on.
const TABLES: [&str; 4] = ["table", "foreign table", "view", "materialized view"];

pub struct Scope {
    ignored: Vec<Ignored>,
}

impl Scope {
    pub fn read() -> Result<Self, Report> {
        Ok(Scope {
            ignored: ignored()?,
        })
    }

    /// The same, with nothing ignored.
    pub fn whole() -> Self {
        Scope {
            ignored: Vec::new(),
        }
    }

    pub fn covers(&self, object: &Object) -> bool {
        let schema = match object.kind.as_str() {
            "schema" => object.names.first().cloned(),
            "extension" => return !is(object, "migrate") && !self.ignores(object),
            _ => object.schema(),
        };
        !schema.as_deref().is_some_and(is_system)
            && !belongs_to_extension(object)
            && !self.ignores(object)
    }

    fn ignores(&self, object: &Object) -> bool {
        let kinds = object.kinds();
        let name = object.name();
        let table = object.table();
        let on = match (&table, object.kind.as_str()) {
            (None, _) => None,
            (Some((schema, name)), "domain constraint") => {
                Some((format!("{schema}.{name}"), &["domain"][..]))
            }
            (Some((schema, name)), _) => Some((format!("{schema}.{name}"), &TABLES[..])),
        };
        self.ignored.iter().any(|ignored| {
            kinds.iter().any(|kind| ignored.matches(kind, &name))
                || on.as_ref().is_some_and(|(table, kinds)| {
                    kinds.iter().any(|kind| ignored.matches(kind, table))
                })
        })
    }
}

fn is(object: &Object, name: &str) -> bool {
    object.names.first().is_some_and(|n| n == name)
}

fn is_system(schema: &str) -> bool {
    schema == "migrate" || schema == "information_schema" || schema.starts_with("pg_")
}

/// Whether it, or the table that it hangs on, is a member of an extension. One that is gone cannot
/// have been: only its extension could drop it.
fn belongs_to_extension(object: &Object) -> bool {
    let member = |class: Oid, id: Oid| {
        // SAFETY: look-ups in the server's catalogs.
        id != pg_sys::InvalidOid
            && unsafe { pg_sys::getExtensionOfObject(class, id) } != pg_sys::InvalidOid
    };
    if object.dropped {
        return false;
    }
    member(object.class, object.id)
        || object.table().is_some_and(|(schema, name)| {
            let (schema, name) = (to_server(&schema), to_server(&name));
            // SAFETY: as above; the strings are NUL-terminated.
            let table = unsafe {
                let schema = pg_sys::get_namespace_oid(schema.as_ptr(), true);
                pg_sys::get_relname_relid(name.as_ptr(), schema)
            };
            member(pg_sys::RelationRelationId, table)
        })
}
