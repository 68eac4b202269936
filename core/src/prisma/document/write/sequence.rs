//! The sequences behind autoincrement(), by the names that the server chooses.

use super::words::Words;
use crate::prisma::model::{Column, ColumnKind, Native};
use crate::schema::Attributes;
use std::collections::HashSet;

/// What a name can have of bytes.
const LENGTH: usize = 63;

/// The names of relations that are taken, each with its schema.
#[derive(Default)]
pub struct Names(HashSet<(String, String)>);

impl Names {
    pub fn take(&mut self, namespace: &str, name: &str) {
        self.0.insert((namespace.into(), name.into()));
    }

    /// The name of a serial column's sequence: with a number where another relation has it.
    pub fn sequence(&mut self, namespace: &str, table: &str, column: &str) -> String {
        let labels = std::iter::once(String::from("seq")).chain((1..).map(|n| format!("seq{n}")));
        for label in labels {
            let name = joined(table, column, &label);
            if self.0.insert((namespace.into(), name.clone())) {
                return name;
            }
        }
        unreachable!("numbers do not end")
    }
}

/// Takes bytes from the longer of both until all fits.
fn joined(table: &str, column: &str, label: &str) -> String {
    let room = LENGTH - label.len() - 2;
    let (mut first, mut second) = (table.len(), column.len());
    while first + second > room {
        match first > second {
            true => first -= 1,
            false => second -= 1,
        }
    }
    format!("{}_{}_{label}", cut(table, first), cut(column, second))
}

fn cut(text: &str, length: usize) -> &str {
    let end = (0..=length).rev().find(|end| text.is_char_boundary(*end));
    &text[..end.unwrap_or(0)]
}

/// What a sequence of a column's type is like.
pub fn attributes(column: &Column, owner: &str, identity: bool) -> Attributes {
    let (own_type, maximum) = match column.kind {
        ColumnKind::Native(Native::SmallInt) => (Some("smallint"), i64::from(i16::MAX)),
        ColumnKind::Native(Native::BigInt) => (None, i64::MAX),
        _ => (Some("integer"), i64::from(i32::MAX)),
    };
    let mut attributes = Attributes::new();
    for name in ["start", "increment", "minimum", "cache"] {
        attributes.insert(name, 1);
    }
    attributes.insert("maximum", maximum);
    attributes.insert("owned_by", owner);
    if let Some(own_type) = own_type {
        attributes.insert("type", own_type);
    }
    if identity {
        attributes.insert("identity", true);
    }
    attributes
}

/// The call of a column's default.
pub fn nextval(namespace: &str, name: &str, words: &Words) -> String {
    let qualified = words.qualified(namespace, name).replace('\'', "''");
    format!("nextval('{qualified}'::regclass)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_as_the_server_chooses_them() {
        let mut names = Names::default();
        assert_eq!(names.sequence("public", "T", "id"), "T_id_seq");
        assert_eq!(names.sequence("public", "T", "id"), "T_id_seq1");
        assert_eq!(names.sequence("other", "T", "id"), "T_id_seq");
        let (long, column) = ("t".repeat(60), "c".repeat(40));
        let name = names.sequence("public", &long, &column);
        assert_eq!(name, format!("{}_{}_seq", "t".repeat(29), "c".repeat(29)));
        let name = names.sequence("public", &"é".repeat(40), "id");
        assert_eq!(name, format!("{}_id_seq", "é".repeat(28)));
    }
}
