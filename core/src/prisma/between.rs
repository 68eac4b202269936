//! Two schema values of which at least one is a Prisma schema, as Prisma compares them: in its scope
//! only. What its language cannot express is left alone.

use super::diff::unspoken;
use super::document;
use super::model::Model;
use super::{psl, stored};
use crate::diff::{self, Renames, Step};
use crate::schema::Schema;
use std::borrow::Cow;

/// A schema value: its document, and the Prisma schema that it was made of, if it was.
#[derive(Debug)]
pub struct Side {
    pub schema: Schema,
    pub prisma: Option<psl::Schema>,
}

/// Both sides in Prisma's eyes.
#[derive(Debug)]
pub struct Models<'a> {
    /// What is there after the renames, in full.
    pub schema: Cow<'a, Schema>,
    pub from: Model,
    pub to: Model,
    /// The renames that were asked for; `from` is what is there after them.
    pub renames: Vec<Step>,
}

impl<'a> Models<'a> {
    /// None if no side is a Prisma schema.
    pub fn of(from: &'a Side, to: &Side, hints: &Renames) -> Option<Self> {
        let asked = to.prisma.as_ref().or(from.prisma.as_ref())?;
        let read = |schema: &Schema| {
            document::read_with_classes(
                schema,
                &asked.model.default_namespace,
                &asked.model.namespaces,
            )
        };
        let are_texts = from.prisma.is_some() && to.prisma.is_some();
        let model = |side: &Side| match &side.prisma {
            Some(prisma) if are_texts => prisma.model.clone(),
            Some(prisma) => stored::with_cut_names(prisma.model.clone()),
            None => read(&side.schema),
        };
        let mut to_model = model(to);
        let (renames, schema, mut from_model) = match hints.is_empty() {
            true => (Vec::new(), Cow::Borrowed(&from.schema), model(from)),
            false => {
                let (steps, schema) = diff::renamed(&from.schema, &to.schema, hints);
                let model = read(&schema);
                (steps, Cow::Owned(schema), model)
            }
        };
        match (&from.prisma, &to.prisma) {
            (None, Some(file)) => unspoken::leave(&file.ast, &mut to_model, &mut from_model),
            (Some(file), None) => unspoken::leave(&file.ast, &mut from_model, &mut to_model),
            _ => {}
        }
        Some(Models {
            schema,
            from: from_model,
            to: to_model,
            renames,
        })
    }
}
