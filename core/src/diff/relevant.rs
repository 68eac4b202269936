//! The part of two schemas that a plan between them can have to do with. Most differences are few in a
//! large schema: what is the same on both sides, and neither needs nor is near anything that is not, is
//! left out, and the rest of the work is that of a small schema.

use crate::render;
use crate::schema::{Attributes, Kind, Object, Schema};
use std::collections::HashMap;

/// The kinds of which there are many. All others are always looked at.
const MANY: [Kind; 9] = [
    Kind::Table,
    Kind::Index,
    Kind::Constraint,
    Kind::Sequence,
    Kind::View,
    Kind::MaterializedView,
    Kind::Function,
    Kind::Trigger,
    Kind::Policy,
];

/// Both schemas without what plays no part.
pub fn parts(from: &Schema, to: &Schema) -> (Schema, Schema) {
    let nodes = Nodes::of(from, to);
    let mut near = Graph::of(&nodes);
    let changed = (0..nodes.pairs.len()).filter(|i| nodes.is_changed(*i));
    let affected = near.closure(changed.collect());
    near.surround(affected);
    let kept = || {
        nodes
            .pairs
            .iter()
            .zip(&near.kept)
            .filter(|(_, kept)| **kept)
    };
    let part = |server, objects: Vec<&Object>| Schema {
        server,
        objects: objects.into_iter().cloned().collect(),
    };
    (
        part(from.server, kept().filter_map(|(pair, _)| pair.0).collect()),
        part(to.server, kept().filter_map(|(pair, _)| pair.1).collect()),
    )
}

/// The same object on both sides.
type Pair<'a> = (Option<&'a Object>, Option<&'a Object>);

struct Nodes<'a> {
    /// In the order of the documents.
    pairs: Vec<Pair<'a>>,
}

impl<'a> Nodes<'a> {
    fn of(from: &'a Schema, to: &'a Schema) -> Self {
        let (mut a, mut b) = (from.objects.iter().peekable(), to.objects.iter().peekable());
        let mut pairs = Vec::with_capacity(from.objects.len());
        loop {
            let order = match (a.peek(), b.peek()) {
                (None, None) => break,
                (Some(_), None) => std::cmp::Ordering::Less,
                (None, Some(_)) => std::cmp::Ordering::Greater,
                (Some(x), Some(y)) => (x.kind, &x.display).cmp(&(y.kind, &y.display)),
            };
            let left = order.is_le().then(|| a.next()).flatten();
            let right = order.is_ge().then(|| b.next()).flatten();
            pairs.push((left, right));
        }
        Nodes { pairs }
    }

    fn is_changed(&self, i: usize) -> bool {
        match self.pairs[i] {
            (Some(a), Some(b)) => {
                a.on != b.on
                    || a.columns != b.columns
                    || a.depends != b.depends
                    || !same(&a.attributes, &b.attributes)
            }
            _ => true,
        }
    }

    /// The object on one or both sides.
    fn sides(&self, i: usize) -> impl Iterator<Item = &'a Object> {
        let (a, b) = self.pairs[i];
        a.into_iter().chain(b)
    }

    fn any(&self, i: usize) -> &'a Object {
        self.sides(i).next().expect("a pair has a side")
    }
}

/// Whether the attributes are the same, but for an owner that one side leaves open.
fn same(a: &Attributes, b: &Attributes) -> bool {
    let open = a.get("owner").is_none() || b.get("owner").is_none();
    let counts = |(name, _): &(&str, &serde_json::Value)| !(open && *name == "owner");
    a.iter().filter(counts).eq(b.iter().filter(counts))
}

struct Graph {
    /// For each node those that need it, hang on it or belong to it.
    followers: Vec<Vec<u32>>,
    /// And those that it needs, hangs on or belongs to.
    leaders: Vec<Vec<u32>>,
    /// Of the followers those that hang on it or belong to it.
    hanging: Vec<Vec<u32>>,
    /// The tables that it inherits from and those that inherit from it, what it is attached to and what
    /// is attached to it: what changes one may change the others.
    family: Vec<Vec<u32>>,
    kept: Vec<bool>,
}

impl Graph {
    fn of(nodes: &Nodes) -> Self {
        let count = nodes.pairs.len();
        let mut graph = Graph {
            followers: vec![Vec::new(); count],
            leaders: vec![Vec::new(); count],
            hanging: vec![Vec::new(); count],
            family: vec![Vec::new(); count],
            kept: (0..count).map(|i| is_always_kept(nodes.any(i))).collect(),
        };
        let places = Places::of(nodes);
        for i in 0..count {
            for object in nodes.sides(i) {
                graph.link(nodes, &places, i, object);
            }
        }
        graph
    }

