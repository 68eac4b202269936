//! What the differences say of each other: which of two objects has to be named with its schema,
//! and what only comes and goes with another object.

use super::super::{Change, Difference, Subject};
use super::column;
use super::sections::{Entry, Renamed, What};
use crate::render::quote;
use crate::schema::{name, Kind, Object};
use std::collections::{HashMap, HashSet};

#[derive(Debug, Default)]
pub struct Overview {
    /// The schemas in which there is something of a name.
    schemas: HashMap<(bool, String), HashSet<String>>,
    /// The tables and the like that were added or removed.
    added: HashSet<String>,
    removed: HashSet<String>,
    /// What can have columns and keys, as it is called on either side: its kind and what it is
    /// called now.
    relations: HashMap<String, (Kind, String)>,
    /// Columns, by all their names, that came, went, or began or ceased to count by themselves.
    columns: HashSet<Vec<String>>,
}

impl Overview {
    pub fn of(differences: &[Difference<'_>]) -> Self {
        let mut overview = Overview::default();
        for difference in differences {
            for object in super::sides(difference) {
                overview.know(object);
            }
            if difference.subject == Subject::Column {
                overview.know_column(difference);
            }
            overview.know_relation(difference);
        }
        overview
    }

    fn know(&mut self, object: &Object) {
        if let Some(schema) = &object.schema {
            let schemas = self.schemas.entry((is_relation(object.kind), bare(object)));
            schemas.or_default().insert(schema.clone());
        }
        if let Some([schema, name]) = object.on.as_deref().and_then(two) {
            self.schemas.entry((true, name)).or_default().insert(schema);
        }
    }

    fn know_relation(&mut self, difference: &Difference<'_>) {
        let Some(object) = difference.actual.or(difference.expected) else {
            return;
        };
        if !is_relation(object.kind) && object.kind != Kind::Domain {
            return;
        }
        for side in super::sides(difference) {
            let now = (object.kind, object.display.clone());
            self.relations.insert(side.display.clone(), now);
        }
        if difference.subject == Subject::Column {
            return;
        }
        match difference.change {
            Change::Added => self.added.insert(object.display.clone()),
            Change::Removed => self.removed.insert(object.display.clone()),
            _ => false,
        };
    }

    fn know_column(&mut self, difference: &Difference<'_>) {
        let counts = match (&difference.change, difference.columns) {
            (Change::Added | Change::Removed, _) => true,
            (Change::Changed(_), (Some(was), Some(is))) => {
                column::counts(was) != column::counts(is)
            }
            _ => false,
        };
        if counts {
            self.columns.extend(quote::parts(&difference.display));
        }
    }

    /// Whether an object was added or removed with another one that the summary names.
    pub fn comes_with_another(&self, difference: &Difference<'_>, object: &Object) -> bool {
        let relations = match difference.change {
            Change::Added => &self.added,
            _ => &self.removed,
        };
        if object.on.as_ref().is_some_and(|on| relations.contains(on)) {
            return true;
        }
        let Some((table, column)) = object.text("owned_by").and_then(table_and_column) else {
            return false;
        };
        let of = |relation: &String| quote::parts(relation).as_ref() == Some(&table);
        relations.iter().any(of)
            || self
                .columns
                .contains(&[table.as_slice(), &[column]].concat())
    }

    pub fn is_added(&self, on: &str) -> bool {
        self.added.contains(on)
    }

    pub fn is_removed(&self, on: &str) -> bool {
        self.removed.contains(on)
    }

    /// The kind of what a key hangs on, and its name. Nothing is known of what does not differ
    /// itself; nearly always it is a table.
    pub fn relation(&self, on: &str) -> (What, String) {
        let (kind, display) = match self.relations.get(on) {
            Some((kind, now)) => (*kind, now.as_str()),
            None => (Kind::Table, on),
        };
        (What::kind(kind), self.dotted(display))
    }

    /// The name of an object as people know it: without quotes, and without the schema unless
    /// there is another one of the name.
    pub fn name(&self, object: &Object) -> String {
        let own = bare(object);
        if let Some(schema) = &object.schema {
            return match self.is_ambiguous(is_relation(object.kind), &own) {
                true => format!("{schema}.{own}"),
                false => own,
            };
        }
        match &object.on {
            Some(on) if !has_own_display(object) => format!("{own} on {}", self.dotted(on)),
            _ => own,
        }
    }

    pub fn entry(&self, object: &Object) -> Entry {
        Entry {
            schema: object.schema.clone(),
            name: self.name(object),
        }
    }

    /// Both names of a renamed object, with the schemas if it went to another one.
    pub fn renamed(&self, was: &Object, is: &Object) -> Renamed {
        let full = |o: &Object| match &o.schema {
            Some(schema) => format!("{schema}.{}", bare(o)),
            None => bare(o),
        };
        if was.schema != is.schema {
            return Renamed {
                from: full(was),
                to: full(is),
            };
        }
        let to = match is.on.is_some() {
            true => bare(is),
            false => self.name(is),
        };
        let from = self.name(was);
        Renamed { from, to }
    }

    fn dotted(&self, display: &str) -> String {
        match two(display) {
            Some([schema, name]) if self.is_ambiguous(true, &name) => format!("{schema}.{name}"),
            Some([_, name]) => name,
            None => display.into(),
        }
    }

    fn is_ambiguous(&self, relation: bool, name: &str) -> bool {
        let schemas = self.schemas.get(&(relation, name.into()));
        schemas.is_some_and(|schemas| schemas.len() > 1)
    }
}

fn is_relation(kind: Kind) -> bool {
    use Kind::*;
    matches!(
        kind,
        Table | ForeignTable | View | MaterializedView | CompositeType | Sequence | Index
    )
}

/// The name without schema and table.
fn bare(object: &Object) -> String {
    if has_own_display(object) {
        let schema = object.schema.as_deref().map(name::quoted);
        let rest = schema.and_then(|s| object.display.strip_prefix(&s)?.strip_prefix('.'));
        return rest.unwrap_or(&object.display).into();
    }
    let own = object.name.as_deref().unwrap_or(&object.display);
    match &object.arguments {
        Some(arguments) => format!("{own}({arguments})"),
        None => own.into(),
    }
}

/// Whether the display is more than the names together.
fn has_own_display(object: &Object) -> bool {
    let [schema, arguments, on] = [&object.schema, &object.arguments, &object.on];
    object.name.as_ref().is_none_or(|own| {
        let usual = name::display(schema.as_deref(), own, arguments.as_deref(), on.as_deref());
        usual != object.display
    })
}

fn two(display: &str) -> Option<[String; 2]> {
    quote::parts(display)?.try_into().ok()
}

fn table_and_column(owned_by: &str) -> Option<(Vec<String>, String)> {
    let mut table = quote::parts(owned_by)?;
    let column = table.pop()?;
    Some((table, column))
}
