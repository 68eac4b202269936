//! Runs the catalog queries, and gives their rows to the core.

use super::families::{self, Family, FAMILIES};
use super::present;
use crate::server::rows::Field;
use crate::server::session::Settings;
use crate::server::spi::{Look, Spi};
use crate::server::subxact::Subxact;
use migrate_core::schema::assemble::{assemble, Assembled};
use migrate_core::schema::raw::{
    Alias, Comment, Dependency, Label, Member, Raw, RawColumn, RawObject,
};
use migrate_core::schema::{Attributes, Kind};
use pgrx::pg_sys::panic::CaughtError;
use pgrx::{pg_sys, PgSqlErrorCode, PgTryBuilder};
use serde_json::Value;
use std::panic::AssertUnwindSafe;

/// The settings that decide how the server writes expressions and constants, and how fast.
pub const SETTINGS: [(&str, &str); 10] = [
    ("search_path", "pg_catalog, pg_temp"),
    ("standard_conforming_strings", "on"),
    ("quote_all_identifiers", "off"),
    ("DateStyle", "ISO, MDY"),
    ("IntervalStyle", "postgres"),
    ("TimeZone", "UTC"),
    ("extra_float_digits", "3"),
    ("bytea_output", "hex"),
    ("lc_monetary", "C"),
    // Compiling a query costs more than it could save here.
    ("jit", "off"),
];

/// Of how many objects a session may keep what the server remembers of them: some megabytes.
const REMEMBERED: usize = 2_000;

/// How often the catalog is read when others change it meanwhile.
const TRIES: usize = 10;

/// The schema of this database, as it is committed now and as this transaction has made it.
pub fn live(spi: &Spi) -> Assembled {
    let assembled = steady(spi);
    // The server has looked at every table, and would remember each as long as the session lives.
    if assembled.schema.objects.len() > REMEMBERED {
        // SAFETY: callable wherever invalidation messages are read.
        unsafe { pg_sys::InvalidateSystemCaches() };
    }
    assembled
}

/// Reads again while others drop what is being read.
fn steady(spi: &Spi) -> Assembled {
    for _ in 1..TRIES {
        let subxact = Subxact::begin();
        match moving(|| settled(spi)) {
            Some(assembled) => {
                subxact.commit();
                return assembled;
            }
            None => subxact.rollback(),
        }
    }
    settled(spi)
}

/// None where an object was dropped after a query had found it: what the server writes of an object,
/// it looks up as of now.
fn moving<T>(read: impl FnOnce() -> T) -> Option<T> {
    PgTryBuilder::new(AssertUnwindSafe(|| Some(read())))
        .catch_others(|error| {
            let gone = match &error {
                CaughtError::PostgresError(e) => matches!(
                    e.sql_error_code(),
                    PgSqlErrorCode::ERRCODE_INTERNAL_ERROR
                        | PgSqlErrorCode::ERRCODE_UNDEFINED_TABLE
                        | PgSqlErrorCode::ERRCODE_UNDEFINED_COLUMN
                        | PgSqlErrorCode::ERRCODE_UNDEFINED_FUNCTION
                        | PgSqlErrorCode::ERRCODE_UNDEFINED_OBJECT
                ),
                _ => false,
            };
            match gone {
                true => None,
                false => error.rethrow(),
            }
        })
        .execute()
}

/// Reads the schema while nobody drops anything.
fn settled(spi: &Spi) -> Assembled {
    let scope = Settings::open();
    for (name, value) in SETTINGS {
        scope.set(name, value);
    }
    let look = Look::now();
    let raw = read(spi, &look);
    drop(look);
    scope.close();
    assemble(raw)
}

