//! Indexes and foreign keys.

use super::names::{quote, quote_all, Names};
use crate::prisma::model::{Action, ForeignKey, Index, IndexColumn, Method, Sort, Table};

pub fn create(names: Names<'_>, table: &Table, index: &Index) -> String {
    let unique = if index.unique { "UNIQUE " } else { "" };
    let using = match index.method {
        Method::BTree => "",
        Method::Hash => " USING HASH ",
        Method::Gin => " USING GIN ",
        Method::Gist => " USING GIST ",
        Method::SpGist => " USING SPGIST ",
        Method::Brin => " USING BRIN ",
    };
    let columns: Vec<String> = index.columns.iter().map(column).collect();
    let condition = index.predicate.as_deref();
    format!(
        "CREATE {unique}INDEX {} ON {}{using}({}){}",
        quote(&index.name),
        names.qualified(&table.namespace, &table.name),
        columns.join(", "),
        condition.map_or_else(String::new, |p| format!(" WHERE {}", in_parentheses(p))),
    )
}

/// As Prisma does it: parentheses at both ends are enough, be they a pair or not.
fn in_parentheses(condition: &str) -> String {
    match condition.starts_with('(') && condition.ends_with(')') {
        true => condition.into(),
        false => format!("({condition})"),
    }
}

fn column(column: &IndexColumn) -> String {
    let mut text = quote(&column.name);
    if let Some(class) = &column.class {
        text.push(' ');
        text.push_str(class);
    }
    match column.sort {
        Some(Sort::Asc) => text.push_str(" ASC"),
        Some(Sort::Desc) => text.push_str(" DESC"),
        None => {}
    }
    text
}

/// Where the index belongs to a constraint, it goes with it.
pub fn drop(names: Names<'_>, table: &Table, index: &Index) -> String {
    match index.constraint {
        true => drop_constraint(names, table, &index.name),
        false => format!(
            "DROP INDEX {}",
            names.qualified(&table.namespace, &index.name)
        ),
    }
}

pub fn drop_constraint(names: Names<'_>, table: &Table, name: &str) -> String {
    format!(
        "ALTER TABLE {} DROP CONSTRAINT {}",
        names.qualified(&table.namespace, &table.name),
        quote(name)
    )
}

pub fn add_foreign_key(names: Names<'_>, table: &Table, key: &ForeignKey) -> String {
    format!(
        "ALTER TABLE {} ADD CONSTRAINT {} FOREIGN KEY ({}) REFERENCES {}({}) \
         ON DELETE {} ON UPDATE {}",
        names.qualified(&table.namespace, &table.name),
        quote(&key.name),
        quote_all(&key.columns, ", "),
        names.qualified(&key.references.namespace, &key.references.table),
        quote_all(&key.references.columns, ", "),
        action(key.on_delete),
        action(key.on_update),
    )
}

fn action(action: Action) -> &'static str {
    match action {
        Action::NoAction => "NO ACTION",
        Action::Restrict => "RESTRICT",
        Action::Cascade => "CASCADE",
        Action::SetNull => "SET NULL",
        Action::SetDefault => "SET DEFAULT",
    }
}
