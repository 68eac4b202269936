//! What a statement depends on besides its own object: the tables around it and the server.

use super::{difference, quote};
use crate::schema::{name, Column, Kind, Object, Schema};
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

/// The schema that the statements lead to and, where they change one, the schema that is there.
pub struct Context<'a> {
    before: Option<&'a Schema>,
    after: &'a Schema,
    /// The tables that inherit from a table, partitions included, by its display.
    children: HashMap<String, Vec<&'a Object>>,
    /// By their columns' display.
    identity_sequences: HashMap<String, &'a Object>,
    /// What hangs on a table.
    hanging: HashMap<&'a str, Vec<&'a Object>>,
    /// The names that NOT NULL constraints of their own have, where those are not the usual ones, with
    /// the schema.
    not_null_names: HashSet<(Option<&'a str>, &'a str)>,
    /// What `partition::recurses` has found out, by the index's id.
    pub(super) recursing: RefCell<HashMap<String, bool>>,
}

const TABLES: [Kind; 2] = [Kind::Table, Kind::ForeignTable];

impl<'a> Context<'a> {
    /// For the creation of a schema.
    pub fn new(after: &'a Schema) -> Self {
        let mut context = Context {
            before: None,
            after,
            children: HashMap::new(),
            identity_sequences: HashMap::new(),
            hanging: HashMap::new(),
            not_null_names: HashSet::new(),
            recursing: RefCell::default(),
        };
        for object in &after.objects {
            if let Some(on) = &object.on {
                context.hanging.entry(on).or_default().push(object);
            }
            if difference::is(&object.attributes, "identity") {
                let column = display(object.text("owned_by").unwrap_or_default());
                context.identity_sequences.insert(column, object);
            }
            for parent in parents(object) {
                context.children.entry(parent).or_default().push(object);
            }
        }
        context.knowing(after)
    }

    /// The same, where tables of another schema have names already.
    pub fn knowing(mut self, there: &'a Schema) -> Self {
        for object in &there.objects {
            let own = |c: &&Column| !difference::is(&c.attributes, "not_null_inherited");
            let names = (object.columns.iter().filter(own)).filter_map(not_null_name);
            let schema = object.schema.as_deref();
            self.not_null_names.extend(names.map(|name| (schema, name)));
        }
        self
    }

    /// For changes from one schema to another. Where objects or columns are renamed first, `before`
    /// has the new names.
    pub fn between(before: &'a Schema, after: &'a Schema) -> Self {
        Context {
            before: Some(before),
            ..Context::new(after)
        }
    }

    /// The major version of the server that the statements are for.
    pub fn server(&self) -> u32 {
        let there = self.before.map_or(0, |s| s.server);
        if there == 0 {
            self.after.server
        } else {
            there
        }
    }

    /// Whether a NOT NULL constraint of some table in a schema has been given this name, so that the
    /// server takes another one where it is the usual one.
    pub fn is_not_null_name(&self, schema: Option<&str>, name: &str) -> bool {
        self.not_null_names.contains(&(schema, name))
    }