fn read(spi: &Spi, look: &Look) -> Raw {
    let mut raw = Raw {
        server: pg_sys::PG_MAJORVERSION_NUM,
        ..Default::default()
    };
    for family in FAMILIES {
        // A query that finds nothing still has to be planned: most databases have few kinds.
        if !present::is_any(family, look) {
            continue;
        }
        spi.each(look, family.sql, |row| {
            raw.objects.push(object(family, row))
        });
    }
    spi.each(look, families::COLUMNS, |row| raw.columns.push(column(row)));
    spi.each(look, families::COMMENTS, |row| {
        raw.comments.push(Comment {
            on: (oid(&row[0]), oid(&row[1])),
            column: number(&row[2]),
            text: row[3].text().unwrap_or_default(),
        });
    });
    spi.each(look, families::LABELS, |row| {
        raw.labels.push(Label {
            on: (oid(&row[0]), oid(&row[1])),
            column: number(&row[2]),
            provider: row[3].text().unwrap_or_default(),
            text: row[4].text().unwrap_or_default(),
        });
    });
    spi.each(look, families::MEMBERS, |row| {
        raw.members.push(Member {
            object: (oid(&row[0]), oid(&row[1])),
            extension: row[2].text().unwrap_or_default(),
            belongs: row[3].text().as_deref() == Some("e"),
        });
    });
    spi.each(look, families::DEPENDS, |row| {
        raw.depends.push(Dependency {
            object: (oid(&row[0]), oid(&row[1])),
            column: number(&row[2]),
            on: (oid(&row[3]), oid(&row[4])),
            on_column: number(&row[5]),
        });
    });
    spi.each(look, families::ALIASES, |row| {
        raw.aliases.push(Alias {
            of: (oid(&row[0]), oid(&row[1])),
            object: (oid(&row[2]), oid(&row[3])),
            column: number(&row[4]),
        });
    });
    raw
}

/// A row as an object: some columns of a query have a meaning, all others are attributes.
fn object(family: &Family, row: &[Field<'_>]) -> RawObject {
    let mut object = RawObject {
        address: (family.class, 0),
        kind: Kind::Schema,
        schema: None,
        name: None,
        arguments: None,
        parent: None,
        relation: None,
        parents: Vec::new(),
        index: None,
        identity: None,
        indexdef: None,
        owner: None,
        grantor: None,
        acl: None,
        acl_default: Vec::new(),
        attributes: Attributes::new(),
    };
    for field in row {
        match field.name {
            "oid" => object.address.1 = oid(field),
            "kind" => object.kind = kind(field),
            "schema" => object.schema = field.text(),
            "name" => object.name = field.text(),
            "arguments" => object.arguments = field.text(),
            "parent" => object.parent = some_oid(field),
            "relation" => object.relation = some_oid(field),
            "parent_oids" => object.parents = field.oids(),
            "index_oid" => object.index = some_oid(field),
            "identity" if field.is_text() => object.identity = field.text(),
            "indexdef" => object.indexdef = field.text(),
            "grantor" => object.grantor = field.text(),
            "owner" => object.owner = field.text(),
            "acl" => object.acl = field.texts(),
            "acl_default" => object.acl_default = field.texts().unwrap_or_default(),
            _ => attribute(&mut object.attributes, field),
        }
    }
    object
}

fn column(row: &[Field<'_>]) -> RawColumn {
    let mut column = RawColumn {
        relation: 0,
        number: 0,
        name: String::new(),
        acl: None,
        attributes: Attributes::new(),
    };
    for field in row {
        match field.name {
            "relation" => column.relation = oid(field),
            "default_oid" => {}
            "number" => column.number = number(field),
            "name" => column.name = field.text().unwrap_or_default(),
            "acl" => column.acl = field.texts(),
            _ => attribute(&mut column.attributes, field),
        }
    }
    column
}

/// What is null or false is as usual, and left out.
fn attribute(attributes: &mut Attributes, field: &Field<'_>) {
    match field.value() {
        Value::Null | Value::Bool(false) => {}
        value => attributes.insert(field.name, value),
    }
}

fn kind(field: &Field<'_>) -> Kind {
    let name = field.text().unwrap_or_default();
    Kind::parse(&name).unwrap_or_else(|| panic!("a catalog query returned the kind \"{name}\""))
}

fn oid(field: &Field<'_>) -> u32 {
    some_oid(field).unwrap_or(0)
}

fn some_oid(field: &Field<'_>) -> Option<u32> {
    field.value().as_u64().map(|n| n as u32)
}

fn number(field: &Field<'_>) -> i32 {
    field.value().as_i64().unwrap_or(0) as i32
}
