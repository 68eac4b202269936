//! The objects that a command touched.
//!
//! The server tells what was dropped while it fires sql_drop, and what was created or changed while
//! it fires ddl_command_end, right after; both are one command, and belong together.

use super::command::{Command, Key};
use super::grants;
use super::object::Object;
use crate::server::catalog::pinned;
use crate::server::rows::Field;
use crate::server::spi::{Look, Spi};
use pgrx::pg_sys::{self, Oid};
use std::cell::RefCell;
use std::collections::HashSet;

thread_local! {
    static DROPPED: RefCell<Vec<(Key, Vec<Object>)>> = const { RefCell::new(Vec::new()) };
}

/// At sql_drop: remembers what the command dropped.
pub fn remember_dropped(spi: &Spi, command: &Command) {
    let key = command.key;
    let objects = dropped(spi);
    DROPPED.with_borrow_mut(|list| {
        list.retain(|(k, _)| k.transaction == key.transaction && *k != key);
        list.push((key, objects));
    });
}

/// At ddl_command_end: all that the command touched, but for what is temporary.
pub fn touched(spi: &Spi, command: &Command) -> Vec<Object> {
    let mut objects = altered(spi, command);
    objects.extend(take_dropped(command));
    objects.retain(|object| !object.is_temporary() && object.kind != "large object");
    objects
}

fn take_dropped(command: &Command) -> Vec<Object> {
    let key = command.key;
    DROPPED.with_borrow_mut(|list| {
        let found = list.iter().position(|(k, _)| *k == key);
        found.map_or_else(Vec::new, |i| list.swap_remove(i).1)
    })
}

fn altered(spi: &Spi, command: &Command) -> Vec<Object> {
    let mut seen = HashSet::new();
    let mut addresses = Vec::new();
    let mut nameless = false;
    pinned(|| {
        let query = include_str!("../../../sql/queries/ddl_commands.sql");
        spi.each(&Look::now(), query, |row| {
            let address = (oid(&row[0]), oid(&row[1]), number(&row[2]));
            nameless |= address.0 == pg_sys::InvalidOid;
            if address.0 != pg_sys::InvalidOid && seen.insert(address) {
                addresses.push(address);
            }
        });
    });
    let mut objects: Vec<Object> = addresses
        .into_iter()
        .filter_map(|(class, id, sub)| Object::describe(class, id, sub))
        .collect();
    if nameless {
        objects.extend(grants::objects(command));
    }
    objects
}

fn dropped(spi: &Spi) -> Vec<Object> {
    let mut objects = Vec::new();
    pinned(|| {
        let query = include_str!("../../../sql/queries/ddl_dropped.sql");
        spi.each(&Look::now(), query, |row| {
            objects.push(Object {
                kind: row[4].text().unwrap_or_default(),
                identity: row[5].text().unwrap_or_default(),
                names: row[6].texts().unwrap_or_default(),
                arguments: row[7].texts().unwrap_or_default(),
                class: oid(&row[0]),
                id: oid(&row[1]),
                sub: number(&row[2]),
                dropped: true,
                went_along: !row[3].value().as_bool().unwrap_or_default(),
            });
        });
    });
    objects
}

fn oid(field: &Field<'_>) -> Oid {
    Oid::from(field.value().as_u64().unwrap_or_default() as u32)
}

fn number(field: &Field<'_>) -> i32 {
    field.value().as_i64().unwrap_or_default() as i32
}