    /// A table of the schema to be, by the name that another object has for it.
    pub fn table(&self, name: &str) -> Option<&'a Object> {
        find_table(self.after, &display(name))
    }

    /// The default privileges that a new object could get: those of its kind, for all schemas and for
    /// its own.
    pub fn default_privileges(&self, object: &Object) -> Vec<&'a Object> {
        let Some(on) = default_privileges_on(object.kind) else {
            return Vec::new();
        };
        let schema = object.schema.as_deref().map(name::quoted);
        let applies = |default: &Object| {
            let within = default.text("in_schema").map(display);
            super::grant::what(default) == on && (within.is_none() || within == schema)
        };
        let there = self.before.map_or(&[][..], |s| &s.objects);
        (there.iter().rev())
            .take_while(|o| o.kind >= Kind::DefaultPrivileges)
            .filter(|o| o.kind == Kind::DefaultPrivileges && applies(o))
            .collect()
    }

    /// An object of the schema to be.
    pub fn find(&self, kind: Kind, display: &str) -> Option<&'a Object> {
        self.after.find(kind, display)
    }

    /// Whether there are tables of a composite type.
    pub fn has_tables_of(&self, composite: &Object) -> bool {
        let of = |table: &Object| table.text("of_type").map(display);
        let tables = self.after.objects.iter().filter(|o| o.kind == Kind::Table);
        tables
            .into_iter()
            .any(|t| of(t).as_deref() == Some(composite.display.as_str()))
    }

    /// Whether the type that a table is of gets or loses a column.
    pub fn type_changes(&self, table: &Object, column: &str) -> bool {
        let Some(of) = table.text("of_type").map(display) else {
            return false;
        };
        let find = |schema: &Schema| {
            let composite = schema.find(Kind::CompositeType, &of)?;
            Some(composite.column(column).is_some())
        };
        let (was, will) = (self.before.and_then(find), find(self.after));
        was.is_some() && will.is_some() && was != will
    }

    /// Whether columns of tables that are there have a table's rows.
    pub fn is_column_type(&self, table: &Object) -> bool {
        let there = self.before.map_or(&[][..], |s| &s.objects);
        let tables = there.iter().filter(|o| TABLES.contains(&o.kind));
        let needed = |o: &&Object| o.display != table.display && o.depends.contains(&table.id());
        let is_row = |column: &Column| {
            let kind = column.attributes.get("type").and_then(|t| t.as_str());
            kind.is_some_and(|kind| display(kind.trim_end_matches("[]")) == table.display)
        };
        tables.filter(needed).flat_map(|o| &o.columns).any(is_row)
    }

    /// The same object in the schema that is there.
    pub fn before(&self, object: &Object) -> Option<&'a Object> {
        self.before?.find(object.kind, &object.display)
    }

    /// The constraints that are there.
    pub fn constraints_before(&self) -> impl Iterator<Item = &'a Object> {
        let there = self.before.map_or(&[][..], |s| &s.objects);
        there.iter().filter(|o| o.kind == Kind::Constraint)
    }

    /// The sequence of an identity column.
    pub fn identity_sequence(&self, table: &Object, column: &str) -> Option<&'a Object> {
        self.identity_sequences
            .get(&table.column_display(column))
            .copied()
    }

    /// The tables that a table inherits from.
    pub fn parents(&self, table: &Object) -> Vec<&'a Object> {
        (parents(table).iter().filter_map(|p| self.table(p))).collect()
    }

    /// All tables that it inherits from, the nearest first.
    pub fn ancestors(&self, table: &Object) -> Vec<&'a Object> {
        let mut list = self.parents(table);
        let mut i = 0;
        while i < list.len() {
            for parent in self.parents(list[i]) {
                if !list.iter().any(|known| std::ptr::eq(*known, parent)) {
                    list.push(parent);
                }
            }
            i += 1;
        }
        list
    }

    /// The tables that inherit from it.
    pub fn children(&self, table: &Object) -> &[&'a Object] {
        self.children.get(&table.display).map_or(&[], Vec::as_slice)
    }

    /// All that inherit from it, also by way of others.
    pub fn descendants(&self, table: &Object) -> Vec<&'a Object> {
        let mut list = self.children(table).to_vec();
        let mut i = 0;
        while i < list.len() {
            for child in self.children(list[i]) {
                if !list.iter().any(|known| std::ptr::eq(*known, *child)) {
                    list.push(child);
                }
            }
            i += 1;
        }
        list
    }

    /// The constraint that a table has got from a table that it inherits from, in the schema that is
    /// there or the one to be.
    pub fn inherited_constraint(&self, constraint: &Object, there: bool) -> Option<&'a Object> {
        let schema = if there { self.before? } else { self.after };
        let table = find_table(schema, constraint.on.as_deref()?)?;
        let mut rest = parents(table);
        while let Some(parent) = rest.pop() {
            let name = constraint.name.as_deref()?;
            let display = name::display(None, name, None, Some(&parent));
            if let Some(found) = schema.find(Kind::Constraint, &display) {
                return Some(found);
            }
            rest.extend(find_table(schema, &parent).map(parents).unwrap_or_default());
        }
        None
    }

    /// The checks that a table has got from those that it inherits from, in the schema that is there.
    pub fn inherited_checks(&self, table: &Object) -> Vec<&'a Object> {
        let Some(there) = self.before else {
            return Vec::new();
        };
        let mut ancestors = parents(table);
        let mut i = 0;
        while i < ancestors.len() {
            let more = find_table(there, &ancestors[i]).map(parents);
            for parent in more.unwrap_or_default() {
                if !ancestors.contains(&parent) {
                    ancestors.push(parent);
                }
            }
            i += 1;
        }
        let of_ancestor = |o: &Object| o.on.as_ref().is_some_and(|on| ancestors.contains(on));
        (there.objects.iter())
            .filter(|o| o.kind == Kind::Constraint && o.text("type") == Some("check"))
            .filter(|o| of_ancestor(o) && !difference::is(&o.attributes, "no_inherit"))
            .collect()
    }

    /// Whether a table has a constraint of the same name as another one's, its own or an inherited one.
    pub fn had_constraint(&self, table: &Object, constraint: &Object) -> bool {
        let own = on_table(constraint, table);
        self.before(&own).is_some() || self.inherited_constraint(&own, true).is_some()
    }

    /// Whether it is to have one.
    pub fn has_constraint(&self, table: &Object, constraint: &Object) -> bool {
        let own = on_table(constraint, table);
        self.find(own.kind, &own.display).is_some()
            || self.inherited_constraint(&own, false).is_some()
    }

    /// What of a kind hangs on a table.
    pub fn hanging(&self, table: &str, kind: Kind) -> impl Iterator<Item = &'a Object> + '_ {
        let list = self.hanging.get(table).map_or(&[][..], Vec::as_slice);
        list.iter().copied().filter(move |o| o.kind == kind)
    }
}

