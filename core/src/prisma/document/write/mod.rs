//! The objects as the catalog shows them after Prisma's SQL made them. No owners and grants, of
//! which Prisma says nothing; what its language takes verbatim (dbgenerated(), raw()) stays as it is
//! written, as only the server knows what it makes of it.

mod jsonb;
mod keys;
mod moment;
mod number;
mod sequence;
mod value;
mod words;

use crate::prisma::model::{
    Arity, Autoincrement, Column, ColumnDefault, ColumnKind, Model, Native, Table,
};
use crate::schema::{assemble, name, Attributes, Column as Described, Kind, Object, Schema};
use sequence::Names;
use std::collections::BTreeSet;
use words::Words;

/// The schema value of a model, on a server of this major version.
pub fn write(model: &Model, server: u32) -> Schema {
    let words = Words { server, model };
    let mut objects = Vec::new();
    // As Prisma creates them: what nothing is in is not there.
    let of_tables = model.tables.iter().map(|t| &t.namespace);
    let of_enums = model.enums.iter().map(|e| &e.namespace);
    let namespaces: BTreeSet<_> = (of_tables.chain(of_enums))
        .chain(model.extensions.iter().filter_map(|e| e.schema.as_ref()))
        .chain([&model.default_namespace])
        .collect();
    for namespace in namespaces {
        objects.push(object(Kind::Schema, None, namespace, Attributes::new()));
    }
    for extension in &model.extensions {
        let mut attributes = Attributes::new();
        let schema = extension.schema.as_ref();
        let schema = schema.unwrap_or(&model.default_namespace);
        attributes.insert("in_schema", words.ident(schema));
        if let Some(version) = &extension.version {
            attributes.insert("version", version.as_str());
        }
        objects.push(object(Kind::Extension, None, &extension.name, attributes));
    }
    for own in &model.enums {
        let mut attributes = Attributes::new();
        attributes.insert("labels", own.values.clone());
        objects.push(object(
            Kind::Enum,
            Some(&own.namespace),
            &own.name,
            attributes,
        ));
    }
    let mut writer = Writer {
        words,
        objects,
        names: Names::default(),
    };
    for table in &model.tables {
        writer.table(table);
    }
    assemble::sort(&mut writer.objects);
    let objects = writer.objects;
    Schema { server, objects }
}

fn object(kind: Kind, namespace: Option<&str>, own: &str, attributes: Attributes) -> Object {
    Object {
        kind,
        display: name::display(namespace, own, None, None),
        schema: namespace.map(String::from),
        name: Some(own.into()),
        arguments: None,
        on: None,
        attributes,
        columns: Vec::new(),
        depends: Vec::new(),
    }
}

struct Writer<'a> {
    words: Words<'a>,
    objects: Vec<Object>,
    names: Names,
}

impl Writer<'_> {
    fn table(&mut self, table: &Table) {
        let mut own = object(
            Kind::Table,
            Some(&table.namespace),
            &table.name,
            Attributes::new(),
        );
        for column in &table.columns {
            let described = self.column(column, table, &mut own);
            own.columns.push(described);
        }
        own.depends.sort();
        own.depends.dedup();
        self.names.take(&table.namespace, &table.name);
        if let Some(key) = &table.primary_key {
            self.names.take(&table.namespace, &key.name);
            self.objects
                .push(keys::primary_key(key, table, &own, &self.words));
        }
        for index in &table.indexes {
            self.objects
                .push(keys::index(index, table, &own, &self.words));
        }
        for key in &table.foreign_keys {
            self.objects
                .push(keys::foreign_key(key, table, &own, &self.words));
        }
        self.objects.push(own);
    }

    fn column(&mut self, column: &Column, table: &Table, own: &mut Object) -> Described {
        let mut attributes = Attributes::new();
        let list = if column.arity == Arity::List {
            "[]"
        } else {
            ""
        };
        let element = self.words.element(&column.kind).full;
        attributes.insert("type", format!("{element}{list}"));
        match &column.default {
            Some(ColumnDefault::Autoincrement(by)) => {
                self.counted(by, column, table, own, &mut attributes);
            }
            Some(default) => {
                let text = value::default(default, &column.kind, &self.words);
                if let Some(text) = text {
                    attributes.insert("default", text);
                }
            }
            None => {}
        }
        if is_not_null(column, table) {
            attributes.insert("not_null", true);
        }
        own.depends.extend(needed(&column.kind));
        Described {
            name: column.name.clone(),
            attributes,
        }
    }

    /// A column that counts by itself, and the sequence that does it.
    fn counted(
        &mut self,
        by: &Autoincrement,
        column: &Column,
        table: &Table,
        own: &mut Object,
        attributes: &mut Attributes,
    ) {
        let owner = own.column_display(&column.name);
        let identity = *by == Autoincrement::Identity;
        let (namespace, sequence) = match by {
            Autoincrement::Sequence(namespace, sequence) => (namespace.clone(), sequence.clone()),
            _ => {
                let space = table.namespace.clone();
                let name = self.names.sequence(&space, &table.name, &column.name);
                (space, name)
            }
        };
        let mut object = object(
            Kind::Sequence,
            Some(&namespace),
            &sequence,
            sequence::attributes(column, &owner, identity),
        );
        if identity {
            attributes.insert("identity", "by default");
            object.depends.push(format!("column {owner}"));
        } else {
            let call = sequence::nextval(&namespace, &sequence, &self.words);
            attributes.insert("default", call);
            own.depends.push(object.id());
        }
        // Two columns can count by the same sequence.
        if !self
            .objects
            .iter()
            .any(|o| o.kind == object.kind && o.display == object.display)
        {
            self.objects.push(object);
        }
    }
}

/// Prisma's lists are never NOT NULL; a primary key's columns always are, and those that SERIAL or
/// IDENTITY made.
fn is_not_null(column: &Column, table: &Table) -> bool {
    let counted = match &column.default {
        Some(ColumnDefault::Autoincrement(by)) => !matches!(by, Autoincrement::Sequence(..)),
        _ => false,
    };
    let key = table.primary_key.as_ref();
    column.arity == Arity::Required
        || counted
        || key.is_some_and(|k| k.columns.contains(&column.name))
}

fn needed(kind: &ColumnKind) -> Option<String> {
    match kind {
        ColumnKind::Enum { namespace, name } => {
            let display = name::display(Some(namespace), name, None, None);
            Some(format!("enum {display}"))
        }
        ColumnKind::Native(Native::Citext) => Some("extension citext".into()),
        _ => None,
    }
}
