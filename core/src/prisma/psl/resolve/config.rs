//! The datasource and the generators, as far as they have to do with the database.

use std::collections::HashMap;

use super::Extension;
use crate::prisma::psl::arguments::{items, mismatch, string};
use crate::prisma::psl::ast::{Argument, Ast, Block, Expression, Kind, Span};
use crate::prisma::psl::error::Faults;

#[derive(Default)]
pub struct Config<'a> {
    /// The datasource's name, the prefix of native types; None without a datasource.
    pub name: Option<&'a str>,
    /// Sorted; None where `schemas` is not used.
    pub schemas: Option<Vec<&'a str>>,
    /// Sorted by the names in the language.
    pub extensions: Vec<Extension>,
    /// Relations are the client's business alone.
    pub emulated: bool,
    pub preview: Vec<&'a str>,
}

impl<'a> Config<'a> {
    pub fn of(ast: &'a Ast, faults: &mut Faults) -> Self {
        let mut config = Config::default();
        for block in ast.of(Kind::Generator) {
            generator(block, &mut config, faults);
        }
        let sources: Vec<&Block> = ast.of(Kind::Datasource).collect();
        for (at, block) in sources.iter().enumerate() {
            if at == 0 {
                datasource(block, &mut config, faults);
            }
            if sources.len() > 1 {
                let message = "You defined more than one datasource. This is not allowed yet because support for multiple databases has not been implemented yet.";
                source_fault(block.span, &block.name.text, message, faults);
            }
        }
        config
    }
}

type Properties<'a> = HashMap<&'a str, (Span, &'a Expression)>;

/// The properties of a block by name; None if one has no value.
fn properties<'a>(block: &'a Block, what: &str, faults: &mut Faults) -> Option<Properties<'a>> {
    let mut complete = true;
    let mut properties = HashMap::new();
    for (name, value) in block.properties() {
        match value {
            Some(value) => {
                properties.insert(name.text.as_str(), (name.span, value));
            }
            None => {
                complete = false;
                let message = format!(
                    "Property {} in {what} {} needs to be assigned a value",
                    name.text, block.name.text
                );
                faults.push(block.span, message);
            }
        }
    }
    complete.then_some(properties)
}

fn source_fault(span: Span, name: &str, message: &str, faults: &mut Faults) {
    faults.push(
        span,
        format!("Error validating datasource `{name}`: {message}"),
    );
}

fn generator<'a>(block: &'a Block, config: &mut Config<'a>, faults: &mut Faults) {
    let Some(mut properties) = properties(block, "generator", faults) else {
        return;
    };
    match properties.remove("provider") {
        Some((_, value)) => {
            text_or_env(value, faults);
        }
        None => faults.push(
            block.span,
            format!(
                "Argument \"provider\" is missing in generator block \"{}\".",
                block.name.text
            ),
        ),
    }
    if let Some((_, value)) = properties.remove("previewFeatures") {
        let features = items(value).iter().filter_map(|item| string(item, faults));
        config.preview.extend(features);
    }
}

fn datasource<'a>(block: &'a Block, config: &mut Config<'a>, faults: &mut Faults) {
    let name = block.name.text.as_str();
    config.name = Some(name);
    let Some(mut properties) = properties(block, "datasource", faults) else {
        return;
    };
    if !provider(&mut properties, block, faults) {
        return;
    }
    config.emulated = relation_mode(&mut properties, block, faults);
    if let Some((span, value)) = properties.remove("extensions") {
        if !config.preview.contains(&"postgresqlExtensions") {
            faults.push(span, "The `extensions` property is only available with the `postgresqlExtensions` preview feature.");
        }
        config.extensions = extensions(value, faults);
    }
    urls(&mut properties, name, faults);
    if let Some((span, _)) = properties.remove("previewFeatures") {
        faults.push(span, "Preview features are only supported in the generator block. Please move this field to the generator block.");
    }
    if let Some((_, value)) = properties.remove("schemas") {
        config.schemas = Some(schemas(value, faults));
    }
    for (name, (span, _)) in properties {
        faults.push(span, format!("Property not known: \"{name}\"."));
    }
}

/// False if the rest is of no interest.
fn provider(properties: &mut Properties, block: &Block, faults: &mut Faults) -> bool {
    let name = block.name.text.as_str();
    let Some((_, value)) = properties.remove("provider") else {
        faults.push(
            block.span,
            format!("Argument \"provider\" is missing in data source block \"{name}\"."),
        );
        return false;
    };
    match value {
        Expression::Text(text, _) => match text.as_str() {
            "postgresql" | "postgres" => return true,
            "" => source_fault(
                value.span(),
                name,
                "The provider argument in a datasource must not be empty",
                faults,
            ),
            "mysql" | "sqlite" | "sqlserver" | "mongodb" | "cockroachdb" => {
                let message = format!(
                    "The provider is \"{text}\", but this database is PostgreSQL. Expected \"postgresql\"."
                );
                source_fault(value.span(), name, &message, faults);
            }
            _ => faults.push(
                value.span(),
                format!("Datasource provider not known: \"{text}\". Expected \"postgresql\"."),
            ),
        },
        Expression::Function(call) if call.name.text == "env" => faults.push(
            block.span,
            "A datasource must not use the env() function in the provider argument.",
        ),
        _ => source_fault(
            value.span(),
            name,
            "The provider argument in a datasource must be a string literal",
            faults,
        ),
    }
    false
}

