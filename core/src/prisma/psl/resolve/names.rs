//! The names of blocks, fields and values: well formed, not reserved, and each only once.

use std::collections::{HashMap, HashSet};

use super::Scalar;
use crate::prisma::psl::ast::{Ast, Attribute, Block, Kind, Name};
use crate::prisma::psl::error::Faults;

/// What a type's name refers to.
#[derive(Clone, Copy)]
pub enum Type {
    /// By its place among models and views.
    Entity(usize),
    /// By its place among enums.
    Enum(usize),
    Composite,
}

/// The types that the schema defines, by name.
pub struct Types<'a> {
    types: HashMap<&'a str, Type>,
    /// All names, by their lower-case form.
    similar: HashMap<String, &'a str>,
}

impl<'a> Types<'a> {
    pub fn get(&self, name: &str) -> Option<Type> {
        self.types.get(name).copied()
    }

    /// A type whose name has other capitals.
    pub fn similar(&self, name: &str) -> Option<&'a str> {
        self.similar.get(&name.to_lowercase()).copied()
    }
}

pub fn types<'a>(ast: &'a Ast, faults: &mut Faults) -> Types<'a> {
    let mut types = HashMap::new();
    let mut seen: [HashMap<&str, Kind>; 3] = Default::default();
    let (mut entities, mut enums) = (0, 0);
    for block in &ast.blocks {
        block_name(block, faults);
        members(block, faults);
        // Datasources, generators and types have names of their own.
        let scope = match block.kind {
            Kind::Datasource => 0,
            Kind::Generator => 1,
            _ => 2,
        };
        let name = block.name.text.as_str();
        if let Some(first) = seen[scope].insert(name, block.kind) {
            faults.push(
                block.name.span,
                format!(
                    "The {} \"{name}\" cannot be defined because a {} with that name already exists.",
                    called(block.kind),
                    called(first)
                ),
            );
        }
        let meaning = match block.kind {
            Kind::Model | Kind::View => {
                entities += 1;
                Type::Entity(entities - 1)
            }
            Kind::Enum => {
                enums += 1;
                Type::Enum(enums - 1)
            }
            Kind::Type => Type::Composite,
            Kind::Datasource | Kind::Generator => continue,
        };
        types.insert(name, meaning);
    }
    let defined = ast.blocks.iter().map(|block| block.name.text.as_str());
    let names = defined.filter(|name| types.contains_key(name)).rev();
    let names = names.chain(Scalar::ALL.iter().map(|scalar| scalar.name()));
    let similar = names.map(|name| (name.to_lowercase(), name)).collect();
    Types { types, similar }
}

fn called(kind: Kind) -> &'static str {
    match kind {
        Kind::Datasource => "source",
        Kind::Generator => "generator",
        Kind::Model => "model",
        Kind::View => "view",
        Kind::Type => "composite type",
        Kind::Enum => "enum",
    }
}

fn block_name(block: &Block, faults: &mut Faults) {
    let name = &block.name;
    if Scalar::named(&name.text).is_some() {
        faults.push(
            name.span,
            format!(
                "\"{}\" is a reserved scalar type name and cannot be used.",
                name.text
            ),
        );
    }
    let reserved = RESERVED.contains(&name.text.as_str());
    match block.kind {
        Kind::Model | Kind::View => {
            let what = super::what(block);
            well_formed(name, if what == "view" { "view" } else { "Model" }, faults);
            if reserved {
                faults.block(block.span, "model", &name.text, format!(
                    "The {what} name `{}` is invalid. It is a reserved name. Please change it. Read more at https://pris.ly/d/naming-models",
                    name.text
                ));
            }
        }
        Kind::Enum => {
            well_formed(name, "Enum", faults);
            if reserved {
                faults.push(block.span, format!(
                    "Error validating enum `{0}`: The enum name `{0}` is invalid. It is a reserved name. Please change it. Read more at https://www.prisma.io/docs/reference/tools-and-interfaces/prisma-schema/data-model#naming-enums",
                    name.text
                ));
            }
        }
        Kind::Type => well_formed(name, "Composite type", faults),
        Kind::Datasource | Kind::Generator => {}
    }
}

/// Names within a block.
fn members(block: &Block, faults: &mut Faults) {
    let name = &block.name.text;
    let mut seen = HashSet::new();
    attribute_names(block.attributes(), faults);
    for value in block.values() {
        well_formed(&value.name, "Enum Value", faults);
        attribute_names(value.attributes.iter(), faults);
        if !seen.insert(value.name.text.as_str()) {
            let message = format!(
                "Value \"{}\" is already defined on enum \"{name}\".",
                value.name.text
            );
            faults.push(value.span, message);
        }
    }
    let what = match block.kind {
        Kind::Type => "composite type",
        _ => super::what(block),
    };
    for field in block.fields() {
        well_formed(
            &field.name,
            if what == "view" { "field" } else { "Field" },
            faults,
        );
        attribute_names(field.attributes.iter(), faults);
        if !seen.insert(field.name.text.as_str()) {
            let message = format!(
                "Field \"{}\" is already defined on {what} \"{name}\".",
                field.name.text
            );
            faults.push(field.name.span, message);
        }
    }
    for (property, _) in block.properties() {
        if !seen.insert(property.text.as_str()) {
            let message = format!(
                "Key \"{}\" is already defined in {} \"{name}\".",
                property.text,
                called(block.kind)
            );
            faults.push(property.span, message);
        }
    }
}

fn attribute_names<'a>(attributes: impl Iterator<Item = &'a Attribute>, faults: &mut Faults) {
    for attribute in attributes {
        well_formed(&attribute.name, "Attribute", faults);
    }
}

fn well_formed(name: &Name, what: &str, faults: &mut Faults) {
    if name.text.starts_with(|c: char| c.is_numeric()) {
        faults.invalid(
            name.span,
            format!("The name of a {what} must not start with a number."),
        );
    } else if name.text.contains('-') {
        faults.invalid(
            name.span,
            format!("The character `-` is not allowed in {what} names."),
        );
    }
}

/// Names that the client's language has taken.
const RESERVED: &[&str] = &[
    "PrismaClient",
    "async",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "let",
    "new",
    "null",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "using",
    "var",
    "void",
    "while",
    "with",
    "yield",
];
