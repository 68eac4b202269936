//! What needs what in one schema, by the places of its objects.

use crate::render;
use crate::schema::{name, Kind, Object, Schema};
use std::collections::HashMap;

/// Something that an object needs: an object, or a column of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need<'a> {
    pub object: usize,
    pub column: Option<&'a str>,
}

/// The needs of all objects of a schema.
pub struct Needs<'a> {
    pub schema: &'a Schema,
    list: Vec<Vec<Need<'a>>>,
    places: HashMap<String, Need<'a>>,
    /// The indexes or constraints that are attached to one.
    attached: Vec<Vec<usize>>,
    /// The types that need a function which needs them.
    types: Vec<Vec<usize>>,
}

/// The kinds that others hang on.
const CARRIERS: [Kind; 5] = [
    Kind::Table,
    Kind::ForeignTable,
    Kind::View,
    Kind::MaterializedView,
    Kind::Domain,
];

impl<'a> Needs<'a> {
    pub fn of(schema: &'a Schema) -> Self {
        let mut needs = Needs {
            schema,
            list: Vec::new(),
            places: places(schema),
            attached: vec![Vec::new(); schema.objects.len()],
            types: vec![Vec::new(); schema.objects.len()],
        };
        for (i, object) in schema.objects.iter().enumerate() {
            let list = needs.find(i, object);
            needs.list.push(list);
            needs.tie(i, object);
        }
        needs
    }

    /// What goes with an object, besides what hangs on it.
    fn tie(&mut self, i: usize, object: &Object) {
        let is_type = render::shell(object).is_some();
        let is_attached = object.text("attached_to").is_some();
        if !is_type && !is_attached {
            return;
        }
        let id = object.id();
        for needed in object.depends.iter().filter_map(|d| self.places.get(d)) {
            let other = &self.schema.objects[needed.object];
            if is_attached && [object.kind, Kind::Index].contains(&other.kind) {
                self.attached[needed.object].push(i);
            }
            if is_type && other.kind == Kind::Function && other.depends.contains(&id) {
                self.types[needed.object].push(i);
            }
        }
    }

    /// What an object needs, what it hangs on and its schema included.
    pub fn needs(&self, object: usize) -> &[Need<'a>] {
        &self.list[object]
    }

    /// The indexes or constraints of partitions that are attached to one.
    pub fn attached(&self, object: usize) -> &[usize] {
        &self.attached[object]
    }

    /// The types that a function is a part of.
    pub fn types(&self, function: usize) -> &[usize] {
        &self.types[function]
    }

    /// The table, view or domain that an object hangs on.
    pub fn carrier(&self, object: &Object) -> Option<usize> {
        let on = object.on.as_deref()?;
        let mut found = CARRIERS
            .iter()
            .filter_map(|kind| self.schema.position(*kind, on));
        found.next()
    }

    /// The table, view or domain of this name, as the server writes it.
    pub fn table(&self, name: &str) -> Option<usize> {
        let display = render::display(name);
        let mut found = CARRIERS
            .iter()
            .filter_map(|kind| self.schema.position(*kind, &display));
        found.next()
    }

    /// The table of the column that a sequence belongs to, and the column.
    pub fn owner_column(&self, sequence: &Object) -> Option<(usize, &'a str)> {
        let display = render::display(sequence.text("owned_by")?);
        let need = self.places.get(&format!("column {display}"))?;
        Some((need.object, need.column?))
    }

    fn find(&self, own: usize, object: &Object) -> Vec<Need<'a>> {
        let schema = (object.schema.iter()).map(|s| format!("schema {}", name::quoted(s)));
        let within = object.text("in_schema").map(render::display);
        let within = within.filter(|_| object.kind == Kind::Extension);
        let within = within.map(|s| format!("schema {s}"));
        let ids = object.depends.iter().cloned().chain(schema).chain(within);
        let mut list: Vec<Need> = ids.filter_map(|id| self.places.get(&id).copied()).collect();
        if let Some(object) = self.carrier(object) {
            let column = None;
            list.push(Need { object, column });
        }
        // A sequence that belongs to a column goes away with it, and does not need it.
        let belongs = object.kind == Kind::Sequence;
        list.retain(|need| need.object != own && !(belongs && need.column.is_some()));
        // A partitioned table's trigger has copies on its partitions.
        list.retain(|need| {
            let parents = self.schema.objects[need.object].inherited();
            object.kind != Kind::Trigger || !parents.iter().any(|p| Some(p) == object.on.as_ref())
        });
        // A type's shell is there before the functions that the whole type needs.
        let id = object.id();
        let shell = |need: &Need| {
            let needed = &self.schema.objects[need.object];
            render::shell(needed).is_some() && needed.depends.contains(&id)
        };
        list.retain(|need| !shell(need));
        list
    }
}

/// By the ids of objects and of their columns.
fn places(schema: &Schema) -> HashMap<String, Need<'_>> {
    let mut places = HashMap::new();
    for (object, it) in schema.objects.iter().enumerate() {
        let column = None;
        places.insert(it.id(), Need { object, column });
        for c in &it.columns {
            let column = Some(c.name.as_str());
            let id = format!("column {}", it.column_display(&c.name));
            places.insert(id, Need { object, column });
        }
    }
    places
}
