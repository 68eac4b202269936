//! Indexes: their names, and what PostgreSQL can index.

use super::entities::custom_name;
use super::names::{too_long, Names};
use super::{operators, DATABASE};
use crate::prisma::model::{Method, Native};
use crate::prisma::psl::error::Faults;
use crate::prisma::psl::resolve::{Entity, Index, IndexKind, Schema};

pub fn check<'a>(schema: &Schema<'a>, entity: &Entity<'a>, names: &Names<'a>, faults: &mut Faults) {
    for index in &entity.indexes {
        let at = index.key.at();
        let span = index.key.attribute.span;
        let mut fault = |message: &str| faults.attribute(span, &at, message);
        if index.key.fields.is_empty() {
            fault("The list of fields in an index cannot be empty. Please specify at least one field.");
        }
        if index.key.fields.iter().any(|field| field.length) {
            fault("The length argument is not supported in an index definition with the current connector");
        }
        if index.method == Some(Method::Hash) && index.key.fields.iter().any(|f| f.sort.is_some()) {
            fault("Hash type does not support sort option.");
        }
        if index.kind == IndexKind::Fulltext {
            fault("Defining fulltext indexes is not supported with the current connector.");
        }
        if index.key.clustered {
            fault("Defining clustering is not supported in the current connector.");
        }
        let classes = index.key.fields.iter().any(|field| field.class.is_some());
        if index.kind != IndexKind::Normal && classes {
            fault("Operator classes can only be defined to fields in an @@index attribute.");
        }
        if index.predicate.is_some() && !schema.config.preview.contains(&"partialIndexes") {
            fault("Partial indexes are a preview feature. Add \"partialIndexes\" to previewFeatures in your generator block.");
        }
        check_names(entity, index, names, faults);
        xml(entity, index, faults);
        operators::check(entity, index, faults);
        if index.method == Some(Method::SpGist) && index.key.fields.len() > 1 {
            faults.attribute(span, &at, "SpGist does not support multi-column indices.");
        }
    }
}

fn check_names<'a>(entity: &Entity<'a>, index: &Index<'a>, names: &Names<'a>, faults: &mut Faults) {
    let key = &index.key;
    let at = key.at();
    names.key(
        entity,
        &entity.index_name(index),
        key.attribute,
        &at,
        faults,
    );
    too_long(entity, key.map, key.attribute.span, &at, faults);
    if let Some(name) = key.name.filter(|name| names.client_clash(entity, name)) {
        let argument = key.attribute.arguments.named("name");
        let span = argument.map_or(key.attribute.span, |argument| argument.span);
        faults.attribute(span, &at, custom_name(name));
    }
    if index.kind == IndexKind::Unique && key.fields.len() > 1 && key.name.is_none() {
        let joined = entity.names(&key.fields()).join("_");
        if entity.by_name.contains_key(joined.as_str()) {
            faults.block(key.attribute.span, entity.what(), entity.name(), format!(
                "The field `{joined}` clashes with the `@@unique` name. Please resolve the conflict by providing a custom id name: `@@unique([...], name: \"custom_name\")`"
            ));
        }
    }
}

fn xml(entity: &Entity, index: &Index, faults: &mut Faults) {
    let mut fields = index.key.fields.iter().map(|key| &entity.fields[key.field]);
    let Some(field) = fields.find(|field| field.native == Some(Native::Xml)) else {
        return;
    };
    faults.push(
        field.node.span,
        match index.kind {
            IndexKind::Unique => format!("Native type `Xml` cannot be unique in {DATABASE}."),
            _ => format!(
                "You cannot define an index on fields with native type `Xml` of {DATABASE}."
            ),
        },
    );
}