/// Whether relations have no foreign keys.
fn relation_mode(properties: &mut Properties, block: &Block, faults: &mut Faults) -> bool {
    let (new, old) = (
        properties.remove("relationMode"),
        properties.remove("referentialIntegrity"),
    );
    if let (Some(_), Some((span, _))) = (new, old) {
        faults.push(span, "The `referentialIntegrity` and `relationMode` attributes cannot be used together. Please use only `relationMode` instead.");
        return false;
    }
    let mode = new.or(old).and_then(|(_, value)| string(value, faults));
    match mode {
        Some("prisma") => true,
        None | Some("foreignKeys") => false,
        Some(other) => {
            let message = format!(
                "Invalid relation mode setting: \"{other}\". Supported values: \"prisma\", \"foreignKeys\""
            );
            source_fault(block.span, "relationMode", &message, faults);
            false
        }
    }
}

/// Where the database is, is not asked here: only whether the properties are well formed.
fn urls(properties: &mut Properties, name: &str, faults: &mut Faults) {
    let urls = ["url", "directUrl", "shadowDatabaseUrl"].map(|key| {
        let (span, value) = properties.remove(key)?;
        text_or_env(value, faults).map(|text| (span, text))
    });
    let [url, direct, shadow] = urls;
    let Some((_, shadow)) = shadow else { return };
    for (key, given) in [("url", url), ("directUrl", direct)] {
        if let Some((span, _)) = given.filter(|(_, url)| *url == shadow) {
            faults.push(span, format!("shadowDatabaseUrl is the same as {key} for datasource \"{name}\". Please specify a different database as shadow database."));
        }
    }
}

/// A text or an `env("…")`, as it is written.
fn text_or_env(value: &Expression, faults: &mut Faults) -> Option<String> {
    match value {
        Expression::Text(..) => return Some(value.to_string()),
        Expression::Function(call) if call.name.text == "env" => {
            let list = &call.arguments.list[..];
            if let [Argument {
                value: Expression::Text(..),
                ..
            }] = list
            {
                return Some(value.to_string());
            }
            let message = format!(
                "Function \"env\" takes one string argument, but received `{}`.",
                call.arguments
            );
            faults.push(call.span, message);
        }
        _ => mismatch("String", value, faults),
    }
    None
}

fn schemas<'a>(value: &'a Expression, faults: &mut Faults) -> Vec<&'a str> {
    let mut named: Vec<(&str, Span)> = items(value)
        .iter()
        .filter_map(|item| Some((string(item, faults)?, item.span())))
        .collect();
    if items(value).is_empty() {
        faults.push(
            value.span(),
            "If provided, the schemas array can not be empty.",
        );
    }
    named.sort_unstable_by_key(|(name, span)| (*name, span.start));
    for pair in named.windows(2).filter(|pair| pair[0].0 == pair[1].0) {
        faults.push(pair[0].1, "Duplicated schema names are not allowed");
    }
    named.into_iter().map(|(name, _)| name).collect()
}

fn extensions(value: &Expression, faults: &mut Faults) -> Vec<Extension> {
    let mut extensions: Vec<(&str, Extension)> = items(value)
        .iter()
        .filter_map(|item| match item {
            Expression::Constant(name, _) => Some((name.as_str(), named(name))),
            Expression::Function(call) => {
                let name = call.name.text.as_str();
                Some((
                    name,
                    with_arguments(named(name), &call.arguments.list, faults),
                ))
            }
            _ => {
                mismatch("constant or function", item, faults);
                None
            }
        })
        .collect();
    extensions.sort_by_key(|(name, _)| *name);
    extensions
        .into_iter()
        .map(|(_, extension)| extension)
        .collect()
}

fn named(name: &str) -> Extension {
    Extension {
        name: name.into(),
        schema: None,
        version: None,
    }
}

fn with_arguments(
    mut extension: Extension,
    arguments: &[Argument],
    faults: &mut Faults,
) -> Extension {
    let mut seen = Vec::new();
    for argument in arguments {
        let Some(name) = argument.name.as_ref().map(|name| name.text.as_str()) else {
            faults.invalid(argument.span, "The argument must have a name");
            continue;
        };
        if seen.contains(&name) {
            let message = format!("The argument `{name}` can only be defined once");
            faults.invalid(argument.span, message);
            continue;
        }
        seen.push(name);
        let value = string(&argument.value, faults).map(str::to_string);
        match (name, value) {
            ("map", Some(value)) => extension.name = value,
            ("schema", value) => extension.schema = value,
            ("version", value) => extension.version = value,
            ("map", None) => {}
            _ => faults.push(argument.span, format!("Argument not known: \"{name}\".")),
        }
    }
    extension
}
