//! Makes the schema value of what the catalog queries returned: OIDs become names, and what
//! depends on the database's past goes away.

use super::raw::{Address, Raw, RawColumn, RawObject};
use super::{acl, index, name, Attributes, Column, Kind, Object, Schema};
use serde_json::{json, Value};
use std::collections::{HashMap, HashSet};

/// OIDs of the system tables, which never change (PostgreSQL's pg_*.h).
pub const PG_TYPE: u32 = 1247;
pub const PG_CLASS: u32 = 1259;

/// A schema, and where in the catalog each of its objects is.
#[derive(Debug, Default)]
pub struct Assembled {
    pub schema: Schema,
    /// As many as objects, in their order.
    pub origins: Vec<Origin>,
}

/// Where an object is in the catalog of this one database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    pub address: Address,
    /// The numbers of its columns, in their order.
    pub columns: Vec<i32>,
}

pub fn assemble(mut raw: Raw) -> Assembled {
    drop_members(&mut raw);
    let columns = columns_by_relation(std::mem::take(&mut raw.columns));
    let mut built = build_objects(&mut raw.objects, columns);
    let places = Places::new(&raw, &built);
    attach_notes(&raw, &places, &mut built);
    attach_dependencies(&raw, &places, &mut built);
    built.sort_by(|a, b| order(&a.object, &b.object));
    let (objects, origins) = built.into_iter().map(|b| (b.object, b.origin)).unzip();
    Assembled {
        schema: Schema {
            server: raw.server,
            objects,
        },
        origins,
    }
}

/// Puts objects into the document's order.
pub fn sort(objects: &mut [Object]) {
    objects.sort_by(order);
}

fn order(a: &Object, b: &Object) -> std::cmp::Ordering {
    (a.kind, &a.display).cmp(&(b.kind, &b.display))
}

struct Built {
    object: Object,
    origin: Origin,
    parent: Option<Address>,
    /// The index behind a constraint, whose comment it shows.
    index: Option<u32>,
}

/// Takes away what belongs to extensions, and what hangs on such a table, or on one that is not
/// there.
fn drop_members(raw: &mut Raw) {
    let members: HashSet<Address> = raw
        .members
        .iter()
        .filter(|m| m.belongs)
        .map(|m| m.object)
        .collect();
    raw.objects.retain(|o| !members.contains(&o.address));
    let there: HashSet<Address> = raw.objects.iter().map(|o| o.address).collect();
    raw.objects.retain(|o| match o.parent {
        Some(parent) => there.contains(&(parent_class(o.kind), parent)),
        None => true,
    });
}

fn parent_class(kind: Kind) -> u32 {
    if kind == Kind::DomainConstraint {
        PG_TYPE
    } else {
        PG_CLASS
    }
}

type Columns = HashMap<u32, Vec<RawColumn>>;

fn columns_by_relation(list: Vec<RawColumn>) -> Columns {
    let mut columns = Columns::new();
    for column in list {
        columns.entry(column.relation).or_default().push(column);
    }
    for list in columns.values_mut() {
        list.sort_by_key(|c| c.number);
    }
    columns
}

fn build_objects(raws: &mut Vec<RawObject>, mut columns: Columns) -> Vec<Built> {
    let orders = inherited_orders(raws, &columns);
    let displays: HashMap<Address, String> = raws
        .iter()
        .filter(|o| o.parent.is_none())
        .map(|o| (o.address, display(o, None)))
        .collect();
    raws.drain(..)
        .map(|raw| {
            let parent = raw.parent.map(|p| (parent_class(raw.kind), p));
            let on = parent.and_then(|p| displays.get(&p)).cloned();
            let relation = raw.relation.unwrap_or(raw.address.1);
            let holds = raw.address.0 == PG_CLASS || raw.relation.is_some();
            let mut own = match holds {
                true => columns.remove(&relation).unwrap_or_default(),
                false => Vec::new(),
            };
            if let Some(order) = orders.get(&raw.address.1).filter(|_| holds) {
                own.sort_by_key(|c| order.iter().position(|name| *name == c.name));
            }
            build(raw, on, own)
        })
        .collect()
}

fn display(raw: &RawObject, on: Option<&str>) -> String {
    match &raw.identity {
        Some(identity) => identity.clone(),
        None => name::display(
            raw.schema.as_deref(),
            raw.name.as_deref().unwrap_or_default(),
            raw.arguments.as_deref(),
            on,
        ),
    }
}

