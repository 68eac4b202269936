//! What turns one state of a column into another, as clauses of ALTER TABLE.

use super::alter::Clause;
use super::column::{column_type, identity, identity_word, no_inherit, table_not_null, text_of};
use super::difference::is;
use super::inheritance::{self, Aspect};
use super::{column_type, options, quote, Context};
use crate::schema::{Column, Object};

/// A column that has to be dropped and added: what it computes cannot be changed in place.
pub fn is_replaced(from: &Column, to: &Column, server: u32) -> bool {
    let (old, new) = (text_of(from, "generated"), text_of(to, "generated"));
    let same_expression = text_of(from, "expression") == text_of(to, "expression");
    match (old, new) {
        (None, None) | (Some("stored"), None) => false,
        (Some(old), Some(new)) if old == new => !same_expression && server < 17,
        _ => true,
    }
}

/// What differs, for this table alone where those that inherit from it are to be otherwise.
pub fn clauses(table: &Object, from: &Column, to: &Column, context: &Context) -> Vec<Clause> {
    const ASPECTS: [Aspect; 7] = [
        Aspect::Generated,
        Aspect::Identity,
        Aspect::Type,
        Aspect::NotNull,
        Aspect::Default,
        Aspect::Storage,
        Aspect::Statistics,
    ];
    let mut list = Vec::new();
    let from = &as_retyped(from, to);
    for aspect in ASPECTS {
        let typed = aspect == Aspect::Type && table.text("of_type").is_some();
        let follows = typed || inheritance::follows(table, &to.name, aspect, context);
        if aspect.differs(from, to) && !follows {
            let only = aspect.can_be_only()
                && !inheritance::reaches_all(table, to, aspect, context)
                && !inheritance::must_reach_all(table, to, aspect);
            let texts = of_aspect(aspect, table, from, to, context);
            list.extend(texts.into_iter().map(|text| Clause { only, text }));
        }
    }
    if inheritance::loses_not_null(table, to, context) {
        let alter = format!("ALTER COLUMN {}", quote::ident(&to.name));
        list.extend(not_null(&alter, to).into_iter().map(Clause::from));
    }
    list.extend(not_null_constraint(table, from, to));
    list.extend(own_settings(from, to));
    list
}

/// With another type a column is stored as that type is.
fn as_retyped(from: &Column, to: &Column) -> Column {
    let mut retyped = from.clone();
    if Aspect::Type.differs(from, to) {
        retyped.attributes.remove("storage");
    }
    retyped
}

fn of_aspect(
    aspect: Aspect,
    table: &Object,
    from: &Column,
    to: &Column,
    context: &Context,
) -> Vec<String> {
    let alter = format!("ALTER COLUMN {}", quote::ident(&to.name));
    match aspect {
        Aspect::Generated => generated(&alter, to),
        Aspect::Identity => identity_clauses(&alter, table, from, to, context),
        Aspect::Type => types(&alter, from, to),
        Aspect::NotNull => not_null(&alter, to),
        Aspect::Default => default(&alter, from, to),
        Aspect::Storage => vec![format!("{alter} SET STORAGE {}", storage(to, context))],
        Aspect::Statistics => vec![format!("{alter} SET STATISTICS {}", statistics(to))],
    }
}

fn generated(alter: &str, to: &Column) -> Vec<String> {
    match text_of(to, "expression") {
        Some(expression) => {
            vec![format!(
                "{alter} SET EXPRESSION AS {}",
                quote::in_parentheses(expression)
            )]
        }
        None => vec![format!("{alter} DROP EXPRESSION")],
    }
}

fn identity_clauses(
    alter: &str,
    table: &Object,
    from: &Column,
    to: &Column,
    context: &Context,
) -> Vec<String> {
    if table.text("partition_of").is_some() && context.server() >= 17 {
        return Vec::new();
    }
    match (text_of(from, "identity"), text_of(to, "identity")) {
        (None, Some(_)) => (identity(table, to, context).into_iter())
            .map(|identity| format!("{alter} ADD {identity}"))
            .collect(),
        (Some(_), Some(new)) => vec![format!("{alter} SET GENERATED {}", identity_word(new))],
        // Its sequence may have been made an ordinary one, which takes the identity away.
        _ => vec![format!("{alter} DROP IDENTITY IF EXISTS")],
    }
}

fn types(alter: &str, from: &Column, to: &Column) -> Vec<String> {
    let (old, new) = (column_type(from), column_type(to));
    let mut text = format!("{alter} TYPE {new}");
    if let Some(collation) = text_of(to, "collation") {
        text = text + " COLLATE " + collation;
    }
    if !column_type::converts(old, new) && text_of(to, "generated").is_none() {
        text += &format!(
            " USING {}",
            column_type::cast(&quote::ident(&to.name), old, new)
        );
    }
    // The server casts a default with the column, which is not possible for all.
    let default = |c| text_of(c, "default");
    match default(from).is_some() && default(to).is_some() && default(from) != default(to) {
        true => vec![format!("{alter} DROP DEFAULT"), text],
        false => vec![text],
    }
}

