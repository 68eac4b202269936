//! Relation fields: which there are, their names and attributes.

use super::joins::{self, Join};
use super::names::{Name, Taken};
use super::previous::{Model as PreviousModel, Previous};
use super::text::quoted;
use crate::prisma::model::{Action, Arity, ForeignKey, Model, Table};
use crate::prisma::psl::names as defaults;
use std::collections::{HashMap, HashSet};

/// A field of a model that leads to another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelationField {
    pub name: String,
    /// With what says how many.
    pub type_name: String,
    pub attributes: Vec<String>,
}

/// What is known of all tables before their fields are written.
pub struct Tables<'a> {
    pub model: &'a Model,
    pub names: &'a [Name],
    pub joins: &'a HashSet<usize>,
    /// Of each table the names of its columns.
    pub columns: &'a [Vec<Name>],
    pub previous: Option<&'a Previous<'a>>,
    places: HashMap<(&'a str, &'a str), usize>,
}

/// Two tables between which there is a relation, in their order.
type Pair = (usize, usize);

impl<'a> Tables<'a> {
    pub fn new(
        model: &'a Model,
        names: &'a [Name],
        joins: &'a HashSet<usize>,
        columns: &'a [Vec<Name>],
        previous: Option<&'a Previous<'a>>,
    ) -> Self {
        let places = model.tables.iter().enumerate();
        let places = places.map(|(at, t)| ((t.namespace.as_str(), t.name.as_str()), at));
        Tables {
            model,
            names,
            joins,
            columns,
            previous,
            places: places.collect(),
        }
    }

    fn referenced(&self, key: &ForeignKey) -> Option<usize> {
        let target = &key.references;
        let place = (target.namespace.as_str(), target.table.as_str());
        self.places.get(&place).copied()
    }

    fn name(&self, table: usize) -> &str {
        &self.names[table].name
    }

