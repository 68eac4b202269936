//! Renames: those that the caller names, and those that follow. They are done first, and what is there
//! is then looked at as the server will show it, so that what follows from a rename is no difference.

mod copy;
mod explain;
mod hints;
mod implied;
mod rewrite;
mod swap;
mod words;

pub use hints::Renames;

use super::plan::{Change, Step};
use crate::drift::Subject;
use crate::render;
use crate::schema::{Kind, Object, Schema};
use std::collections::HashMap;

/// A schema in which things get other names.
pub struct Renaming<'a> {
    from: &'a Schema,
    /// Where each object is in that schema.
    places: Vec<usize>,
    pub schema: Schema,
    pub steps: Vec<Step>,
    /// Tables whose rows move to another one, by both displays.
    pub copies: Vec<(String, String)>,
    /// Old names and what they may be called now, as the server writes them.
    names: HashMap<String, Vec<String>>,
}

/// What tables and columns are called before all renames, by their displays behind them.
#[derive(Debug, Default)]
pub struct Originals {
    /// The displays.
    pub tables: HashMap<String, String>,
    /// The names.
    pub columns: HashMap<String, String>,
}

/// Does the renames that are asked for.
pub fn asked<'a>(from: &'a Schema, to: &Schema, hints: &Renames) -> Renaming<'a> {
    let mut renaming = Renaming {
        from,
        places: (0..from.objects.len()).collect(),
        schema: from.clone(),
        steps: Vec::new(),
        copies: Vec::new(),
        names: HashMap::new(),
    };
    hints.apply(&mut renaming);
    renaming.settle(to);
    renaming
}

/// Does all renames that lead to a schema.
pub fn rename<'a>(from: &'a Schema, to: &Schema, hints: &Renames) -> Renaming<'a> {
    let mut renaming = asked(from, to, hints);
    implied::apply(&mut renaming, to);
    renaming.settle(to);
    swap::apply(&mut renaming, to);
    renaming.copies = copy::apply(&mut renaming, to);
    renaming
}

impl Renaming<'_> {
    /// Gives an object another name, and another schema where it is to have one. False where nothing
    /// does that.
    pub fn object(&mut self, i: usize, schema: Option<&str>, name: &str) -> bool {
        let old = self.schema.objects[i].clone();
        let mut new = old.clone();
        new.schema = schema.map(String::from);
        new.name = Some(name.into());
        render::follow_name(&old, &mut new);
        let Some(sql) = render::rename(&old, &new) else {
            return false;
        };
        self.step(Subject::Object(old.kind), old.display.clone(), sql);
        self.note(old.name.as_deref(), Some(name));
        self.note(old.schema.as_deref(), schema);
        rewrite::object(&mut self.schema, i, schema, name);
        if let Some(followed) = new.attributes.get("multirange") {
            let own = &mut self.schema.objects[i].attributes;
            own.insert("multirange", followed.clone());
        }
        true
    }

    pub fn column(&mut self, i: usize, old: &str, new: &str) -> bool {
        let table = self.schema.objects[i].clone();
        let Some(sql) = render::rename_column(&table, old, new) else {
            return false;
        };
        self.step(Subject::Column, table.column_display(old), sql);
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
        self.step(Subject::Object(object.kind), object.display.clone(), sql);
        let quoted = |label: &str| format!("'{}'", label.replace('\'', "''"));
        let list = self.names.entry(quoted(old)).or_default();
        list.push(quoted(new));
        rewrite::label(&mut self.schema, i, old, new);
    }

    fn step(&mut self, kind: Subject, display: String, sql: Vec<String>) {
        self.steps.push(Step {
            number: 0,
            kind,
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
        self.sort();
        if !self.names.is_empty() {
            explain::explain(&mut self.schema, to, &self.names);
        }
    }

    fn sort(&mut self) {
        let places = std::mem::take(&mut self.places).into_iter();
        let objects = std::mem::take(&mut self.schema.objects);
        let mut list: Vec<(Object, usize)> = objects.into_iter().zip(places).collect();
        list.sort_by(|(a, _), (b, _)| (a.kind, &a.display).cmp(&(b.kind, &b.display)));
        (self.schema.objects, self.places) = list.into_iter().unzip();
    }

    pub fn originals(&self) -> Originals {
        let mut originals = Originals::default();
        for (now, place) in self.schema.objects.iter().zip(&self.places) {
            let was = &self.from.objects[*place];
            if now.kind == Kind::Table && now.display != was.display {
                originals
                    .tables
                    .insert(now.display.clone(), was.display.clone());
            }
            let columns = now.columns.iter().zip(&was.columns);
            for (is, was) in columns.filter(|(is, was)| is.name != was.name) {
                originals
                    .columns
                    .insert(now.column_display(&is.name), was.name.clone());
            }
        }
        originals
    }

    fn position(&self, kind: Kind, display: &str) -> Option<usize> {
        let mut all = self.schema.objects.iter();
        all.position(|o| o.kind == kind && o.display == display)
    }
}
