//! The schema file that was there before: what a new reading of the database keeps of it.

use super::attributes::{
    attribute, block_text, column_of, constants, first_text, relation, relation_name, text,
};
use crate::prisma::psl::ast::{
    Arity, Ast, Attribute, Block, Expression, Field, FieldType, Item, Kind, Member,
};
use crate::prisma::psl::names as defaults;
use std::collections::HashMap;

/// A schema file's blocks by what they are in the database.
pub struct Previous<'a> {
    pub ast: &'a Ast,
    models: Vec<Model<'a>>,
    enums: Vec<Named<'a>>,
    views: Vec<Named<'a>>,
    models_by_table: HashMap<(String, String), usize>,
    enums_by_type: HashMap<(String, String), usize>,
}

/// An enum or model, and the place of its block.
pub struct Named<'a> {
    pub block: &'a Block,
    pub position: usize,
    pub namespace: String,
    pub own: String,
}

pub struct Model<'a> {
    pub named: Named<'a>,
    /// The model of each relation field's other side, by the field's name.
    targets: HashMap<&'a str, &'a str>,
}

/// An index of a model, by the name that it has in the database.
pub struct Index<'a> {
    pub position: usize,
    /// For the client alone.
    pub name: Option<&'a str>,
}

/// What a relation was called.
pub struct Relation<'a> {
    pub name: Option<&'a str>,
    pub forward: &'a str,
    pub back: &'a str,
}

impl<'a> Previous<'a> {
    pub fn new(ast: &'a Ast, default_namespace: &str) -> Self {
        let named = |kind: Kind| {
            let blocks = ast.blocks.iter().enumerate();
            let blocks = blocks.filter(move |(_, block)| block.kind == kind);
            blocks.map(|(position, block)| Named::of(block, position, default_namespace))
        };
        let entities: Vec<&str> = (ast.blocks.iter())
            .filter(|b| matches!(b.kind, Kind::Model | Kind::View))
            .map(|b| b.name.text.as_str())
            .collect();
        let models: Vec<Model> = (named(Kind::Model))
            .map(|named| Model {
                targets: targets(named.block, &entities),
                named,
            })
            .collect();
        let enums: Vec<Named> = named(Kind::Enum).collect();
        Previous {
            models_by_table: places(models.iter().map(|m| &m.named)),
            enums_by_type: places(enums.iter()),
            views: named(Kind::View).collect(),
            ast,
            models,
            enums,
        }
    }

    pub fn model(&self, namespace: &str, table: &str) -> Option<&Model<'a>> {
        let at = self
            .models_by_table
            .get(&(namespace.into(), table.into()))?;
        self.models.get(*at)
    }

    pub fn of_enum(&self, namespace: &str, own: &str) -> Option<&Named<'a>> {
        let at = self.enums_by_type.get(&(namespace.into(), own.into()))?;
        self.enums.get(*at)
    }

    fn by_name(&self, name: &str) -> Option<&Model<'a>> {
        self.models.iter().find(|m| m.name() == name)
    }

    /// The views of the file.
    pub fn views(&self) -> &[Named<'a>] {
        &self.views
    }

    pub fn view(&self, name: &str) -> Option<&Named<'a>> {
        self.views.iter().find(|view| view.name() == name)
    }

    /// The namespace and table of a model.
    pub fn table_of(&self, model: &str) -> Option<(&str, &str)> {
        let named = &self.by_name(model)?.named;
        Some((&named.namespace, &named.own))
    }

    /// A property of the datasource.
    pub fn datasource(&self, property: &str) -> Option<&'a Expression> {
        let mut blocks = self.ast.of(Kind::Datasource);
        let mut properties = blocks.next()?.properties();
        properties.find(|(name, _)| name.text == property)?.1
    }

    /// The relation that a foreign key's columns made, if both of its sides are there.
    pub fn inline(&self, model: &Model<'a>, columns: &[String]) -> Option<Relation<'_>> {
        let forward = model.relation_fields().find(|field| {
            let own = relation(field).and_then(|a| a.named("fields"));
            let names = own
                .map(|argument| constants(&argument.value))
                .unwrap_or_default();
            names
                .iter()
                .map(|n| model.column_of(n))
                .eq(columns.iter().map(String::as_str))
        })?;
        let name = relation_name(forward);
        let target = self.by_name(model.targets.get(forward.name.text.as_str())?)?;
        let back = target.relation_fields().find(|field| {
            target.targets.get(field.name.text.as_str()) == Some(&model.name())
                && relation_name(field) == name
                && !std::ptr::eq(*field, forward)
        })?;
        Some(Relation {
            name,
            forward: &forward.name.text,
            back: &back.name.text,
        })
    }

    /// The implicit many-to-many relation of a table `_name`: its sides in the order of the models'
    /// names, or of the fields' in a self-relation.
    pub fn many_to_many(&self, name: &str) -> Option<Relation<'_>> {
        self.models.iter().find_map(|model| {
            let mut lists = model.relation_fields().filter(|f| f.arity == Arity::List);
            lists.find_map(|field| {
                let target = self.by_name(model.targets.get(field.name.text.as_str())?)?;
                let given = relation_name(field);
                let default = joined(model.name(), target.name());
                (given.unwrap_or(&default) == name).then_some(())?;
                let other = target.relation_fields().find(|other| {
                    other.arity == Arity::List
                        && target.targets.get(other.name.text.as_str()) == Some(&model.name())
                        && relation_name(other) == given
                        && !std::ptr::eq(*other, field)
                })?;
                let first = (model.name(), &field.name.text) <= (target.name(), &other.name.text);
                let (a, b) = if first {
                    (field, other)
                } else {
                    (other, field)
                };
                Some(Relation {
                    name: given,
                    forward: &a.name.text,
                    back: &b.name.text,
                })
            })
        })
    }
}

