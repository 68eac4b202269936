//! ALTER TABLE, of tables and foreign tables.

use super::alter::{self, Clause};
use super::difference::{any, is, texts, Change};
use super::inheritance;
use super::sequence_identity;
use super::{column, column_change, constraint, marks, options, quote, table, target, Context};
use crate::schema::{Column, Kind, Object};
use std::borrow::Cow;

pub fn change(from: &Object, to: &Object, context: &Context) -> Change {
    let method = any(from, to, &["access_method"]) && context.server() < 15;
    if method || any(from, to, &["partition_key", "server"]) {
        return Change::Never;
    }
    let mut list = sequence_identity::make_way(to, context);
    if let Some(parent) = from.text("partition_of").filter(|_| moves(from, to)) {
        let parent = quote::dotted(parent);
        list.push(format!(
            "ALTER TABLE {parent} DETACH PARTITION {}",
            target::name(to)
        ));
    }
    let (_, gone) = parents(from, to);
    // The columns are not to be inherited any more when they change.
    let gone: Vec<Clause> = gone.iter().map(|p| no_inherit(p)).collect();
    list.extend(alter::statements(to, &gone));
    if any(from, to, &["of_type"]) && from.text("of_type").is_some() {
        list.extend(alter::statements(to, &["NOT OF".into()]));
    }
    let mut clauses = columns(from, to, context);
    clauses.extend(storage(from, to));
    clauses.extend(switches(from, to));
    // The server does not look up the same constraints for both in one statement.
    let computes = |c: &Clause| c.text.contains(" SET EXPRESSION AS ");
    let (computed, clauses): (Vec<_>, Vec<_>) = clauses.into_iter().partition(computes);
    list.extend(alter::statements(to, &clauses));
    list.extend(alter::statements(to, &computed));
    list.extend(filled(from, to, context));
    list.extend(alter::statements(to, &left_checks(from, to, context)));
    list.extend(not_null_renames(from, to, context));
    Change::InPlace(list)
}

/// What needs another table or an index, which may be new.
pub fn finish(from: &Object, to: &Object, context: &Context) -> Vec<String> {
    let (come, _) = parents(from, to);
    let mut clauses: Vec<Clause> = (come.iter())
        .map(|parent| format!("INHERIT {}", quote::dotted(parent)).into())
        .collect();
    if let Some(of) = to.text("of_type").filter(|_| any(from, to, &["of_type"])) {
        clauses.push(format!("OF {of}").into());
    }
    let attached = to.text("partition_of").filter(|_| moves(from, to));
    let mut list = Vec::new();
    if !come.is_empty() || attached.is_some() {
        list.extend(missing_checks(to, context));
    }
    let inherits = clauses
        .into_iter()
        .map(|clause| alter::statements(to, &[clause]));
    list.extend(inherits.flatten());
    if let Some(parent) = attached {
        list.push(table::attach(to, parent));
    }
    list.extend(marks::change(from, to));
    list
}

fn missing_checks(to: &Object, context: &Context) -> Vec<String> {
    let checks = table::checks_of_parents(to, context).into_iter();
    let missing = checks.filter(|check| !context.had_constraint(to, check));
    let clauses: Vec<Clause> = missing
        .map(|check| format!("ADD {}", constraint::definition(check)).into())
        .collect();
    alter::statements(to, &clauses)
}

/// The checks that a table keeps from parents that it has no more, and is not to have. Where a parent
/// loses them at the same time, they may have gone already.
fn left_checks(from: &Object, to: &Object, context: &Context) -> Vec<Clause> {
    if !any(from, to, &["inherits", "partition_of"]) {
        return Vec::new();
    }
    (context.inherited_checks(from).into_iter())
        .filter(|check| !context.has_constraint(to, check))
        .filter_map(|check| check.name.as_deref())
        .map(|name| format!("DROP CONSTRAINT IF EXISTS {}", quote::ident(name)).into())
        .collect()
}

fn moves(from: &Object, to: &Object) -> bool {
    any(from, to, &["partition_of", "bound"])
}

fn no_inherit(parent: &str) -> Clause {
    format!("NO INHERIT {}", quote::dotted(parent)).into()
}

/// The parents to come and those to go: new ones can be put at the end only.
fn parents<'a>(from: &'a Object, to: &'a Object) -> (Vec<&'a str>, Vec<&'a str>) {
    let (old, new) = (
        texts(&from.attributes, "inherits"),
        texts(&to.attributes, "inherits"),
    );
    let mut rest = old.iter();
    let kept: Vec<&str> = (new.iter().copied())
        .take_while(|parent| rest.any(|o| o == parent))
        .collect();
    let gone = old.into_iter().filter(|p| !kept.contains(p)).collect();
    (new[kept.len()..].to_vec(), gone)
}

fn columns(from: &Object, to: &Object, context: &Context) -> Vec<Clause> {
    let kept = without_replaced(from, to, context.server());
    let stays = |name: &str| kept.column(name).is_some() && to.column(name).is_some();
    let mut list = Vec::new();
    for old in from.columns.iter().filter(|old| !stays(&old.name)) {
        if !comes_from_elsewhere(from, to, old, context) {
            list.push(Clause {
                only: to.column(&old.name).is_none()
                    && inheritance::survives(to, &old.name, context),
                text: format!("DROP COLUMN {}", quote::ident(&old.name)),
            });
        }
    }
    for new in &to.columns {
        match kept.column(&new.name) {
            Some(old) => list.extend(column_change::clauses(to, old, new, context)),
            None if comes_from_elsewhere(from, to, new, context) => {
                list.extend(column_change::overrides(to, new, context));
            }
            None => list.extend(added(to, new, context)),
        }
    }
    list
}