    /// The fields of a key's columns.
    fn fields<'b>(&self, table: usize, columns: &'b [String]) -> Vec<&'b str>
    where
        'a: 'b,
    {
        let (own, names) = (&self.model.tables[table].columns, &self.columns[table]);
        let place = |column: &String| own.iter().position(|c| c.name == *column);
        let name = |column: &'b String| place(column).map_or(column.as_str(), |at| &names[at].name);
        columns.iter().map(name).collect()
    }

    fn previous_model(&self, table: usize) -> Option<&PreviousModel<'a>> {
        let own = &self.model.tables[table];
        self.previous?.model(&own.namespace, &own.name)
    }

    /// What was written of this table's models is to be kept out of the client.
    pub fn is_ignored(&self, table: usize) -> bool {
        let before = self
            .previous_model(table)
            .is_some_and(PreviousModel::is_ignored);
        before || !has_identifier(&self.model.tables[table])
    }

    /// The keys that become relations: of several alike the first, and none to nowhere.
    pub fn keys(&self, table: usize) -> impl Iterator<Item = (&'a ForeignKey, usize)> + '_ {
        let all = &self.model.tables[table].foreign_keys;
        let keys = all.iter().enumerate().filter(move |(at, key)| {
            let mut earlier = all[..*at].iter();
            !earlier.any(|other| other.columns == key.columns && other.references == key.references)
        });
        keys.filter_map(|(_, key)| Some((key, self.referenced(key)?)))
    }

    /// The relation fields of each table.
    pub fn relations(&self) -> Vec<Vec<RelationField>> {
        let mut fields = vec![Vec::new(); self.model.tables.len()];
        let mut taken: Vec<Taken> = self
            .columns
            .iter()
            .map(|names| {
                let mut taken = Taken::default();
                names.iter().for_each(|n| taken.keep(&n.name));
                taken
            })
            .collect();
        let ambiguous = self.ambiguous();
        let mut push = |table: usize, mut field: RelationField| {
            field.name = taken[table].free(field.name);
            fields[table].push(field);
        };
        let tables = 0..self.model.tables.len();
        for table in tables.clone().filter(|t| !self.joins.contains(t)) {
            for (key, target) in self.keys(table) {
                let [forward, back] = self.inline(table, key, target, &ambiguous);
                push(table, forward);
                push(target, back);
            }
        }
        for table in tables.filter(|t| self.joins.contains(t)) {
            if let Some([(a, forward), (b, back)]) = self.many_to_many(table, &ambiguous) {
                push(a, forward);
                push(b, back);
            }
        }
        fields
    }

    /// The pairs of tables with more than one relation between them, or with a relation whose field
    /// would have a column's name.
    fn ambiguous(&self) -> HashSet<Pair> {
        let mut seen: HashMap<Pair, Vec<(usize, &[String])>> = HashMap::new();
        let mut ambiguous = HashSet::new();
        for table in 0..self.model.tables.len() {
            if let Some((_, pair)) = self.join(table) {
                seen.entry(pair).or_default().push((table, &[]));
                continue;
            }
            for key in &self.model.tables[table].foreign_keys {
                let Some(target) = self.referenced(key) else {
                    continue;
                };
                let pair = (table.min(target), table.max(target));
                seen.entry(pair).or_default().push((table, &key.columns));
                if self
                    .fields(table, &key.columns)
                    .contains(&self.name(target))
                {
                    ambiguous.insert(pair);
                }
            }
        }
        for (pair, mut relations) in seen {
            relations.sort();
            relations.dedup();
            if relations.len() > 1 {
                ambiguous.insert(pair);
            }
        }
        ambiguous
    }

    fn join(&self, table: usize) -> Option<(Join<'a>, Pair)> {
        if !self.joins.contains(&table) {
            return None;
        }
        let join = joins::of(&self.model.tables[table], self.model)?;
        let (a, b) = (self.referenced(join.a)?, self.referenced(join.b)?);
        Some((join, (a.min(b), a.max(b))))
    }

    fn inline(
        &self,
        table: usize,
        key: &ForeignKey,
        target: usize,
        ambiguous: &HashSet<Pair>,
    ) -> [RelationField; 2] {
        let own = &self.model.tables[table];
        let names = self.inline_names(table, key, target, ambiguous);
        let required = arities(own, key).any(|arity| arity == Arity::Required);
        let optional = arities(own, key).any(|arity| arity != Arity::Required);
        let ignored = !has_identifier(own) || !has_identifier(&self.model.tables[target]);
        let ignore =
            |model: usize| (ignored && !self.is_ignored(model)).then(|| "@ignore".to_owned());
        let mut arguments: Vec<String> = names.relation.iter().map(|n| quoted(n)).collect();
        let list = |names: Vec<&str>| names.join(", ");
        arguments.push(format!(
            "fields: [{}]",
            list(self.fields(table, &key.columns))
        ));
        let references = self.fields(target, &key.references.columns);
        arguments.push(format!("references: [{}]", list(references)));
        arguments.extend(actions(key, required));
        let columns: Vec<&str> = key.columns.iter().map(String::as_str).collect();
        if key.name != defaults::foreign_key(&own.name, &columns) {
            arguments.push(format!("map: {}", quoted(&key.name)));
        }
        let relation = format!("@relation({})", arguments.join(", "));
        let many = if is_unique(own, key) { "?" } else { "[]" };
        [
            RelationField {
                name: names.forward,
                type_name: format!("{}{}", self.name(target), if optional { "?" } else { "" }),
                attributes: [Some(relation), ignore(table)]
                    .into_iter()
                    .flatten()
                    .collect(),
            },
            RelationField {
                name: names.back,
                type_name: format!("{}{many}", self.name(table)),
                attributes: (names
                    .relation
                    .iter()
                    .map(|n| format!("@relation({})", quoted(n))))
                .chain(ignore(target))
                .collect(),
            },
        ]
    }

    fn inline_names(
        &self,
        table: usize,
        key: &ForeignKey,
        target: usize,
        ambiguous: &HashSet<Pair>,
    ) -> RelationNames {
        let before = self.previous_model(table);
        let before = before.and_then(|model| self.previous?.inline(model, &key.columns));
        if let Some(before) = before {
            return RelationNames {
                relation: before.name.map(String::from),
                forward: before.forward.into(),
                back: before.back.into(),
            };
        }
        let (own, other) = (self.name(table), self.name(target));
        let prefix = if table == target { "other_" } else { "" };
        if !ambiguous.contains(&(table.min(target), table.max(target))) {
            return RelationNames {
                relation: (table == target).then(|| format!("{own}To{other}")),
                forward: other.into(),
                back: format!("{prefix}{own}"),
            };
        }
        let fields = self.fields(table, &key.columns).join("_");
        let relation = format!("{own}_{fields}To{other}");
        RelationNames {
            forward: format!("{other}_{relation}"),
            back: format!("{prefix}{own}_{relation}"),
            relation: Some(relation),
        }
    }

    /// The fields of a many-to-many relation, each with its table.
    fn many_to_many(
        &self,
        table: usize,
        ambiguous: &HashSet<Pair>,
    ) -> Option<[(usize, RelationField); 2]> {
        let (join, pair) = self.join(table)?;
        let (a, b) = (self.referenced(join.a)?, self.referenced(join.b)?);
        let names = self.many_names(
            &self.model.tables[table].name,
            (a, b),
            ambiguous.contains(&pair),
        );
        let attributes: Vec<String> = (names.relation.iter())
            .map(|name| format!("@relation({})", quoted(name)))
            .collect();
        let field = |name, other| RelationField {
            name,
            type_name: format!("{}[]", self.name(other)),
            attributes: attributes.clone(),
        };
        Some([(a, field(names.forward, b)), (b, field(names.back, a))])
    }

    fn many_names(&self, table: &str, (a, b): Pair, ambiguous: bool) -> RelationNames {
        let own = &table[1..];
        if let Some(before) = self.previous.and_then(|p| p.many_to_many(own)) {
            return RelationNames {
                relation: before.name.map(String::from),
                forward: before.forward.into(),
                back: before.back.into(),
            };
        }
        let default = format!("{}To{}", self.name(a), self.name(b));
        let named = ambiguous || a == b || own != default;
        let suffix = if ambiguous {
            super::names::fitting(table)
        } else {
            String::new()
        };
        let (one, two) = if a == b { ("_A", "_B") } else { ("", "") };
        RelationNames {
            relation: named.then(|| own.to_owned()),
            forward: format!("{}{suffix}{one}", self.name(b)),
            back: format!("{}{suffix}{two}", self.name(a)),
        }
    }
}

