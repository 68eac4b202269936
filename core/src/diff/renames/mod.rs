//! Renames: those that the caller names, and those that follow. They are done first, and what is there
//! is then looked at as the server will show it, so that what follows from a rename is no difference.

mod explain;
mod hints;
mod implied;
mod rewrite;
mod swap;
mod words;

pub use hints::Renames;

use super::plan::{Change, Step};
use crate::render;
use crate::schema::{assemble, Kind, Object, Schema};
use std::collections::HashMap;

/// A schema in which things get other names.
pub struct Renaming {
    pub schema: Schema,
    pub steps: Vec<Step>,
    /// Old names and what they may be called now, as the server writes them.
    names: HashMap<String, Vec<String>>,
}

/// Does all renames that lead to a schema.
pub fn rename(from: &Schema, to: &Schema, hints: &Renames) -> Renaming {
    let mut renaming = Renaming {
        schema: from.clone(),
        steps: Vec::new(),
        names: HashMap::new(),
    };
    hints.apply(&mut renaming);
    renaming.settle(to);
    implied::apply(&mut renaming, to);
    renaming.settle(to);
    swap::apply(&mut renaming, to);
    renaming
}

impl Renaming {
    /// Gives an object another name, and another schema where it is to have one. False where nothing
    /// does that.
    pub fn object(&mut self, i: usize, schema: Option<&str>, name: &str) -> bool {
        let old = self.schema.objects[i].clone();
        let mut new = old.clone();
        new.schema = schema.map(String::from);
        new.name = Some(name.into());
        let Some(sql) = render::rename(&old, &new) else {
            return false;
        };
        self.step(&old, old.display.clone(), sql);
        self.note(old.name.as_deref(), Some(name));
        self.note(old.schema.as_deref(), schema);
        rewrite::object(&mut self.schema, i, schema, name);
        true
    }

    pub fn column(&mut self, i: usize, old: &str, new: &str) -> bool {
        let table = self.schema.objects[i].clone();
        let Some(sql) = render::rename_column(&table, old, new) else {
            return false;
        };
        self.step(&table, table.column_display(old), sql);
        self.note(Some(old), Some(new));
        rewrite::column(&mut self.schema, i, old, new);
        true
    }

    /// Gives a value of an enum another name.
    pub fn label(&mut self, i: usize, old: &str, new: &str) {
        let object = self.schema.objects[i].clone();
        let sql = vec![format!(
            "ALTER {} RENAME VALUE {} TO {}",
            render::target::of(&object),
            render::quote::literal(old),
            render::quote::literal(new)
        )];
        self.step(&object, object.display.clone(), sql);
        let quoted = |label: &str| format!("'{}'", label.replace('\'', "''"));
        let list = self.names.entry(quoted(old)).or_default();
        list.push(quoted(new));
        rewrite::label(&mut self.schema, i, old, new);
    }

    fn step(&mut self, object: &Object, display: String, sql: Vec<String>) {
        self.steps.push(Step {
            number: 0,
            kind: object.kind,
            object: display,
            change: Change::Rename,
            sql,
            hazards: Vec::new(),
        });
    }

    fn note(&mut self, old: Option<&str>, new: Option<&str>) {
        if let (Some(old), Some(new)) = (old, new) {
            if old != new {
                let quoted = render::quote::ident;
                self.names.entry(quoted(old)).or_default().push(quoted(new));
            }
        }
    }

    /// Sorts the schema again, and takes for the same what is the same but for the renames.
    fn settle(&mut self, to: &Schema) {
        assemble::sort(&mut self.schema.objects);
        if !self.names.is_empty() {
            explain::explain(&mut self.schema, to, &self.names);
        }
    }

    fn position(&self, kind: Kind, display: &str) -> Option<usize> {
        let mut all = self.schema.objects.iter();
        all.position(|o| o.kind == kind && o.display == display)
    }
}
