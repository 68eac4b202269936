//! The blocks that a reading of the database does not change: datasource, generators, views.

use super::attributes::texts;
use super::previous::Previous;
use super::table::Table;
use super::text::quoted;
use crate::prisma::model::{Extension, Model};
use crate::prisma::psl::ast::{Arity, Member};
use crate::prisma::psl::ast::{Attribute, Block, Expression, Field, FieldType, Item, Kind, Line};

/// Whether models and enums say which schema they are in.
pub fn uses_namespaces(model: &Model, previous: Option<&Previous>) -> bool {
    let before = previous.and_then(|p| p.datasource("schemas"));
    let mut namespaces = model.namespaces.iter();
    before.is_some() || namespaces.any(|n| *n != model.default_namespace)
}

/// A datasource for a database that had no schema file.
pub fn new_datasource(model: &Model) -> String {
    let mut table = Table::default();
    let property = |name: &str, value: String| vec![name.to_owned(), format!("= {value}")];
    table.line(property("provider", quoted("postgresql")));
    if uses_namespaces(model, None) {
        let names: Vec<&str> = model.namespaces.iter().map(String::as_str).collect();
        table.line(property("schemas", list(&names)));
    }
    format!("datasource db {{\n{}}}\n", table.render("  "))
}

/// A preview of the language's, which has to be asked for.
const PARTIAL_INDEXES: &str = "partialIndexes";

fn has_partial_indexes(model: &Model) -> bool {
    let mut indexes = model.tables.iter().flat_map(|t| &t.indexes);
    indexes.any(|i| i.predicate.is_some())
}

/// A generator as it was, with the preview feature that is needed.
pub fn generator(block: &Block, model: &Model) -> String {
    const PROPERTY: &str = "previewFeatures";
    let mut properties = block.properties();
    let features = properties.find(|(name, _)| name.text == PROPERTY);
    let features = features.and_then(|(_, value)| value).map(texts);
    let features = features.unwrap_or_default();
    match has_partial_indexes(model) && !features.contains(&PARTIAL_INDEXES) {
        true => block_text(
            block,
            &[(PROPERTY, list(&[features, vec![PARTIAL_INDEXES]].concat()))],
        ),
        false => block_text(block, &[]),
    }
}

/// A generator for a file that has none, if one is needed.
pub fn new_generator(model: &Model) -> Option<String> {
    has_partial_indexes(model).then(|| {
        let mut table = Table::default();
        table.line(
            ["provider", "= \"prisma-client\""]
                .map(String::from)
                .to_vec(),
        );
        table.line(vec![
            "previewFeatures".into(),
            format!("= {}", list(&[PARTIAL_INDEXES])),
        ]);
        format!("generator client {{\n{}}}\n", table.render("  "))
    })
}

fn list(names: &[&str]) -> String {
    let names: Vec<_> = names.iter().map(|n| quoted(n)).collect();
    format!("[{}]", names.join(", "))
}

/// A datasource as it was, with the namespaces and extensions that there are now.
pub fn datasource(block: &Block, model: &Model, previous: &Previous) -> String {
    let mut changed = Vec::new();
    let before = previous.datasource("schemas").map(texts);
    let before = before.unwrap_or_default();
    let spoken = uses_namespaces(model, Some(previous)).then_some(&model.namespaces);
    let new = spoken.into_iter().flatten().map(String::as_str);
    let new: Vec<&str> = new.filter(|n| !before.contains(n)).collect();
    if !new.is_empty() {
        changed.push(("schemas", list(&[before, new].concat())));
    }
    if previous.ast.has_preview_feature("postgresqlExtensions") {
        changed.extend(extensions(model, previous).map(|list| ("extensions", list)));
    }
    block_text(block, &changed)
}

/// Extensions that are written though the file did not have them.
const WELL_KNOWN: [&str; 4] = ["citext", "postgis", "pg_crypto", "uuid-ossp"];

fn extensions(model: &Model, previous: &Previous) -> Option<String> {
    let before = match previous.datasource("extensions") {
        Some(Expression::Array(items, _)) => items.as_slice(),
        _ => &[],
    };
    let list: Vec<String> = (model.extensions.iter())
        .filter_map(|own| {
            extension(
                own,
                before.iter().find(|b| extension_name(b) == Some(&own.name)),
            )
        })
        .collect();
    (!list.is_empty()).then(|| format!("[{}]", list.join(", ")))
}

fn argument<'a>(extension: &'a Expression, name: &str) -> Option<&'a str> {
    match extension {
        Expression::Function(call) => match &call.arguments.named(name)?.value {
            Expression::Text(text, _) => Some(text),
            _ => None,
        },
        _ => None,
    }
}

fn extension_name(extension: &Expression) -> Option<&str> {
    match extension {
        Expression::Constant(word, _) => Some(word),
        Expression::Function(call) => Some(argument(extension, "map").unwrap_or(&call.name.text)),
        _ => None,
    }
}