struct RelationNames {
    relation: Option<String>,
    forward: String,
    back: String,
}

fn arities<'a>(table: &'a Table, key: &'a ForeignKey) -> impl Iterator<Item = Arity> + 'a {
    let columns = table.columns.iter();
    let columns = columns.filter(|c| key.columns.contains(&c.name));
    columns.map(|c| c.arity)
}

/// Those that are not what the language takes by itself.
fn actions(key: &ForeignKey, required: bool) -> Vec<String> {
    let on_delete = match (key.on_delete, required) {
        (Action::Restrict, true) | (Action::SetNull, false) => None,
        (action, _) => Some(format!("onDelete: {action:?}")),
    };
    let on_update = match key.on_update {
        Action::Cascade => None,
        action => Some(format!("onUpdate: {action:?}")),
    };
    on_delete.into_iter().chain(on_update).collect()
}

/// There is at most one row for each row on the other side, and the language sees it: by a key of
/// the same columns in the same order. Prisma takes any of these columns for it, and then does not
/// accept its own file.
fn is_unique(table: &Table, key: &ForeignKey) -> bool {
    let primary = table.primary_key.as_ref();
    let mut indexes = table.indexes.iter().filter(|i| i.unique);
    primary.is_some_and(|k| k.columns == key.columns)
        || indexes.any(|i| i.columns.iter().map(|c| &c.name).eq(&key.columns))
}

/// A key over columns that have a value always, and one that Prisma's client can read.
pub fn has_identifier(table: &Table) -> bool {
    use crate::prisma::model::ColumnKind::Unsupported;
    let usable = |name: &String| {
        let column = table.columns.iter().find(|c| c.name == *name);
        column.is_some_and(|c| c.arity == Arity::Required && !matches!(c.kind, Unsupported(_)))
    };
    let primary = table.primary_key.as_ref();
    let mut indexes = table.indexes.iter().filter(|i| i.unique);
    primary.is_some_and(|k| k.columns.iter().all(usable))
        || indexes.any(|i| i.columns.iter().all(|c| usable(&c.name)))
}
