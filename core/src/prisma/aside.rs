//! What Prisma's language knows nothing of, and what is in the way of a column's new type all the
//! same: views, policies, triggers and rules. They are taken away before, and made again after.

use super::diff::step::{Change, Part, Step as Taken};
use super::diff::Plan;
use super::model::{ColumnKind, Enum, Model, Table};
use crate::diff::{self, Renames, Step};
use crate::schema::{name, Kind, Object, Schema};
use crate::sqltext::tokens;
use std::collections::BTreeSet;

/// Steps around those of a plan.
#[derive(Debug, Default)]
pub struct Aside {
    pub before: Vec<Step>,
    pub after: Vec<Step>,
}

impl Aside {
    /// `schema` is what the plan starts from. Nothing is taken away where more than such objects would
    /// have to go: then PostgreSQL's own error says what is in the way.
    pub fn of(schema: &Schema, from: &Model, plan: &Plan) -> Self {
        let columns: BTreeSet<Column> = (plan.steps.iter())
            .flat_map(|step| retyped(from, step))
            .collect();
        let going = match columns.is_empty() {
            true => BTreeSet::new(),
            false => in_the_way(schema, &columns),
        };
        let goes = |object: &&Object| going.contains(&object.id());
        if going.is_empty() || !schema.objects.iter().filter(goes).all(can_go) {
            return Aside::default();
        }
        let without = Schema {
            server: schema.server,
            objects: schema
                .objects
                .iter()
                .filter(|o| !goes(o))
                .cloned()
                .collect(),
        };
        Aside {
            before: steps(schema, &without, diff::Change::Drop),
            after: steps(&without, schema, diff::Change::Recreate),
        }
    }
}

fn steps(from: &Schema, to: &Schema, change: diff::Change) -> Vec<Step> {
    let steps = diff::plan(from, to, &Renames::none()).steps.into_iter();
    let own = |step| Step {
        change,
        // All comes back.
        hazards: Vec::new(),
        ..step
    };
    steps.map(own).collect()
}

/// A column by the display of its table and its name.
type Column = (String, String);

/// The columns whose type a step changes.
fn retyped(from: &Model, step: &Taken<'_>) -> Vec<Column> {
    let of = |table: &Table, column: &str| {
        let table = name::display(Some(&table.namespace), &table.name, None, None);
        (table, column.to_string())
    };
    match &step.change {
        Change::AlterTable(change) => {
            let changed = change.parts.iter().filter_map(|part| match part {
                Part::AlterColumn(column) if column.cast.is_some() => Some(column),
                Part::RecreateColumn(column) => Some(column),
                _ => None,
            });
            changed.map(|c| of(change.from, &c.from.name)).collect()
        }
        Change::AlterEnum(change) if change.replaced => users(from, change.from)
            .map(|(table, column)| of(table, column))
            .collect(),
        _ => Vec::new(),
    }
}

fn users<'a>(from: &'a Model, own: &'a Enum) -> impl Iterator<Item = (&'a Table, &'a str)> {
    let is_own = |kind: &ColumnKind| matches!(kind, ColumnKind::Enum { namespace, name } if (namespace, name) == (&own.namespace, &own.name));
    from.tables.iter().flat_map(move |table| {
        let columns = table.columns.iter().filter(move |c| is_own(&c.kind));
        columns.map(move |column| (table, column.name.as_str()))
    })
}

/// The ids of what needs one of the columns, and of what needs that.
fn in_the_way(schema: &Schema, columns: &BTreeSet<Column>) -> BTreeSet<String> {
    let id = |(table, column): &Column| format!("column {table}.{}", name::quoted(column));
    let mut gone: BTreeSet<String> = columns.iter().map(id).collect();
    let mut going = BTreeSet::new();
    loop {
        let found: Vec<&Object> = (schema.objects.iter())
            .filter(|o| !going.contains(&o.id()))
            .filter(|o| needs(o, &gone) || (can_go(o) && speaks_of(o, columns)))
            .filter(|o| o.kind != Kind::Index || needs_a_view(o, &gone))
            .collect();
        if found.is_empty() {
            return going;
        }
        for object in found {
            going.insert(object.id());
            gone.insert(object.id());
            gone.insert(format!("on {}", object.display));
            let columns = object.columns.iter();
            gone.extend(columns.map(|c| format!("column {}", object.column_display(&c.name))));
        }
    }
}

fn needs(object: &Object, gone: &BTreeSet<String>) -> bool {
    object.depends.iter().any(|id| gone.contains(id)) || needs_a_view(object, gone)
}

/// Whether it hangs on something that goes.
fn needs_a_view(object: &Object, gone: &BTreeSet<String>) -> bool {
    (object.on.as_ref()).is_some_and(|on| gone.contains(&format!("on {on}")))
}

fn can_go(object: &Object) -> bool {
    use Kind::{Index, MaterializedView, Policy, Rule, Trigger, View};
    matches!(
        object.kind,
        View | MaterializedView | Policy | Trigger | Rule | Index
    )
}

/// Whether a policy, trigger or rule of the table itself names the column.
fn speaks_of(object: &Object, columns: &BTreeSet<Column>) -> bool {
    let texts = ["definition", "using", "check"].map(|name| object.text(name).unwrap_or_default());
    let names =
        |column: &str| (texts.iter()).any(|text| tokens(text).any(|token| token.is_word(column)));
    object.kind != Kind::Index
        && (columns.iter())
            .any(|(table, column)| object.on.as_ref() == Some(table) && names(column))
}
