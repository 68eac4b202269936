//! In which order things are done.

use super::drops;
use super::fate::Fates;
use super::loosen;
use crate::render;
use crate::schema::{Kind, Object};
use std::collections::{BTreeSet, HashMap};

/// Something to do. Objects that are there are meant by their place in the schema that is there, those
/// to be by their place in the other one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Task {
    /// Lets go of what goes away for a while.
    Loosen(usize),
    Drop(usize),
    /// Creates a type of which nothing is known yet.
    Shell(usize),
    /// Creates or changes.
    Make(usize),
    /// Lets a table have the rows of one that is there.
    Copy(usize),
}

/// All tasks, each after those that it waits for.
pub fn order(fates: &Fates) -> Vec<Task> {
    let mut graph = Graph::default();
    let carriers = drops::carriers(fates);
    for i in 0..fates.dropped.len() {
        graph.add_from(fates, &carriers, i);
    }
    for t in 0..fates.back.len() {
        graph.add_to(fates, t);
    }
    graph.link_from(fates, &carriers);
    graph.link_to(fates);
    graph.link_names(fates, &carriers);
    graph.link_copies(fates, &carriers);
    graph.link_privileges(fates);
    graph.link_unlogged(fates);
    graph.sorted(fates)
}

#[derive(Default)]
struct Graph {
    /// With the number of tasks that each waits for.
    waits: HashMap<Task, usize>,
    followers: HashMap<Task, BTreeSet<Task>>,
}

impl Graph {
    fn add_from(&mut self, fates: &Fates, carriers: &[Option<usize>], i: usize) {
        if drops::is_explicit(fates, carriers, i) {
            self.waits.insert(Task::Drop(i), 0);
        }
        if fates.loose[i].is_some() {
            self.waits.insert(Task::Loosen(i), 0);
        }
    }

    fn add_to(&mut self, fates: &Fates, t: usize) {
        let kept = fates.back[t].filter(|i| !fates.dropped[*i]);
        if kept.is_none_or(|i| fates.is_changed(i)) {
            self.waits.insert(Task::Make(t), 0);
        }
        let object = &fates.to.schema.objects[t];
        self.add_copy(fates, t);
        let there = fates.from.schema.find(Kind::ShellType, &object.display);
        if kept.is_none() && there.is_none() && render::shell(object).is_some() {
            self.waits.insert(Task::Shell(t), 0);
            self.before(Task::Shell(t), Task::Make(t));
        }
    }

    /// The rows move when there are partitions for them, and before their old table goes.
    fn add_copy(&mut self, fates: &Fates, t: usize) {
        let heirs = fates.heirs.iter().filter(|(_, heir)| **heir == t);
        for (i, _) in heirs {
            self.waits.insert(Task::Copy(*i), 0);
        }
    }

    fn link_copies(&mut self, fates: &Fates, carriers: &[Option<usize>]) {
        for (i, t) in &fates.heirs {
            let heir = &fates.to.schema.objects[*t];
            self.before(Task::Make(*t), Task::Copy(*i));
            for partition in fates.context.descendants(heir) {
                let place = fates.to.schema.position(partition.kind, &partition.display);
                if let Some(p) = place.filter(|p| fates.back[*p].is_none()) {
                    self.before(Task::Make(p), Task::Copy(*i));
                }
            }
            self.before(Task::Copy(*i), Task::Drop(root(carriers, *i)));
            for j in 0..fates.dropped.len() {
                if fates.source(j).kind == Kind::Table && fates.saved_by(j) == Some(*i) {
                    self.before(Task::Copy(*i), Task::Drop(j));
                }
            }
        }
    }

    /// One task before another one, if both are to be done.
    fn before(&mut self, first: Task, then: Task) {
        if first == then || !self.waits.contains_key(&first) {
            return;
        }
        let Some(count) = self.waits.get_mut(&then) else {
            return;
        };
        if self.followers.entry(first).or_default().insert(then) {
            *count += 1;
        }
    }