fn build(mut raw: RawObject, on: Option<String>, columns: Vec<RawColumn>) -> Built {
    let display = display(&raw, on.as_deref());
    let mut attributes = std::mem::take(&mut raw.attributes);
    if let Some((columns, include)) = raw.indexdef.as_deref().and_then(index::columns) {
        attributes.insert("columns", columns);
        if let Some(include) = include {
            attributes.insert("include", include);
        }
    }
    if let Some(acl) = &raw.acl {
        let owner = raw.owner.as_deref().or(raw.grantor.as_deref());
        acl::describe(acl, &raw.acl_default, owner, &mut attributes);
    }
    let numbers = columns.iter().map(|c| c.number).collect();
    let owner = raw.owner.as_deref();
    let columns = columns
        .into_iter()
        .map(|c| build_column(c, owner))
        .collect();
    if let Some(owner) = raw.owner {
        attributes.insert("owner", owner);
    }
    Built {
        object: Object {
            kind: raw.kind,
            display,
            schema: raw.schema,
            name: raw.name,
            arguments: raw.arguments,
            on,
            attributes,
            columns,
            depends: Vec::new(),
        },
        origin: Origin {
            address: raw.address,
            columns: numbers,
        },
        parent: raw.parent.map(|p| (parent_class(raw.kind), p)),
        index: raw.index,
    }
}

fn build_column(raw: RawColumn, owner: Option<&str>) -> Column {
    let mut attributes = raw.attributes;
    if let Some(acl) = &raw.acl {
        acl::describe(acl, &[], owner, &mut attributes);
    }
    Column {
        name: raw.name,
        attributes,
    }
}

/// The order of columns that CREATE TABLE … INHERITS gives: the parents' first. A column that a
/// parent got later stands last in the catalog, and no command can restore that.
fn inherited_orders(raws: &[RawObject], columns: &Columns) -> HashMap<u32, Vec<String>> {
    let parents: HashMap<u32, &[u32]> = raws
        .iter()
        .filter(|o| !o.parents.is_empty())
        .map(|o| (o.address.1, o.parents.as_slice()))
        .collect();
    let mut orders = HashMap::new();
    for table in parents.keys() {
        inherited_order(*table, &parents, columns, &mut orders);
    }
    orders.retain(|table, _| parents.contains_key(table));
    orders
}

/// Inheritance has no cycles: the server sees to that.
fn inherited_order(
    table: u32,
    parents: &HashMap<u32, &[u32]>,
    columns: &Columns,
    orders: &mut HashMap<u32, Vec<String>>,
) {
    if orders.contains_key(&table) {
        return;
    }
    let mut order: Vec<String> = Vec::new();
    for parent in parents.get(&table).copied().unwrap_or_default() {
        inherited_order(*parent, parents, columns, orders);
        for name in &orders[parent] {
            if !order.contains(name) {
                order.push(name.clone());
            }
        }
    }
    for column in columns.get(&table).into_iter().flatten() {
        if !order.contains(&column.name) {
            order.push(column.name.clone());
        }
    }
    orders.insert(table, order);
}

/// Which object a row of the catalog is, or is a part of.
struct Places {
    objects: HashMap<Address, usize>,
    aliases: HashMap<Address, (Address, i32)>,
    extensions: HashMap<Address, String>,
}

impl Places {
    fn new(raw: &Raw, built: &[Built]) -> Self {
        Places {
            objects: (built.iter().enumerate())
                .map(|(i, b)| (b.origin.address, i))
                .collect(),
            aliases: (raw.aliases.iter())
                .map(|a| (a.of, (a.object, a.column)))
                .collect(),
            extensions: (raw.members.iter().filter(|m| m.belongs))
                .map(|m| (m.object, m.extension.clone()))
                .collect(),
        }
    }

    /// The object and the number of its column that a row stands for.
    fn find(&self, mut address: Address, mut column: i32) -> Option<(usize, i32)> {
        // An array's type leads to a row type, and that to its table.
        for _ in 0..4 {
            if let Some(index) = self.objects.get(&address) {
                return Some((*index, column));
            }
            let (object, number) = self.aliases.get(&address)?;
            address = *object;
            if *number != 0 {
                column = *number;
            }
        }
        None
    }

