//! What attributes of a syntax tree say.

use crate::prisma::psl::ast::{Argument, Arguments, Attribute, Block, Expression, Field};

pub fn column_of(field: &Field) -> &str {
    let map = attribute(&field.attributes, "map").and_then(first_text);
    map.unwrap_or(&field.name.text)
}

/// Whether the database's name of a field was written beside another one.
pub fn is_mapped(field: &Field) -> bool {
    attribute(&field.attributes, "map").is_some()
}

pub fn has(field: &Field, name: &str) -> bool {
    attribute(&field.attributes, name).is_some()
}

/// The default that Prisma's client gives, which the database knows nothing of.
pub fn client_default(field: &Field) -> Option<String> {
    match &attribute(&field.attributes, "default")?
        .arguments
        .list
        .first()?
        .value
    {
        call @ Expression::Function(own)
            if ["uuid", "cuid", "ulid", "nanoid"].contains(&own.name.text.as_str()) =>
        {
            Some(call.to_string())
        }
        _ => None,
    }
}

pub fn attribute<'b>(attributes: &'b [Attribute], name: &str) -> Option<&'b Attribute> {
    attributes.iter().find(|a| a.name.text == name)
}

pub fn block_text<'a>(block: &'a Block, name: &str) -> Option<&'a str> {
    let mut attributes = block.attributes();
    first_text(attributes.find(|a| a.name.text == name)?)
}

/// The text that stands alone, or by the name `name`.
pub fn first_text(attribute: &Attribute) -> Option<&str> {
    text(&name_argument(&attribute.arguments)?.value)
}

pub fn name_argument(arguments: &Arguments) -> Option<&Argument> {
    let mut list = arguments.list.iter();
    list.find(|a| a.name.is_none() || a.is_named("name"))
}

pub fn relation(field: &Field) -> Option<&Arguments> {
    attribute(&field.attributes, "relation").map(|a| &a.arguments)
}

pub fn relation_name(field: &Field) -> Option<&str> {
    text(&name_argument(relation(field)?)?.value)
}

pub fn text(expression: &Expression) -> Option<&str> {
    match expression {
        Expression::Text(text, _) => Some(text),
        _ => None,
    }
}

/// The texts of a list.
pub fn texts(expression: &Expression) -> Vec<&str> {
    match expression {
        Expression::Array(items, _) => items.iter().filter_map(text).collect(),
        other => text(other).into_iter().collect(),
    }
}

/// The words of a list, or those before parentheses.
pub fn constants(expression: &Expression) -> Vec<&str> {
    match expression {
        Expression::Array(items, _) => items.iter().flat_map(constants).collect(),
        Expression::Constant(word, _) => vec![word],
        Expression::Function(call) => vec![&call.name.text],
        _ => Vec::new(),
    }
}
