//! Relation fields by themselves: which could be confused, what they may say.

use std::collections::HashMap;

use super::names::too_long;
use super::DATABASE;
use crate::prisma::model::Action;
use crate::prisma::psl::ast::Span;
use crate::prisma::psl::error::Faults;
use crate::prisma::psl::resolve::relation::action_name;
use crate::prisma::psl::resolve::{Entity, FieldKind, Schema};

type Groups<'a> = HashMap<(usize, usize, Option<&'a str>), Vec<usize>>;

/// Reports relation fields that several others could be the opposite of.
pub fn ambiguous(schema: &Schema, groups: &Groups, faults: &mut Faults) -> bool {
    let mut found = false;
    for ((from, to, name), fields) in groups {
        let own = from == to;
        // Two fields with one name make a relation of a model with itself.
        if fields.len() < 2 || (own && name.is_some() && fields.len() == 2) {
            continue;
        }
        found = true;
        let entity = &schema.entities[*from];
        let message = confusion(entity, &schema.entities[*to], own, *name, fields);
        let span = entity.fields[fields[0]].node.span;
        faults.block(span, entity.what(), entity.name(), message);
    }
    found
}

fn confusion(
    entity: &Entity,
    other: &Entity,
    own: bool,
    name: Option<&str>,
    fields: &[usize],
) -> String {
    let model = entity.name();
    let names = listed(&entity.names(fields));
    let both = format!("both refer to `{}`", other.name());
    match (own, name, fields.len()) {
        (true, None, 2) => format!("Ambiguous self relation detected. The fields {names} in model `{model}` {both}. If they are part of the same relation add the same relation name for them with `@relation(<name>)`."),
        (true, None, _) => format!("Unnamed self relation detected. The fields {names} in model `{model}` have no relation name. Please provide a relation name for one of them by adding `@relation(<name>)."),
        (true, Some(_), _) => format!("Wrongly named self relation detected. The fields {names} in model `{model}` have the same relation name. At most two relation fields can belong to the same relation and therefore have the same name. Please assign a different relation name to one of them."),
        (false, None, _) => format!("Ambiguous relation detected. The fields {names} in model `{model}` {both}. Please provide different relation names for them by adding `@relation(<name>)."),
        (false, Some(_), _) => format!("Wrongly named relation detected. The fields {names} in model `{model}` both use the same relation name. Please provide different relation names for them through `@relation(<name>)."),
    }
}

/// `a`, `b` and `c`.
fn listed(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => names.concat(),
    }
}

pub fn check(schema: &Schema, entity: &Entity, faults: &mut Faults) {
    for field in &entity.fields {
        let (FieldKind::Relation(to), Some(relation)) = (field.kind, &field.relation) else {
            continue;
        };
        let other = &schema.entities[to];
        if other.ignored && !field.ignored && !entity.ignored {
            faults.attribute(field.node.span, "@ignore", format!(
                "The relation field `{}` on Model `{}` must specify the `@ignore` attribute, because the model {} it is pointing to is marked ignored.",
                field.name(),
                entity.name(),
                other.name()
            ));
        }
        for (action, span) in [relation.on_delete, relation.on_update]
            .into_iter()
            .flatten()
        {
            allowed(schema, action, span, faults);
        }
        if let Some(attribute) = relation.attribute {
            too_long(entity, relation.map, attribute.span, "@relation", faults);
        }
    }
}

/// Without foreign keys the client knows fewer actions.
fn allowed(schema: &Schema, action: Action, span: Span, faults: &mut Faults) {
    if !schema.config.emulated || !matches!(action, Action::NoAction | Action::SetDefault) {
        return;
    }
    let name = action_name(action);
    let mut message = format!(
        "Invalid referential action: `{name}`. Allowed values: (`Cascade`, `Restrict`, `SetNull`)"
    );
    if action == Action::NoAction {
        message.push_str(&format!(". `NoAction` is not implemented for {DATABASE} when using `relationMode = \"prisma\"`, you could try using `Restrict` instead. Learn more at https://pris.ly/d/relation-mode"));
    }
    faults.invalid(span, message);
}