    /// The extension that a row belongs to.
    fn extension(&self, mut address: Address) -> Option<&str> {
        for _ in 0..4 {
            if let Some(extension) = self.extensions.get(&address) {
                return Some(extension);
            }
            address = self.aliases.get(&address)?.0;
        }
        None
    }
}

/// Comments, security labels, and the extensions that an object is to go with.
fn attach_notes(raw: &Raw, places: &Places, built: &mut [Built]) {
    let indexes: HashMap<u32, usize> = (built.iter().enumerate())
        .filter_map(|(i, b)| Some((b.index?, i)))
        .collect();
    for comment in &raw.comments {
        let behind = indexes
            .get(&comment.on.1)
            .filter(|_| comment.on.0 == PG_CLASS);
        if let Some(constraint) = behind {
            let attributes = &mut built[*constraint].object.attributes;
            attributes.insert("index_comment", comment.text.as_str());
        } else if let Some(attributes) = part(places, built, comment.on, comment.column) {
            attributes.insert("comment", comment.text.as_str());
        }
    }
    for label in &raw.labels {
        if let Some(attributes) = part(places, built, label.on, label.column) {
            let labels = attributes.entry("labels", || json!({}));
            labels[&label.provider] = label.text.as_str().into();
        }
    }
    for member in raw.members.iter().filter(|m| !m.belongs) {
        if let Some(attributes) = part(places, built, member.object, 0) {
            let list = attributes.entry("depends_on_extensions", || json!([]));
            if let Value::Array(list) = list {
                list.push(member.extension.as_str().into());
                list.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
            }
        }
    }
}

/// The attributes of an object or a column.
fn part<'a>(
    places: &Places,
    built: &'a mut [Built],
    address: Address,
    column: i32,
) -> Option<&'a mut Attributes> {
    let (index, number) = places.find(address, column)?;
    let Built { object, origin, .. } = &mut built[index];
    if number == 0 {
        return Some(&mut object.attributes);
    }
    let at = origin.columns.iter().position(|n| *n == number)?;
    Some(&mut object.columns[at].attributes)
}

fn attach_dependencies(raw: &Raw, places: &Places, built: &mut [Built]) {
    let parents: Vec<Option<usize>> = (built.iter())
        .map(|b| places.find(b.parent?, 0).map(|(index, _)| index))
        .collect();
    let mut edges: Vec<(usize, Needed<'_>)> = Vec::with_capacity(raw.depends.len());
    for edge in &raw.depends {
        let Some((from, _)) = places.find(edge.object, edge.column) else {
            continue;
        };
        match places.find(edge.on, edge.on_column) {
            Some((to, _)) if to == from => {}
            // That it needs the table it hangs on is said by `on`.
            Some((to, _)) if parents[from] == Some(to) => {}
            Some((to, _)) if is_chance(&built[from].object, &built[to].object) => {}
            Some((to, column)) => edges.push((from, Needed::Object(to, column))),
            None => {
                if let Some(extension) = places.extension(edge.on) {
                    edges.push((from, Needed::Extension(extension)));
                }
            }
        }
    }
    edges.sort_unstable();
    edges.dedup();
    for (from, needed) in edges {
        let id = match needed {
            Needed::Extension(name) => format!("extension {}", name::quoted(name)),
            Needed::Object(to, 0) => built[to].object.id(),
            Needed::Object(to, column) => {
                let Built { object, origin, .. } = &built[to];
                match origin.columns.iter().position(|n| *n == column) {
                    Some(at) => {
                        format!("column {}", object.column_display(&object.columns[at].name))
                    }
                    None => object.id(),
                }
            }
        };
        built[from].object.depends.push(id);
    }
    for b in built {
        b.object.depends.sort();
    }
}

/// Whether a dependency is there or not by the order in which things were made: a foreign key takes
/// the first of several unique constraints that fit, a function every transform that exists.
fn is_chance(from: &Object, to: &Object) -> bool {
    match (from.kind, to.kind) {
        (Kind::Constraint, Kind::Constraint | Kind::Index) => true,
        (Kind::Function | Kind::Procedure, Kind::Transform) => {
            from.attributes.get("transforms").is_none()
        }
        _ => false,
    }
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Needed<'a> {
    Object(usize, i32),
    Extension(&'a str),
}
