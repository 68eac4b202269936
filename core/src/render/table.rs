//! CREATE TABLE and CREATE FOREIGN TABLE.

use super::alter::{self, Clause};
use super::difference::{is, texts};
use super::family::Family;
use super::{
    column, column_change, constraint, inheritance, options, partition, quote, table_change,
    target, Context,
};
use crate::schema::{Kind, Object};

pub const FAMILY: Family = Family {
    finish,
    change: table_change::change,
    finish_change: table_change::finish,
    ..Family::new(create)
};

fn create(table: &Object, context: &Context) -> Vec<String> {
    let mut list = vec![statement(table, context)];
    list.extend(alter::statements(table, &settings(table, context)));
    list
}

/// A table that cannot be created as a partition is attached when its indexes are there, because it
/// would get others.
fn finish(table: &Object, context: &Context) -> Vec<String> {
    match table.text("partition_of") {
        Some(parent) if partition::plain_parent(table, context).is_none() => {
            vec![attach(table, parent)]
        }
        _ => Vec::new(),
    }
}

pub fn attach(table: &Object, parent: &str) -> String {
    format!(
        "ALTER TABLE {} ATTACH PARTITION {} {}",
        quote::dotted(parent),
        target::name(table),
        table.text("bound").unwrap_or_default()
    )
}

fn statement(table: &Object, context: &Context) -> String {
    let unlogged = if is(&table.attributes, "unlogged") {
        "UNLOGGED "
    } else {
        ""
    };
    let mut text = format!("CREATE {unlogged}{}", target::of(table));
    let items = items(table, context);
    if partition::plain_parent(table, context).is_some() {
        text += &format!(
            " PARTITION OF {}{} {}",
            quote::dotted(table.text("partition_of").unwrap_or_default()),
            optional_list(&items),
            table.text("bound").unwrap_or_default()
        );
    } else if let Some(of) = table.text("of_type") {
        text += &format!(" OF {of}{}", optional_list(&items));
    } else if items.is_empty() {
        text += " ()";
    } else {
        text += &optional_list(&items);
    }
    text + &tail(table)
}

fn optional_list(items: &[String]) -> String {
    match items.is_empty() {
        true => String::new(),
        false => format!(" (\n    {}\n)", items.join(",\n    ")),
    }
}

/// What stands between the parentheses.
fn items(table: &Object, context: &Context) -> Vec<String> {
    let partition = partition::plain_parent(table, context).is_some();
    let typed = table.text("of_type").is_some();
    let mut list = Vec::new();
    for column in &table.columns {
        let inherited = partition || is(&column.attributes, "inherited");
        if inherited {
            list.extend(inherited_not_null(table, column, context));
        } else if typed {
            let constraints = column::constraints(table, column, context);
            if !constraints.is_empty() {
                list.push(format!(
                    "{} WITH OPTIONS{constraints}",
                    quote::ident(&column.name)
                ));
            }
        } else {
            list.push(column::definition(table, column, context));
        }
    }
    if table.text("partition_of").is_some() && !partition {
        list.extend(
            checks_of_parents(table, context)
                .into_iter()
                .map(constraint::definition),
        );
    }
    list
}

/// The checks that a table must have before it becomes a partition, and that are its parent's then.
pub fn checks_of_parents<'a>(table: &Object, context: &Context<'a>) -> Vec<&'a Object> {
    let ancestors = context.ancestors(table).into_iter();
    let checks = ancestors.flat_map(|a| context.hanging(&a.display, Kind::Constraint));
    checks
        .filter(|c| c.text("type") == Some("check") && !is(&c.attributes, "no_inherit"))
        .collect()
}

/// Since PostgreSQL 18 an inherited column can have a NOT NULL constraint of its own.
fn inherited_not_null(
    table: &Object,
    column: &crate::schema::Column,
    context: &Context,
) -> Option<String> {
    let own = is(&column.attributes, "not_null") && !is(&column.attributes, "not_null_inherited");
    if context.server() < 18 || !own || is(&column.attributes, "not_null_not_valid") {
        return None;
    }
    let parents = context.parents(table);
    let mut of_parents = parents
        .iter()
        .filter_map(|p| Some((p, p.column(&column.name)?)));
    let same = of_parents.any(|(parent, theirs)| {
        is(&theirs.attributes, "not_null")
            && inheritance::not_null_name(parent, theirs)
                == inheritance::not_null_name(table, column)
    });
    let partition = table.text("partition_of").is_some();
    (!partition || !same).then(|| column::table_not_null(column))
}

/// What follows the columns.
fn tail(table: &Object) -> String {
    let mut text = String::new();
    let parents = texts(&table.attributes, "inherits");
    if !parents.is_empty() {
        let parents: Vec<String> = parents.iter().map(|p| quote::dotted(p)).collect();
        text += &format!(" INHERITS ({})", parents.join(", "));
    }
    if let Some(key) = table.text("partition_key") {
        text += &format!(" PARTITION BY {key}");
    }
    if let Some(method) = table.text("access_method") {
        text += &format!(" USING {}", quote::ident(method));
    }
    text += &options::with(&table.attributes);
    if let Some(tablespace) = table.text("tablespace") {
        text += &format!(" TABLESPACE {}", quote::ident(tablespace));
    }
    if table.kind == Kind::ForeignTable {
        text += &format!(
            " SERVER {}",
            quote::ident(table.text("server").unwrap_or_default())
        );
        text += &options::foreign(&table.attributes);
    }
    text
}

/// What CREATE TABLE has no words for.
fn settings(table: &Object, context: &Context) -> Vec<Clause> {
    let mut list = Vec::new();
    let partition = partition::plain_parent(table, context).is_some();
    for column in &table.columns {
        if partition || is(&column.attributes, "inherited") {
            list.extend(column_change::overrides(table, column, context));
            continue;
        }
        let bare = column_change::as_defined(column);
        list.extend(column_change::settings(table, &bare, column, context));
        if is(&column.attributes, "not_null_not_valid") {
            list.push(format!("ADD {}", column::table_not_null(column)).into());
        }
    }
    let mut nothing = table.clone();
    for name in table_change::SWITCHES {
        nothing.attributes.remove(name);
    }
    list.extend(table_change::switches(&nothing, table));
    list
}

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
