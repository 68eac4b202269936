//! Constraints of tables and domains.

use super::difference::{any, is, only, Change};
use super::family::Family;
use super::{marks, options, partition, quote, rename, syntax, target, Context};
use crate::schema::{Kind, Object};

pub const TABLE: Family = Family {
    finish,
    drop,
    change,
    finish_change,
    rename: rename::constraint,
    ..Family::new(create)
};

pub const DOMAIN: Family = Family {
    drop: |constraint, _| vec![drop_statement(constraint)],
    change: change_domain,
    rename: rename::constraint,
    ..Family::new(|constraint, _| vec![add(constraint, "")])
};

fn create(constraint: &Object, context: &Context) -> Vec<String> {
    if partition::comes_along(constraint, context) || was_inherited(constraint, context) {
        return Vec::new();
    }
    let alone = is_indexed(constraint) && !partition::recurses(constraint, context);
    let mut list = vec![add(constraint, if alone { "ONLY " } else { "" })];
    list.extend(super::index::statistics(None, constraint));
    list
}

/// The index behind a primary key, unique or exclusion constraint.
pub fn index(constraint: &Object) -> String {
    let table = quote::parts(constraint.on.as_deref().unwrap_or_default()).unwrap_or_default();
    let schema = (table.len() > 1).then(|| table[0].as_str());
    quote::qualified(schema, constraint.name.as_deref().unwrap_or_default())
}

fn is_indexed(constraint: &Object) -> bool {
    matches!(
        constraint.text("type"),
        Some("primary key" | "unique" | "exclusion")
    )
}

fn add(constraint: &Object, only: &str) -> String {
    format!(
        "ALTER {} {only}{} ADD {}",
        parent_word(constraint),
        target::on(constraint),
        definition(constraint)
    )
}

fn parent_word(constraint: &Object) -> &'static str {
    match constraint.kind {
        Kind::DomainConstraint => "DOMAIN",
        _ => "TABLE",
    }
}

/// `CONSTRAINT c CHECK (a > 0) NOT VALID`, as in ALTER TABLE … ADD and CREATE TABLE.
pub fn definition(constraint: &Object) -> String {
    let name = quote::ident(constraint.name.as_deref().unwrap_or_default());
    let mut text = format!("CONSTRAINT {name} {}", with_index_settings(constraint));
    for (attribute, words) in [
        ("no_inherit", " NO INHERIT"),
        ("deferrable", " DEFERRABLE"),
        ("initially_deferred", " INITIALLY DEFERRED"),
        ("not_enforced", " NOT ENFORCED"),
        ("not_valid", " NOT VALID"),
    ] {
        if is(&constraint.attributes, attribute) {
            text += words;
        }
    }
    text
}

/// Options and tablespace of the index stand before the condition of an exclusion constraint.
fn with_index_settings(constraint: &Object) -> String {
    let definition = constraint.text("definition").unwrap_or_default();
    let mut settings = options::with(&constraint.attributes);
    if let Some(tablespace) = constraint.text("tablespace") {
        settings += &format!(" USING INDEX TABLESPACE {}", quote::ident(tablespace));
    }
    let at = match constraint.text("type") {
        Some("exclusion") => syntax::find(definition, " WHERE ("),
        _ => None,
    };
    let (before, after) = definition.split_at(at.unwrap_or(definition.len()));
    format!("{before}{settings}{after}")
}

/// A partition's is attached to its parent's, if that does not happen by itself.
fn finish(constraint: &Object, context: &Context) -> Vec<String> {
    let mut list = Vec::new();
    if !partition::comes_along(constraint, context) {
        list.extend(partition::attach(constraint, context));
    }
    if is_indexed(constraint) {
        list.extend(marks::of_index(constraint, context));
    }
    list
}

