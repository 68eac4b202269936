//! What Prisma's describer sees of a database: ordinary and partitioned tables with their columns,
//! keys and indexes, enums, extensions. Partitions, views, expression indexes and all the rest it
//! does not see.

use super::column::described;
use super::definition;
use super::kinds::{has_values, Kinds};
use crate::prisma::model::{Enum, Extension, ForeignKey, Index, Method, Model, PrimaryKey, Table};
use crate::render::quote;
use crate::schema::{Kind, Object, Schema};
use serde_json::Value;
use std::collections::{HashMap, HashSet};

/// The table of Prisma's own history.
pub const HISTORY: &str = "_prisma_migrations";

/// The part of a schema that Prisma sees, of the namespaces that it is asked for.
pub fn read(schema: &Schema, default_namespace: &str, namespaces: &[String]) -> Model {
    let mut model = read_with_classes(schema, default_namespace, namespaces);
    let indexes = model.tables.iter_mut().flat_map(|t| &mut t.indexes);
    for index in indexes.filter(|index| index.hides_classes()) {
        index.forget_classes();
    }
    model
}

/// The same with all operator classes, of which Prisma does not see those of B-tree and hash.
pub fn read_with_classes(schema: &Schema, default_namespace: &str, namespaces: &[String]) -> Model {
    let exists = |n: &String| {
        schema
            .find(Kind::Schema, &crate::schema::name::quoted(n))
            .is_some()
    };
    let mut wanted: Vec<String> = namespaces.iter().filter(|n| exists(n)).cloned().collect();
    wanted.sort();
    wanted.dedup();
    let reader = Reader {
        schema,
        default_namespace,
        kinds: Kinds::new(schema, &wanted),
        hanging: hanging(schema),
    };
    let mut tables: Vec<Table> = (reader.tables(&wanted))
        .map(|object| reader.table(object))
        .collect();
    tables.sort_by(|a, b| (&a.namespace, &a.name).cmp(&(&b.namespace, &b.name)));
    drop_dangling(&mut tables);
    Model {
        default_namespace: default_namespace.into(),
        extensions: extensions(schema),
        enums: enums(schema, &wanted),
        tables,
        namespaces: wanted,
    }
}

/// The constraints and indexes of each table, by its display.
fn hanging(schema: &Schema) -> HashMap<&str, Vec<&Object>> {
    let mut map: HashMap<&str, Vec<&Object>> = HashMap::new();
    for object in &schema.objects {
        if let (Kind::Constraint | Kind::Index, Some(on)) = (object.kind, &object.on) {
            map.entry(on).or_default().push(object);
        }
    }
    map
}

/// Prisma refuses to read a foreign key to a table that it does not see; here it is left alone.
fn drop_dangling(tables: &mut [Table]) {
    let there: HashSet<(String, String)> = (tables.iter())
        .map(|t| (t.namespace.clone(), t.name.clone()))
        .collect();
    for table in tables {
        table.foreign_keys.retain(|key| {
            let target = &key.references;
            there.contains(&(target.namespace.clone(), target.table.clone()))
        });
    }
}

fn extensions(schema: &Schema) -> Vec<Extension> {
    let of = |o: &Object| {
        let namespace = o.text("in_schema").and_then(quote::parts)?;
        Some(Extension {
            name: o.name.clone()?,
            schema: namespace.into_iter().next(),
            version: o.text("version").map(String::from),
        })
    };
    let objects = schema.objects.iter().filter(|o| o.kind == Kind::Extension);
    objects.filter_map(of).collect()
}

fn enums(schema: &Schema, wanted: &[String]) -> Vec<Enum> {
    let of = |o: &Object| {
        let labels = o.attributes.get("labels").and_then(Value::as_array);
        let values = labels.into_iter().flatten().filter_map(Value::as_str);
        Some(Enum {
            namespace: o.schema.clone().filter(|n| wanted.contains(n))?,
            name: o.name.clone()?,
            values: values.map(String::from).collect(),
        })
    };
    let objects = schema.objects.iter();
    let objects = objects.filter(|o| o.kind == Kind::Enum && has_values(o));
    let mut list: Vec<Enum> = objects.filter_map(of).collect();
    list.sort_by(|a, b| (&a.namespace, &a.name).cmp(&(&b.namespace, &b.name)));
    list
}