/// A constraint as if it was another table's.
fn on_table(constraint: &Object, table: &Object) -> Object {
    let mut own = constraint.clone();
    let name = own.name.as_deref().unwrap_or_default();
    own.display = name::display(None, name, None, Some(&table.display));
    own.on = Some(table.display.clone());
    own
}

fn not_null_name(column: &Column) -> Option<&str> {
    column.attributes.get("not_null_name")?.as_str()
}

/// What ALTER DEFAULT PRIVILEGES calls a kind.
fn default_privileges_on(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Table | Kind::ForeignTable | Kind::View | Kind::MaterializedView => Some("tables"),
        Kind::Sequence => Some("sequences"),
        Kind::Function | Kind::Procedure | Kind::Aggregate => Some("functions"),
        Kind::BaseType | Kind::Enum | Kind::Domain | Kind::CompositeType | Kind::RangeType => {
            Some("types")
        }
        Kind::Schema => Some("schemas"),
        _ => None,
    }
}

/// The displays of the tables that a table inherits from.
fn parents(table: &Object) -> Vec<String> {
    if !TABLES.contains(&table.kind) {
        return Vec::new();
    }
    let inherits = difference::texts(&table.attributes, "inherits");
    (table.text("partition_of").into_iter().chain(inherits))
        .map(display)
        .collect()
}

/// A dotted name as a document displays it, where only keywords are quoted otherwise.
pub fn display(dotted: &str) -> String {
    match quote::parts(dotted) {
        Some(names) => names
            .iter()
            .map(|n| name::quoted(n))
            .collect::<Vec<_>>()
            .join("."),
        None => dotted.into(),
    }
}

fn find_table<'a>(schema: &'a Schema, display: &str) -> Option<&'a Object> {
    TABLES.iter().find_map(|kind| schema.find(*kind, display))
}
