//! Keys and indexes.

use super::words::Words;
use crate::prisma::model::{
    Action, ColumnKind, ForeignKey, Index, IndexColumn, Method, Model, Native, PrimaryKey, Sort,
    Table,
};
use crate::schema::{name, Attributes, Kind, Object};

pub fn primary_key(key: &PrimaryKey, table: &Table, on: &Object, words: &Words) -> Object {
    let definition = format!("PRIMARY KEY ({})", words.list(&key.columns));
    let mut object = constraint(&key.name, "primary key", definition, on);
    object.depends.extend(comparing(table, key.columns.iter()));
    object
}

/// What compares the values of these columns, where it is not built in.
fn comparing<'a>(table: &Table, mut columns: impl Iterator<Item = &'a String>) -> Option<String> {
    let is_citext = |name: &String| {
        let column = table.columns.iter().find(|c| c.name == *name);
        column.is_some_and(|c| c.kind == ColumnKind::Native(Native::Citext))
    };
    columns.any(is_citext).then(|| "extension citext".into())
}

fn constraint(own: &str, of_type: &str, definition: String, table: &Object) -> Object {
    let mut attributes = Attributes::new();
    attributes.insert("type", of_type);
    attributes.insert("definition", definition);
    Object {
        kind: Kind::Constraint,
        display: name::display(None, own, None, Some(&table.display)),
        schema: None,
        name: Some(own.into()),
        arguments: None,
        on: Some(table.display.clone()),
        attributes,
        columns: Vec::new(),
        depends: Vec::new(),
    }
}

pub fn foreign_key(key: &ForeignKey, own: &Table, table: &Object, words: &Words) -> Object {
    let target = &key.references;
    let mut definition = format!(
        "FOREIGN KEY ({}) REFERENCES {}({})",
        words.list(&key.columns),
        words.qualified(&target.namespace, &target.table),
        words.list(&target.columns)
    );
    for (event, on) in [("UPDATE", key.on_update), ("DELETE", key.on_delete)] {
        if let Some(action) = action(on) {
            definition.push_str(&format!(" ON {event} {action}"));
        }
    }
    let mut object = constraint(&key.name, "foreign key", definition, table);
    let display = name::display(Some(&target.namespace), &target.table, None, None);
    // What it hangs on is no dependency.
    let columns = target.columns.iter().filter(|_| display != table.display);
    object.depends = columns
        .map(|c| format!("column {display}.{}", name::quoted(c)))
        .collect();
    object.depends.extend(used_key(key, words.model, &display));
    object.depends.extend(comparing(own, key.columns.iter()));
    object.depends.sort();
    object.depends.dedup();
    object
}

fn action(action: Action) -> Option<&'static str> {
    match action {
        Action::NoAction => None,
        Action::Restrict => Some("RESTRICT"),
        Action::Cascade => Some("CASCADE"),
        Action::SetNull => Some("SET NULL"),
        Action::SetDefault => Some("SET DEFAULT"),
    }
}

/// The key that a foreign key uses: of several over the same columns the primary one, or the first
/// by name.
fn used_key(key: &ForeignKey, model: &Model, display: &str) -> Option<String> {
    let target = &key.references;
    let mut tables = model.tables.iter();
    let table = tables.find(|t| t.namespace == target.namespace && t.name == target.table)?;
    let wanted = sorted(target.columns.iter());
    if let Some(primary) = &table.primary_key {
        if sorted(primary.columns.iter()) == wanted {
            return Some(on_table(&primary.name, display));
        }
    }
    let covers = |i: &&Index| {
        i.unique && i.predicate.is_none() && sorted(i.columns.iter().map(|c| &c.name)) == wanted
    };
    let index = (table.indexes.iter().filter(covers)).min_by_key(|i| &i.name)?;
    Some(match index.constraint {
        true => on_table(&index.name, display),
        false => {
            let index = name::display(Some(&table.namespace), &index.name, None, None);
            format!("index {index}")
        }
    })
}

fn on_table(constraint: &str, table: &str) -> String {
    let display = name::display(None, constraint, None, Some(table));
    format!("constraint {display}")
}

fn sorted<'a>(names: impl Iterator<Item = &'a String>) -> Vec<&'a String> {
    let mut names: Vec<_> = names.collect();
    names.sort();
    names
}

pub fn index(index: &Index, table: &Table, on: &Object, words: &Words) -> Object {
    if index.constraint {
        let columns: Vec<String> = index.columns.iter().map(|c| c.name.clone()).collect();
        let definition = format!("UNIQUE ({})", words.list(&columns));
        let mut object = constraint(&index.name, "unique", definition, on);
        object.depends.extend(comparing(table, columns.iter()));
        return object;
    }
    let method = method(index.method);
    let columns = index.columns.iter();
    let columns: Vec<_> = columns.map(|c| item(c, index.method, words)).collect();
    let mut attributes = Attributes::new();
    attributes.insert("method", method);
    attributes.insert("key_columns", columns.join(", "));
    if index.unique {
        attributes.insert("unique", true);
    }
    if let Some(predicate) = &index.predicate {
        let predicate = crate::render::quote::in_parentheses(predicate);
        attributes.insert("where", predicate);
    }
    Object {
        kind: Kind::Index,
        display: name::display(Some(&table.namespace), &index.name, None, None),
        schema: Some(table.namespace.clone()),
        name: Some(index.name.clone()),
        arguments: None,
        on: Some(on.display.clone()),
        attributes,
        columns: Vec::new(),
        depends: comparing(table, index.columns.iter().map(|c| &c.name))
            .into_iter()
            .collect(),
    }
}

fn method(method: Method) -> &'static str {
    match method {
        Method::BTree => "btree",
        Method::Hash => "hash",
        Method::Gin => "gin",
        Method::Gist => "gist",
        Method::SpGist => "spgist",
        Method::Brin => "brin",
    }
}

fn item(column: &IndexColumn, method: Method, words: &Words) -> String {
    let mut text = words.ident(&column.name);
    if let Some(class) = column.class.as_deref().filter(|c| !is_default(c, method)) {
        text.push(' ');
        text.push_str(&words.ident(class));
    }
    if column.sort == Some(Sort::Desc) {
        text.push_str(" DESC");
    }
    text
}

/// Whether a class is the one that the server takes by itself for the types that it is for.
fn is_default(class: &str, method: Method) -> bool {
    let inclusion = [
        "box_inclusion_ops",
        "inet_inclusion_ops",
        "range_inclusion_ops",
    ];
    let classes: &[&str] = match method {
        Method::BTree | Method::Hash => &[],
        Method::Gin => &["array_ops", "jsonb_ops", "tsvector_ops"],
        Method::Gist => &[
            "box_ops",
            "circle_ops",
            "multirange_ops",
            "point_ops",
            "poly_ops",
            "range_ops",
            "tsquery_ops",
            "tsvector_ops",
        ],
        Method::SpGist => &[
            "box_ops",
            "inet_ops",
            "poly_ops",
            "quad_point_ops",
            "range_ops",
            "text_ops",
        ],
        Method::Brin if class.ends_with("_minmax_ops") => return class != "inet_minmax_ops",
        Method::Brin => &inclusion,
    };
    classes.contains(&class)
}
