//! What hangs on objects by their OIDs: comments, labels, and what they depend on.

use super::{Built, PG_CLASS};
use crate::schema::raw::{Address, Raw};
use crate::schema::{name, Attributes};
use serde_json::{json, Value};
use std::collections::HashMap;

/// Which object a row of the catalog is, or is a part of.
pub struct Places {
    objects: HashMap<Address, usize>,
    aliases: HashMap<Address, (Address, i32)>,
    extensions: HashMap<Address, String>,
}

impl Places {
    pub fn new(raw: &Raw, built: &[Built]) -> Self {
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
pub fn attach_notes(raw: &Raw, places: &Places, built: &mut [Built]) {
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
            let labels = attributes.entry("security_labels", || json!({}));
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

pub fn attach_dependencies(raw: &Raw, places: &Places, built: &mut [Built]) {
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

#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Needed<'a> {
    Object(usize, i32),
    Extension(&'a str),
}