    /// What lets go of something or goes does so before what it needs goes or changes.
    fn link_from(&mut self, fates: &Fates, carriers: &[Option<usize>]) {
        let drop_of = |i: usize| Task::Drop(root(carriers, i));
        for i in 0..fates.dropped.len() {
            let owner = fates.from.owner_column(fates.source(i)).map(|(t, _)| t);
            let needs = fates.from.needs(i).iter().map(|need| need.object);
            for needed in needs {
                if loosen::has_let_go(fates, i, needed) && fates.dropped[i] {
                    self.before(Task::Loosen(i), drop_of(needed));
                } else if fates.dropped[i] {
                    self.before(drop_of(i), drop_of(needed));
                    if !fates.dropped[needed] {
                        self.before(drop_of(i), Task::Loosen(needed));
                    }
                    self.link_altered(fates, drop_of(i), i, needed);
                } else if fates.dropped[needed] {
                    self.before(self.letting_go(fates, i, needed), drop_of(needed));
                }
            }
            self.link_detached(fates, i);
            if let (Some(table), Some(t), false) = (owner, fates.forth[i], fates.dropped[i]) {
                self.before(Task::Make(t), drop_of(table));
                self.before(Task::Make(t), Task::Loosen(table));
                if let Some(table) = fates.forth[table] {
                    self.before(Task::Make(t), Task::Make(table));
                }
            }
            if let (Some(t), true) = (fates.forth[i], fates.dropped[i]) {
                self.before(drop_of(i), Task::Make(t));
            }
            if let Some(t) = fates.forth[i] {
                self.before(Task::Loosen(i), Task::Make(t));
            }
        }
    }

    /// What goes does so before what it needs is altered. What is attached can go only when its table
    /// is no partition any more.
    fn link_altered(&mut self, fates: &Fates, drop: Task, i: usize, needed: usize) {
        let (Some(t), false) = (fates.forth[needed], fates.dropped[needed]) else {
            return;
        };
        let (object, table) = (fates.source(i), fates.source(needed));
        let to = &fates.to.schema.objects[t];
        let leaves = object.text("attached_to").is_some() && table.inherited() != to.inherited();
        match table.kind {
            Kind::Sequence | Kind::Schema | Kind::Extension => {}
            Kind::Enum | Kind::Domain | Kind::Function => {}
            _ if leaves => self.before(Task::Make(t), drop),
            _ => self.before(drop, Task::Make(t)),
        }
    }

    /// A table that leaves its parent does so before the parent changes.
    fn link_detached(&mut self, fates: &Fates, i: usize) {
        let (from, Some(t)) = (fates.source(i), fates.forth[i]) else {
            return;
        };
        let kept = fates.to.schema.objects[t].inherited();
        for parent in from.inherited().iter().filter(|p| !kept.contains(p)) {
            let parent = fates
                .to
                .schema
                .position(Kind::Table, &render::display(parent));
            if let Some(parent) = parent {
                self.before(Task::Make(t), Task::Make(parent));
            }
        }
    }

    /// The task by which what stays lets go of what it needs.
    fn letting_go(&self, fates: &Fates, i: usize, needed: usize) -> Task {
        match fates.forth[i] {
            Some(t) if !fates.again[needed] && !loosen::has_let_go(fates, i, needed) => {
                Task::Make(t)
            }
            _ => Task::Loosen(i),
        }
    }

    fn link_to(&mut self, fates: &Fates) {
        for t in 0..fates.back.len() {
            for need in fates.to.needs(t) {
                self.before(Task::Make(need.object), Task::Make(t));
                if fates.to.schema.objects[need.object].kind == Kind::Schema {
                    self.before(Task::Make(need.object), Task::Shell(t));
                }
            }
            let object = &fates.to.schema.objects[t];
            for needed in object
                .depends
                .iter()
                .filter(|_| object.kind == Kind::Function)
            {
                let types = fates.to.types(t).iter();
                let shell = types
                    .copied()
                    .find(|s| fates.to.schema.objects[*s].id() == *needed);
                if let Some(shell) = shell {
                    self.before(Task::Shell(shell), Task::Make(t));
                }
            }
        }
    }

    /// What takes a name waits until it is free.
    fn link_names(&mut self, fates: &Fates, carriers: &[Option<usize>]) {
        let mut taken: HashMap<(&str, String), Vec<usize>> = HashMap::new();
        for i in (0..fates.dropped.len()).filter(|i| fates.dropped[*i]) {
            for key in names(fates.source(i)) {
                taken.entry(key).or_default().push(root(carriers, i));
            }
        }
        for (t, object) in fates.to.schema.objects.iter().enumerate() {
            for i in names(object)
                .iter()
                .filter_map(|key| taken.get(key))
                .flatten()
            {
                self.before(Task::Drop(*i), Task::Make(t));
                self.before(Task::Drop(*i), Task::Shell(t));
            }
        }
    }