/// Whether a parent's change brings a column or takes it away, or that of the type that the table is
/// of.
fn comes_from_elsewhere(from: &Object, to: &Object, column: &Column, context: &Context) -> bool {
    let typed = to.text("of_type").is_some() && !any(from, to, &["of_type"])
        || context.type_changes(from, &column.name);
    let inherited = to.text("partition_of").is_some() || is(&column.attributes, "inherited");
    typed || inherited && inheritance::comes_or_goes(to, &column.name, context)
}

/// The object without the columns that are to be dropped and added again.
pub fn without_replaced<'a>(from: &'a Object, to: &Object, server: u32) -> Cow<'a, Object> {
    let replaced = |old: &Column| {
        let new = to.column(&old.name);
        new.is_some_and(|new| column_change::is_replaced(old, new, server))
    };
    let is_table = matches!(from.kind, Kind::Table | Kind::ForeignTable);
    if !is_table || !from.columns.iter().any(replaced) {
        return Cow::Borrowed(from);
    }
    let mut other = from.clone();
    other.columns.retain(|c| !replaced(c));
    Cow::Owned(other)
}

fn added(to: &Object, new: &Column, context: &Context) -> Vec<Clause> {
    if is_filled(to, new, context) {
        let bare = column::definition(to, &without_value(new), context);
        return vec![format!("ADD COLUMN {bare}").into()];
    }
    let definition = column::definition(to, new, context);
    let mut list = vec![format!("ADD COLUMN {definition}").into()];
    if is(&new.attributes, "not_null_not_valid") {
        list.push(format!("ADD {}", column::table_not_null(new)).into());
    }
    list.extend(column_change::settings(
        to,
        &column_change::as_defined(new),
        new,
        context,
    ));
    list
}

/// The server adds no column with a value to a table whose rows are in columns of others: it gets the
/// value afterwards.
fn is_filled(to: &Object, new: &Column, context: &Context) -> bool {
    new.attributes.get("default").is_some() && context.is_column_type(to)
}

fn without_value(new: &Column) -> Column {
    let mut bare = column_change::as_defined(new);
    for name in ["default", "not_null"] {
        bare.attributes.remove(name);
    }
    bare
}

fn filled(from: &Object, to: &Object, context: &Context) -> Vec<String> {
    let new = to.columns.iter().filter(|c| from.column(&c.name).is_none());
    let mut list = Vec::new();
    for column in new.filter(|c| is_filled(to, c, context)) {
        let (name, table) = (quote::ident(&column.name), target::name(to));
        let bare = without_value(column);
        let clauses = column_change::clauses(to, &bare, column, context);
        let (default, rest): (Vec<Clause>, Vec<Clause>) = clauses
            .into_iter()
            .partition(|c| c.text.contains(" SET DEFAULT "));
        list.extend(alter::statements(to, &default));
        list.push(format!("UPDATE {table} SET {name} = DEFAULT"));
        list.extend(alter::statements(to, &rest));
    }
    list
}

fn not_null_renames(from: &Object, to: &Object, context: &Context) -> Vec<String> {
    if context.server() < 18 {
        return Vec::new();
    }
    // What went with the parent's has come again with the right name.
    let kept = |c: &&Column| !inheritance::loses_not_null(to, c, context);
    (to.columns.iter().filter(kept))
        .filter_map(|new| column_change::not_null_rename(to, from.column(&new.name)?, new))
        .collect()
}

/// Where and how the table's rows are kept, also for materialized views.
pub fn storage(from: &Object, to: &Object) -> Vec<Clause> {
    let mut list: Vec<Clause> = Vec::new();
    if any(from, to, &["unlogged"]) {
        let word = if is(&to.attributes, "unlogged") {
            "UNLOGGED"
        } else {
            "LOGGED"
        };
        list.push(format!("SET {word}").into());
    }
    if any(from, to, &["access_method"]) {
        let method = to.text("access_method").unwrap_or("heap");
        list.push(format!("SET ACCESS METHOD {}", quote::ident(method)).into());
    }
    if any(from, to, &["tablespace"]) {
        let tablespace = to.text("tablespace").unwrap_or("pg_default");
        list.push(format!("SET TABLESPACE {}", quote::ident(tablespace)).into());
    }
    list.extend(
        options::change(&from.attributes, &to.attributes)
            .into_iter()
            .map(Clause::from),
    );
    list.extend(options::foreign_change(&from.attributes, &to.attributes).map(Clause::from));
    if from.text("clustered_on").is_some() && to.text("clustered_on").is_none() {
        list.push("SET WITHOUT CLUSTER".into());
    }
    list
}

/// The attributes that `switches` writes.
pub const SWITCHES: [&str; 3] = ["row_security", "force_row_security", "replica_identity"];

/// Row-level security, and the replica identity if it is no index.
pub fn switches(from: &Object, to: &Object) -> Vec<Clause> {
    let mut list: Vec<Clause> = Vec::new();
    for (name, on, off) in [
        (
            "row_security",
            "ENABLE ROW LEVEL SECURITY",
            "DISABLE ROW LEVEL SECURITY",
        ),
        (
            "force_row_security",
            "FORCE ROW LEVEL SECURITY",
            "NO FORCE ROW LEVEL SECURITY",
        ),
    ] {
        if any(from, to, &[name]) {
            list.push(if is(&to.attributes, name) { on } else { off }.into());
        }
    }
    if any(from, to, &["replica_identity"]) && marks::identity_index(to).is_none() {
        let identity = to
            .text("replica_identity")
            .unwrap_or("default")
            .to_uppercase();
        list.push(format!("REPLICA IDENTITY {identity}").into());
    }
    list
}

#[cfg(test)]
#[path = "table_change_tests.rs"]
mod tests;