/// What was said of version and schema before is said again, as it is now.
fn extension(own: &Extension, before: Option<&Expression>) -> Option<String> {
    if before.is_none() && !WELL_KNOWN.contains(&own.name.as_str()) {
        return None;
    }
    let said = |name| before.is_some_and(|b| argument(b, name).is_some());
    let name = match before {
        Some(Expression::Function(call)) => call.name.text.clone(),
        _ => super::names::sanitised(&own.name, "extension"),
    };
    let schema = own
        .schema
        .as_ref()
        .filter(|_| before.is_none() || said("schema"));
    let arguments = [
        ("map", (name != own.name).then_some(&own.name)),
        ("version", own.version.as_ref().filter(|_| said("version"))),
        ("schema", schema),
    ];
    let arguments: Vec<_> = (arguments.iter())
        .filter_map(|(name, value)| Some(format!("{name}: {}", quoted(value.as_ref()?))))
        .collect();
    Some(match arguments.is_empty() {
        true => name,
        false => format!("{name}({})", arguments.join(", ")),
    })
}

/// A block as it was, in Prisma's format, with other values for some properties.
pub fn block_text(block: &Block, changed: &[(&str, String)]) -> String {
    let mut text = comments(&block.lead);
    let word = match block.kind {
        Kind::Datasource => "datasource",
        Kind::Generator => "generator",
        Kind::Model => "model",
        Kind::View => "view",
        Kind::Type => "type",
        Kind::Enum => "enum",
    };
    text.push_str(&format!("{word} {} {{\n", block.name.text));
    let mut tables = vec![Table::default()];
    for member in &block.members {
        lead(&member.lead, &mut tables);
        let cells = cells(&member.item, changed);
        let comment = member.comment.clone().unwrap_or_default();
        if matches!(member.item, Item::Attribute(_))
            && !ends_with_attributes(&tables, block, member)
        {
            tables.push(Table::default());
        }
        if let Some(table) = tables.last_mut() {
            table.line_with(cells, comment);
        }
    }
    if let Some(table) = tables.last_mut() {
        let names: Vec<&str> = block
            .properties()
            .map(|(name, _)| name.text.as_str())
            .collect();
        for (name, value) in changed.iter().filter(|(name, _)| !names.contains(name)) {
            table.line(vec![(*name).to_owned(), format!("= {value}")]);
        }
    }
    lead(&block.tail, &mut tables);
    let shown: Vec<_> = tables
        .iter()
        .filter(|t| !t.is_empty())
        .map(|t| t.render("  "))
        .collect();
    text.push_str(&shown.join("\n"));
    text.push_str("}\n");
    text
}

/// Whether the line before this one is an attribute of the block, too.
fn ends_with_attributes(tables: &[Table], block: &Block, member: &Member) -> bool {
    let at = block
        .members
        .iter()
        .position(|m| std::ptr::eq(m, member))
        .unwrap_or(0);
    let before = at.checked_sub(1).map(|at| &block.members[at].item);
    matches!(before, Some(Item::Attribute(_))) || tables.last().is_some_and(Table::is_empty)
}

/// The comments before a block, each on its line.
pub fn comments(lines: &[Line]) -> String {
    let lines = lines.iter().filter_map(|line| match line {
        Line::Comment(text) => Some(format!("{text}\n")),
        Line::Blank => None,
    });
    lines.collect()
}

fn lead(lines: &[Line], tables: &mut Vec<Table>) {
    for line in lines {
        match (line, tables.last_mut()) {
            (Line::Comment(text), Some(table)) => table.comment(text.clone()),
            (Line::Blank, Some(table)) if !table.is_empty() => tables.push(Table::default()),
            _ => {}
        }
    }
}

fn cells(item: &Item, changed: &[(&str, String)]) -> Vec<String> {
    match item {
        Item::Property(name, value) => {
            let new = changed.iter().find(|(n, _)| *n == name.text);
            let value = match (new, value) {
                (Some((_, new)), _) => format!("= {new}"),
                (None, Some(value)) => format!("= {value}"),
                (None, None) => "=".into(),
            };
            vec![name.text.clone(), value]
        }
        Item::Field(field) => vec![
            field.name.text.clone(),
            field_type(field),
            attributes(&field.attributes),
        ],
        Item::Value(value) => vec![value.name.text.clone(), attributes(&value.attributes)],
        Item::Attribute(attribute) => vec![format!("@{}", attribute_text(attribute))],
    }
}

/// A field's type with what says how many.
pub fn field_type(field: &Field) -> String {
    let name = match &field.r#type {
        FieldType::Named(name) => name.text.clone(),
        FieldType::Unsupported(text, _) => format!("Unsupported({})", quoted(text)),
    };
    let many = match field.arity {
        Arity::Required => "",
        Arity::Optional => "?",
        Arity::List => "[]",
    };
    format!("{name}{many}")
}

pub fn attributes(list: &[Attribute]) -> String {
    list.iter()
        .map(attribute_text)
        .collect::<Vec<_>>()
        .join(" ")
}

fn attribute_text(attribute: &Attribute) -> String {
    match attribute.arguments.list.is_empty() {
        true => format!("@{}", attribute.name.text),
        false => format!("@{}({})", attribute.name.text, attribute.arguments),
    }
}