    fn link(&mut self, nodes: &Nodes, places: &Places, i: usize, object: &Object) {
        let needed = object.depends.iter().filter_map(|id| places.of_id(id));
        for parent in object.inherited() {
            if let Some(place) = places.carrier(&render::display(&parent)) {
                self.family[i].push(place);
                self.family[place as usize].push(i as u32);
            }
        }
        // A partition's constraint or index is a part of that of the table above.
        if object.text("attached_to").is_some() {
            for place in object.depends.iter().filter_map(|id| places.of_id(id)) {
                if nodes.any(place as usize).kind == object.kind {
                    self.family[i].push(place);
                    self.family[place as usize].push(i as u32);
                }
            }
        }
        let owner = object.text("owned_by").map(render::display);
        let owner = owner.and_then(|column| places.of_column(&column));
        let carrier = object.on.as_deref().and_then(|on| places.carrier(on));
        for place in owner.into_iter().chain(carrier) {
            self.hanging[place as usize].push(i as u32);
        }
        self.leaders[i].extend(needed.chain(owner).chain(carrier));
        for place in &self.leaders[i] {
            self.followers[*place as usize].push(i as u32);
        }
    }

    /// These, all that need them, and so on.
    fn closure(&mut self, mut open: Vec<usize>) -> Vec<usize> {
        let mut seen = vec![false; self.kept.len()];
        open.iter().for_each(|i| seen[*i] = true);
        let mut all = Vec::new();
        while let Some(i) = open.pop() {
            all.push(i);
            for next in self.followers[i].iter().chain(&self.family[i]) {
                let next = *next as usize;
                if !std::mem::replace(&mut seen[next], true) {
                    open.push(next);
                }
            }
        }
        all
    }

    /// Keeps these, what they need, the family of that, and what hangs on or belongs to all of it.
    fn surround(&mut self, affected: Vec<usize>) {
        let mut near = vec![false; self.kept.len()];
        for i in affected {
            self.kept[i] = true;
            let mut open = self.leaders[i].clone();
            while let Some(i) = open.pop() {
                let i = i as usize;
                if !std::mem::replace(&mut near[i], true) {
                    self.kept[i] = true;
                    for hanging in &self.hanging[i] {
                        self.kept[*hanging as usize] = true;
                    }
                    open.extend(&self.family[i]);
                }
            }
        }
    }
}

/// What is few, and tables whose NOT NULL constraints have taken names of their own.
fn is_always_kept(object: &Object) -> bool {
    let named = |c: &crate::schema::Column| c.attributes.get("not_null_name").is_some();
    !MANY.contains(&object.kind) || object.columns.iter().any(named)
}

/// Where the objects are that ids and names speak of.
struct Places<'a> {
    ids: HashMap<(Kind, &'a str), u32>,
    carriers: HashMap<&'a str, u32>,
    kinds: HashMap<&'static str, Kind>,
}

impl<'a> Places<'a> {
    fn of(nodes: &Nodes<'a>) -> Self {
        let mut places = Places {
            ids: HashMap::with_capacity(nodes.pairs.len()),
            carriers: HashMap::new(),
            kinds: Kind::ALL
                .iter()
                .map(|kind| (kind.as_str(), *kind))
                .collect(),
        };
        for i in 0..nodes.pairs.len() {
            let object = nodes.any(i);
            places.ids.insert((object.kind, &object.display), i as u32);
            if !object.columns.is_empty() || is_carrier(object.kind) {
                places.carriers.insert(&object.display, i as u32);
            }
        }
        places
    }

    fn of_id(&self, id: &str) -> Option<u32> {
        if let Some(column) = id.strip_prefix("column ") {
            return self.of_column(column);
        }
        // A kind may be of several words.
        let spaces = id.match_indices(' ').map(|(at, _)| at);
        let mut splits = spaces.map(|at| (&id[..at], &id[at + 1..]));
        splits.find_map(|(kind, display)| {
            let kind = self.kinds.get(kind)?;
            self.ids.get(&(*kind, display)).copied()
        })
    }

    /// A column's own name is behind the last dot that is not within quotes.
    fn of_column(&self, display: &str) -> Option<u32> {
        let mut quoted = false;
        let dots = display.bytes().enumerate().filter(|(_, byte)| {
            quoted ^= *byte == b'"';
            *byte == b'.' && !quoted
        });
        let (at, _) = dots.last()?;
        self.carrier(&display[..at])
    }

    fn carrier(&self, display: &str) -> Option<u32> {
        self.carriers.get(display).copied()
    }
}

fn is_carrier(kind: Kind) -> bool {
    use Kind::*;
    matches!(
        kind,
        Table | ForeignTable | View | MaterializedView | Domain | CompositeType
    )
}