    /// What is created before default privileges gets none from them.
    fn link_privileges(&mut self, fates: &Fates) {
        let objects = &fates.to.schema.objects;
        let is_default = |t: &usize| objects[*t].kind == Kind::DefaultPrivileges;
        for default in (0..objects.len()).filter(is_default) {
            for t in (0..objects.len()).filter(|t| !is_default(t)) {
                self.before(Task::Make(t), Task::Make(default));
            }
        }
    }

    /// What is logged refers to nothing that is not, at any time.
    fn link_unlogged(&mut self, fates: &Fates) {
        for key in (0..fates.dropped.len()).filter(|i| !fates.dropped[*i]) {
            let Some(other) = drops::referenced(fates, key) else {
                continue;
            };
            let table = fates.from.carrier(fates.source(key));
            let ends = [table, Some(other)].map(|i| fates.forth[i?]);
            let [Some(table), Some(other)] = ends else {
                continue;
            };
            let unlogged = fates.to.schema.objects[table].attributes.get("unlogged");
            match unlogged {
                Some(_) => self.before(Task::Make(table), Task::Make(other)),
                None => self.before(Task::Make(other), Task::Make(table)),
            }
        }
    }

    /// The first that can be done, first; in a circle the first one goes ahead.
    fn sorted(mut self, fates: &Fates) -> Vec<Task> {
        let count = fates.dropped.len();
        let key = |task: &Task| match *task {
            Task::Copy(i) => (6, i),
            Task::Make(t) if is_computed(fates, t) => (4, t),
            Task::Loosen(i) => (0, i),
            Task::Drop(i) => (1, count - i),
            Task::Shell(t) => (2, t),
            Task::Make(t) => (3, t),
        };
        let mut left: BTreeSet<_> = self.waits.keys().map(|t| (key(t), *t)).collect();
        let mut ready: BTreeSet<_> = left
            .iter()
            .filter(|t| self.waits[&t.1] == 0)
            .copied()
            .collect();
        let mut list = Vec::with_capacity(left.len());
        while let Some(next) = ready.pop_first().or_else(|| left.first().copied()) {
            if !left.remove(&next) {
                continue;
            }
            list.push(next.1);
            for follower in self.followers.remove(&next.1).unwrap_or_default() {
                let count = self.waits.get_mut(&follower).expect("it is a task");
                *count -= 1;
                if *count == 0 {
                    ready.insert((key(&follower), follower));
                }
            }
        }
        list
    }
}

/// Whether functions are run to create an object, whose own needs are in no catalog.
fn is_computed(fates: &Fates, t: usize) -> bool {
    let objects = &fates.to.schema.objects;
    let mut needs = fates
        .to
        .needs(t)
        .iter()
        .map(|need| objects[need.object].kind);
    let evaluated = [Kind::MaterializedView, Kind::Constraint, Kind::Index];
    evaluated.contains(&objects[t].kind) && needs.any(|kind| kind == Kind::Function)
}

/// The object whose statement drops another one.
fn root(carriers: &[Option<usize>], mut i: usize) -> usize {
    while let Some(carrier) = carriers[i] {
        i = carrier;
    }
    i
}

/// The names that an object takes, among all that share them.
fn names(object: &Object) -> Vec<(&'static str, String)> {
    use Kind::*;
    let own = object.display.clone();
    match object.kind {
        Table | ForeignTable | View | MaterializedView | CompositeType => {
            vec![("relation", own.clone()), ("type", own)]
        }
        Sequence | Index => vec![("relation", own)],
        Constraint => index_name(object)
            .map(|name| ("relation", name))
            .into_iter()
            .collect(),
        Enum | Domain | RangeType | BaseType => vec![("type", own)],
        Function | Procedure | Aggregate => vec![("routine", routine(object))],
        _ => Vec::new(),
    }
}

/// The display of the index behind a constraint.
fn index_name(constraint: &Object) -> Option<String> {
    let indexed = ["primary key", "unique", "exclusion"];
    let kind = constraint.text("type")?;
    let table = render::quote::parts(constraint.on.as_deref()?)?;
    let schema = (table.len() > 1).then(|| table[0].as_str());
    let name = constraint.name.as_deref()?;
    indexed
        .contains(&kind)
        .then(|| crate::schema::name::display(schema, name, None, None))
}

/// Without its arguments: a call may not tell one that goes from one that comes.
fn routine(routine: &Object) -> String {
    let name = routine.name.as_deref().unwrap_or_default();
    crate::schema::name::display(routine.schema.as_deref(), name, None, None)
}