fn joined(one: &str, other: &str) -> String {
    let (a, b) = if one <= other {
        (one, other)
    } else {
        (other, one)
    };
    format!("{a}To{b}")
}

fn places<'b, 'a: 'b>(
    list: impl Iterator<Item = &'b Named<'a>>,
) -> HashMap<(String, String), usize> {
    let places = list.enumerate();
    places
        .map(|(at, n)| ((n.namespace.clone(), n.own.clone()), at))
        .collect()
}

fn targets<'a>(block: &'a Block, entities: &[&'a str]) -> HashMap<&'a str, &'a str> {
    let target = |field: &'a Field| match &field.r#type {
        FieldType::Named(name) => {
            let entity = entities.iter().find(|entity| **entity == name.text)?;
            Some((field.name.text.as_str(), *entity))
        }
        FieldType::Unsupported(..) => None,
    };
    block.fields().filter_map(target).collect()
}

impl<'a> Named<'a> {
    fn of(block: &'a Block, position: usize, default_namespace: &str) -> Self {
        let text = |attribute| block_text(block, attribute);
        Named {
            namespace: text("schema").unwrap_or(default_namespace).into(),
            own: text("map").unwrap_or(&block.name.text).into(),
            block,
            position,
        }
    }

    pub fn name(&self) -> &'a str {
        &self.block.name.text
    }

    /// The database's name was written beside another one.
    pub fn is_mapped(&self) -> bool {
        block_text(self.block, "map").is_some()
    }

    /// The value of an enum that the database knows by this name.
    pub fn value(&self, own: &str) -> Option<(&'a Member, &'a str, bool)> {
        self.block
            .members
            .iter()
            .find_map(|member| match &member.item {
                Item::Value(value) => {
                    let map = attribute(&value.attributes, "map").and_then(first_text);
                    let is = map.unwrap_or(&value.name.text) == own;
                    is.then_some((member, value.name.text.as_str(), map.is_some()))
                }
                _ => None,
            })
    }
}

impl<'a> Model<'a> {
    pub fn name(&self) -> &'a str {
        self.named.name()
    }

    pub fn is_ignored(&self) -> bool {
        self.named
            .block
            .attributes()
            .any(|a| a.name.text == "ignore")
    }

    fn relation_fields(&self) -> impl Iterator<Item = &'a Field> + '_ {
        let fields = self.named.block.fields();
        fields.filter(|field| self.targets.contains_key(field.name.text.as_str()))
    }

    /// The relation fields with the model or view of the other side.
    pub fn relations(&self) -> impl Iterator<Item = (&'a Field, &'a str)> + '_ {
        let target = |f: &'a Field| Some((f, *self.targets.get(f.name.text.as_str())?));
        self.relation_fields().filter_map(target)
    }

    /// The scalar field of a column, with the line that it stands in.
    pub fn field(&self, column: &str) -> Option<(&'a Member, &'a Field)> {
        self.named
            .block
            .members
            .iter()
            .find_map(|member| match &member.item {
                Item::Field(field)
                    if column_of(field) == column
                        && !self.targets.contains_key(field.name.text.as_str()) =>
                {
                    Some((member, field))
                }
                _ => None,
            })
    }

    fn column_of<'b>(&self, field: &'b str) -> &'b str
    where
        'a: 'b,
    {
        let mut fields = self.named.block.fields();
        fields
            .find(|f| f.name.text == field)
            .map_or(field, |f| column_of(f))
    }

    /// The client's name for the primary key.
    pub fn id_name(&self) -> Option<&'a str> {
        let mut attributes = self.named.block.attributes();
        let id = attributes.find(|a| a.name.text == "id")?;
        text(&id.arguments.named("name")?.value)
    }

    /// The index that has this name in the database, by its columns' names there.
    pub fn index(&self, own: &str) -> Option<Index<'a>> {
        let attributes = self.named.block.attributes().enumerate();
        let mut indexes =
            attributes.filter(|(_, a)| ["index", "unique"].contains(&a.name.text.as_str()));
        indexes.find_map(|(position, attribute)| {
            let name = attribute
                .arguments
                .named("name")
                .and_then(|a| text(&a.value));
            let map = attribute
                .arguments
                .named("map")
                .and_then(|a| text(&a.value));
            let is = match (map, name) {
                (Some(map), _) => map == own,
                // Before Prisma 3 the name was the database's.
                (None, Some(name)) if name == own => true,
                (None, _) => self.default_name(attribute) == own,
            };
            // Of other indexes the name is the database's.
            let name = name.filter(|_| attribute.name.text == "unique");
            is.then_some(Index { position, name })
        })
    }

    fn default_name(&self, attribute: &Attribute) -> String {
        let fields = attribute
            .arguments
            .named("fields")
            .or(attribute.arguments.list.first());
        let names = fields.map(|a| constants(&a.value)).unwrap_or_default();
        let columns: Vec<&str> = names.iter().map(|n| self.column_of(n)).collect();
        match attribute.name.text.as_str() {
            "unique" => defaults::unique(&self.named.own, &columns),
            _ => defaults::index(&self.named.own, &columns),
        }
    }
}