fn not_null(alter: &str, to: &Column) -> Vec<String> {
    let plain = text_of(to, "not_null_name").is_none()
        && !is(&to.attributes, "not_null_not_valid")
        && !is(&to.attributes, "not_null_no_inherit");
    match is(&to.attributes, "not_null") {
        false => vec![format!("{alter} DROP NOT NULL")],
        true if plain => vec![format!("{alter} SET NOT NULL")],
        true => vec![format!("ADD {}", table_not_null(to))],
    }
}

/// Since PostgreSQL 18 NOT NULL is a constraint with properties of its own.
fn not_null_constraint(table: &Object, from: &Column, to: &Column) -> Vec<Clause> {
    let both = is(&from.attributes, "not_null") && is(&to.attributes, "not_null");
    let name = quote::ident(&inheritance::not_null_name(table, to));
    let changed = |what| is(&from.attributes, what) != is(&to.attributes, what);
    let mut list = Vec::new();
    if both && changed("not_null_no_inherit") {
        let how = if no_inherit(to).is_empty() {
            "INHERIT"
        } else {
            "NO INHERIT"
        };
        list.push(format!("ALTER CONSTRAINT {name} {how}").into());
    }
    if both && changed("not_null_not_valid") {
        match is(&to.attributes, "not_null_not_valid") {
            false => list.push(format!("VALIDATE CONSTRAINT {name}").into()),
            true => {
                let column = quote::ident(&to.name);
                list.push(format!("ALTER COLUMN {column} DROP NOT NULL").into());
                list.push(format!("ADD {}", table_not_null(to)).into());
            }
        }
    }
    list
}

/// `RENAME CONSTRAINT`, which is a statement of its own.
pub fn not_null_rename(table: &Object, from: &Column, to: &Column) -> Option<String> {
    let both = is(&from.attributes, "not_null") && is(&to.attributes, "not_null");
    let (old, new) = (
        inheritance::not_null_name(table, from),
        inheritance::not_null_name(table, to),
    );
    (both && old != new).then(|| {
        let (old, new) = (quote::ident(&old), quote::ident(&new));
        format!(
            "ALTER TABLE {} RENAME CONSTRAINT {old} TO {new}",
            super::target::name(table)
        )
    })
}

fn default(alter: &str, from: &Column, to: &Column) -> Vec<String> {
    match text_of(to, "default") {
        Some(default) => vec![format!("{alter} SET DEFAULT {default}")],
        // It went with what made the column a generated one.
        None if text_of(from, "default").is_none() => Vec::new(),
        None => vec![format!("{alter} DROP DEFAULT")],
    }
}

fn storage(column: &Column, context: &Context) -> String {
    match text_of(column, "storage") {
        Some(storage) => storage.to_uppercase(),
        None if context.server() >= 16 => "DEFAULT".into(),
        None => column_type::storage(column_type(column)).into(),
    }
}

fn statistics(column: &Column) -> i64 {
    let target = column.attributes.get("statistics");
    target.and_then(|t| t.as_i64()).unwrap_or(-1)
}

/// All that has no place in a definition, as ALTER COLUMN clauses.
pub fn settings(table: &Object, from: &Column, to: &Column, context: &Context) -> Vec<Clause> {
    let alter = format!("ALTER COLUMN {}", quote::ident(&to.name));
    let mut list: Vec<Clause> = Vec::new();
    if Aspect::Storage.differs(from, to) {
        list.push(format!("{alter} SET STORAGE {}", storage(to, context)).into());
    }
    if Aspect::Statistics.differs(from, to) {
        // Those that inherit the column have targets of their own.
        list.push(Clause {
            only: !context.children(table).is_empty(),
            text: format!("{alter} SET STATISTICS {}", statistics(to)),
        });
    }
    list.extend(own_settings(from, to));
    list
}

/// What an inherited column of a new table has otherwise than its parents.
pub fn overrides(table: &Object, column: &Column, context: &Context) -> Vec<Clause> {
    let Some(inherited) = inheritance::inherited(table, &column.name, context) else {
        return Vec::new();
    };
    let mut list = Vec::new();
    // Since PostgreSQL 18 CREATE TABLE says it.
    if Aspect::NotNull.differs(&inherited, column) && context.server() < 18 {
        let alter = format!("ALTER COLUMN {}", quote::ident(&column.name));
        list.extend(not_null(&alter, column).into_iter().map(Clause::from));
    }
    if Aspect::Default.differs(&inherited, column) {
        let alter = format!("ALTER COLUMN {}", quote::ident(&column.name));
        list.extend(
            default(&alter, &inherited, column)
                .into_iter()
                .map(Clause::from),
        );
    }
    list.extend(settings(table, &inherited, column, context));
    list
}