struct Reader<'a> {
    schema: &'a Schema,
    default_namespace: &'a str,
    kinds: Kinds<'a>,
    hanging: HashMap<&'a str, Vec<&'a Object>>,
}

impl<'a> Reader<'a> {
    fn tables<'b>(&'b self, wanted: &'b [String]) -> impl Iterator<Item = &'a Object> + 'b {
        self.schema.objects.iter().filter(move |o| {
            o.kind == Kind::Table
                && o.text("partition_of").is_none()
                && o.name.as_deref() != Some(HISTORY)
                && o.schema.as_ref().is_some_and(|n| wanted.contains(n))
        })
    }

    fn table(&self, object: &'a Object) -> Table {
        let hanging = self.hanging.get(object.display.as_str());
        let hanging = hanging.map(Vec::as_slice).unwrap_or_default();
        let mut indexes: Vec<Index> = hanging.iter().filter_map(|o| self.index(o)).collect();
        indexes.sort_by(|a, b| a.name.cmp(&b.name));
        let mut foreign_keys: Vec<ForeignKey> =
            hanging.iter().filter_map(|o| foreign_key(o)).collect();
        foreign_keys.sort_by(|a, b| a.name.cmp(&b.name));
        let columns = object.columns.iter();
        Table {
            namespace: object.schema.clone().unwrap_or_default(),
            name: object.name.clone().unwrap_or_default(),
            columns: columns
                .map(|c| described(c, &self.kinds, self.schema, self.default_namespace))
                .collect(),
            primary_key: hanging.iter().find_map(|o| primary_key(o)),
            indexes,
            foreign_keys,
        }
    }

    fn index(&self, object: &Object) -> Option<Index> {
        match object.kind {
            Kind::Index => plain_index(object, self.default_namespace),
            _ => unique_constraint(object),
        }
    }
}

fn is(object: &Object, constraint: &str) -> bool {
    object.kind == Kind::Constraint && object.text("type") == Some(constraint)
}

fn primary_key(object: &Object) -> Option<PrimaryKey> {
    let definition = object
        .text("definition")
        .filter(|_| is(object, "primary key"))?;
    Some(PrimaryKey {
        name: object.name.clone()?,
        columns: definition::key_columns(definition)?,
    })
}

fn foreign_key(object: &Object) -> Option<ForeignKey> {
    let definition = object
        .text("definition")
        .filter(|_| is(object, "foreign key"))?;
    let foreign = definition::foreign(definition)?;
    Some(ForeignKey {
        name: object.name.clone()?,
        columns: foreign.columns,
        references: foreign.references,
        on_delete: foreign.on_delete,
        on_update: foreign.on_update,
    })
}

fn unique_constraint(object: &Object) -> Option<Index> {
    let definition = object.text("definition").filter(|_| is(object, "unique"))?;
    let column = |name| crate::prisma::model::IndexColumn {
        name,
        sort: None,
        class: None,
    };
    let columns = definition::key_columns(definition)?;
    Some(Index {
        name: object.name.clone()?,
        unique: true,
        constraint: true,
        columns: columns.into_iter().map(column).collect(),
        method: Method::BTree,
        predicate: None,
    })
}

/// None for an index on an expression, or of a method that Prisma does not know.
fn plain_index(object: &Object, namespace: &str) -> Option<Index> {
    let method = method(object.text("method")?)?;
    let items = definition::index_items(object.text("key_columns")?)?;
    let columns = items.into_iter().map(|item| item.column);
    let predicate = object.text("where");
    Some(Index {
        name: object.name.clone()?,
        unique: object.attributes.get("unique").is_some(),
        constraint: false,
        columns: columns.collect(),
        method,
        predicate: predicate.map(|p| super::unqualify::unqualified(p, namespace)),
    })
}

/// The method of an index, if Prisma knows it.
pub fn method(name: &str) -> Option<Method> {
    Some(match name {
        "btree" => Method::BTree,
        "hash" => Method::Hash,
        "gin" => Method::Gin,
        "gist" => Method::Gist,
        "spgist" => Method::SpGist,
        "brin" => Method::Brin,
        _ => return None,
    })
}