/// What a partition has with its parent goes with it, and what will be inherited is needed for that.
fn drop(constraint: &Object, context: &Context) -> Vec<String> {
    let goes_along =
        constraint.text("attached_to").is_some() && !partition::is_detached(constraint, context);
    match goes_along || will_be_inherited(constraint, context) {
        true => Vec::new(),
        false => vec![drop_statement(constraint)],
    }
}

fn drop_statement(constraint: &Object) -> String {
    format!(
        "ALTER {} {} DROP CONSTRAINT {}",
        parent_word(constraint),
        target::on(constraint),
        quote::ident(constraint.name.as_deref().unwrap_or_default())
    )
}

/// A table that stops inheriting keeps the constraints.
fn was_inherited(constraint: &Object, context: &Context) -> bool {
    let inherited = context.inherited_constraint(constraint, true);
    inherited.is_some_and(|i| is_same(i, constraint))
        && context.inherited_constraint(constraint, false).is_none()
}

fn will_be_inherited(constraint: &Object, context: &Context) -> bool {
    let inherited = context.inherited_constraint(constraint, false);
    inherited.is_some_and(|i| is_same(i, constraint))
}

fn is_same(a: &Object, b: &Object) -> bool {
    !is_indexed(a) && !any(a, b, &["type", "definition"])
}

fn change(from: &Object, to: &Object, context: &Context) -> Change {
    let timing = ["deferrable", "initially_deferred"];
    let foreign = to.text("type") == Some("foreign key");
    let mut alterable = vec!["not_valid", "attached_to", "statistics"];
    if foreign {
        alterable.extend(timing);
        alterable.extend((context.server() >= 18).then_some("not_enforced"));
    }
    if is_indexed(to) && to.text("type") != Some("exclusion") {
        alterable.extend(["options", "tablespace"]);
    }
    let validates = is(&from.attributes, "not_valid") || !is(&to.attributes, "not_valid");
    let attached = partition::loses_parent(from, to, context);
    if attached || !only(from, to, &alterable) || !validates {
        // Foreign keys and views can depend on what has an index.
        return if is_indexed(to) {
            Change::Never
        } else {
            Change::Again
        };
    }
    let table = format!("ALTER TABLE {}", target::on(to));
    let name = quote::ident(to.name.as_deref().unwrap_or_default());
    let mut list = Vec::new();
    if foreign && any(from, to, &timing) {
        list.push(format!(
            "{table} ALTER CONSTRAINT {name} {}",
            timing_words(to)
        ));
    }
    if any(from, to, &["not_enforced"]) {
        let how = if is(&to.attributes, "not_enforced") {
            "NOT ENFORCED"
        } else {
            "ENFORCED"
        };
        list.push(format!("{table} ALTER CONSTRAINT {name} {how}"));
    } else if any(from, to, &["not_valid"]) {
        list.push(format!("{table} VALIDATE CONSTRAINT {name}"));
    }
    list.extend(super::index::settings(from, to));
    Change::InPlace(list)
}

fn timing_words(constraint: &Object) -> &'static str {
    let deferred = is(&constraint.attributes, "initially_deferred");
    match is(&constraint.attributes, "deferrable") {
        true if deferred => "DEFERRABLE INITIALLY DEFERRED",
        true => "DEFERRABLE INITIALLY IMMEDIATE",
        false => "NOT DEFERRABLE",
    }
}

fn finish_change(from: &Object, to: &Object, context: &Context) -> Vec<String> {
    super::index::finish_change(from, to, context)
}

fn change_domain(from: &Object, to: &Object, _: &Context) -> Change {
    if !only(from, to, &["not_valid"]) || is(&to.attributes, "not_valid") {
        return Change::Again;
    }
    let name = quote::ident(to.name.as_deref().unwrap_or_default());
    Change::InPlace(vec![format!(
        "ALTER DOMAIN {} VALIDATE CONSTRAINT {name}",
        target::on(to)
    )])
}

#[cfg(test)]
#[path = "constraint_tests.rs"]
mod tests;