/// A column as its definition alone makes it.
pub fn as_defined(column: &Column) -> Column {
    let mut column = column.clone();
    for name in ["storage", "statistics", "options"] {
        column.attributes.remove(name);
    }
    column
}

/// Those that concern this table alone.
fn own_settings(from: &Column, to: &Column) -> Vec<Clause> {
    let alter = format!("ALTER COLUMN {}", quote::ident(&to.name));
    let mut list = options::change(&from.attributes, &to.attributes);
    if from.attributes.get("compression") != to.attributes.get("compression") {
        let compression = text_of(to, "compression").unwrap_or("DEFAULT");
        list.push(format!("SET COMPRESSION {compression}"));
    }
    list.extend(options::foreign_change(&from.attributes, &to.attributes));
    list.into_iter()
        .map(|text| format!("{alter} {text}").into())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::testing::schema;
    use crate::schema::Schema;
    use serde_json::{json, Value};

    fn table(column: Value) -> Schema {
        schema(vec![
            json!({"id": "table public.t", "schema": "public", "name": "t", "columns": [column]}),
        ])
    }

    fn changed(from: Value, to: Value) -> Vec<String> {
        let (before, after) = (table(from), table(to));
        let context = Context::between(&before, &after);
        let (from, to) = (&before.objects[0], &after.objects[0]);
        let list = clauses(to, &from.columns[0], &to.columns[0], &context);
        list.into_iter().map(|c| c.text).collect()
    }

    #[test]
    fn types_and_defaults() {
        let of =
            |t: &str, default: Option<&str>| json!({"name": "a", "type": t, "default": default});
        assert_eq!(
            changed(of("integer", Some("1")), of("bigint", Some("1"))),
            ["ALTER COLUMN a TYPE bigint"]
        );
        assert_eq!(
            changed(
                of("text", Some("'x'::text")),
                of("public.mood", Some("'x'::public.mood"))
            ),
            [
                "ALTER COLUMN a DROP DEFAULT",
                "ALTER COLUMN a TYPE public.mood USING a::public.mood",
                "ALTER COLUMN a SET DEFAULT 'x'::public.mood",
            ]
        );
        assert_eq!(
            changed(of("text", Some("1")), of("text", None)),
            ["ALTER COLUMN a DROP DEFAULT"]
        );
    }

    #[test]
    fn identity_and_generated() {
        let plain = || json!({"name": "a", "type": "integer", "not_null": true});
        let with = |name: &str, value: &str| {
            let mut column = plain();
            column[name] = value.into();
            column
        };
        assert_eq!(
            changed(with("default", "1"), with("identity", "always")),
            [
                "ALTER COLUMN a ADD GENERATED ALWAYS AS IDENTITY",
                "ALTER COLUMN a DROP DEFAULT"
            ]
        );
        assert_eq!(
            changed(with("identity", "always"), with("identity", "by default")),
            ["ALTER COLUMN a SET GENERATED BY DEFAULT"]
        );
        assert_eq!(
            changed(with("identity", "always"), plain()),
            ["ALTER COLUMN a DROP IDENTITY IF EXISTS"]
        );
        let mut generated = with("expression", "b");
        generated["generated"] = "stored".into();
        assert_eq!(
            changed(generated, plain()),
            ["ALTER COLUMN a DROP EXPRESSION"]
        );
    }

    #[test]
    fn all_else() {
        let to = json!({"name": "a", "type": "text", "not_null": true, "storage": "main", "statistics": 5,
            "options": ["n_distinct=5"], "compression": "lz4"});
        let from = json!({"name": "a", "type": "text"});
        assert_eq!(
            changed(from.clone(), to.clone()),
            [
                "ALTER COLUMN a SET NOT NULL",
                "ALTER COLUMN a SET STORAGE MAIN",
                "ALTER COLUMN a SET STATISTICS 5",
                "ALTER COLUMN a SET (n_distinct = 5)",
                "ALTER COLUMN a SET COMPRESSION lz4",
            ]
        );
        assert_eq!(
            changed(to, from),
            [
                "ALTER COLUMN a DROP NOT NULL",
                "ALTER COLUMN a SET STORAGE EXTENDED",
                "ALTER COLUMN a SET STATISTICS -1",
                "ALTER COLUMN a RESET (n_distinct)",
                "ALTER COLUMN a SET COMPRESSION DEFAULT",
            ]
        );
    }
}
