//! What becomes of the objects that are there: which of them have to go, some to be created again,
//! and which have to let go of something for the time in between.

use super::columns::{self, Column as Lost};
use super::needs::{Need, Needs};
use super::renames::{Originals, Renaming};
use super::{labels, loosen, same, view};
use crate::render::{self, Context};
use crate::schema::{Kind, Object, Schema};
use std::collections::HashMap;

/// Both schemas, and the decisions.
pub struct Fates<'a> {
    pub from: Needs<'a>,
    pub to: Needs<'a>,
    pub context: Context<'a>,
    /// For each object that is there the one to be, and the other way round.
    pub forth: Vec<Option<usize>>,
    pub back: Vec<Option<usize>>,
    /// What is there again afterwards, as itself or as a routine of the same name with other arguments:
    /// what uses it has to do without it for a while.
    pub again: Vec<bool>,
    /// What is dropped, be it created again or not.
    pub dropped: Vec<bool>,
    /// What an object is like in between, where it has to let go of something.
    pub loose: Vec<Option<Object>>,
    /// The columns that lose what hangs on them.
    lost: Vec<Vec<Lost>>,
    /// The table to be that takes over the rows of one that is dropped.
    pub heirs: HashMap<usize, usize>,
    /// What has got another name before.
    pub originals: Originals,
}

impl<'a> Fates<'a> {
    pub fn of(renaming: &'a Renaming, to: &'a Schema) -> Self {
        let from = &renaming.schema;
        let counterparts = |one: &Schema, other: &Schema| {
            let list = one.objects.iter();
            list.map(|o| other.position(o.kind, &o.display)).collect()
        };
        let count = from.objects.len();
        let mut fates = Fates {
            from: Needs::of(from),
            to: Needs::of(to),
            context: Context::between(from, to),
            forth: counterparts(from, to),
            back: counterparts(to, from),
            again: Vec::new(),
            dropped: vec![false; count],
            loose: vec![None; count],
            lost: vec![Vec::new(); count],
            heirs: heirs(from, to, &renaming.copies),
            originals: renaming.originals(),
        };
        fates.again = (0..count).map(|i| fates.comes_again(i)).collect();
        fates.decide();
        fates
    }

    pub fn source(&self, i: usize) -> &'a Object {
        &self.from.schema.objects[i]
    }

    /// The object to be that one that is there becomes.
    pub fn target(&self, i: usize) -> Option<&'a Object> {
        self.forth[i].map(|to| &self.to.schema.objects[to])
    }

    /// What is there when the drops are done.
    pub fn current(&self, i: usize) -> &Object {
        self.loose[i].as_ref().unwrap_or(self.source(i))
    }

    /// The table by whose copy the rows of one that is dropped are saved.
    pub fn saved_by(&self, table: usize) -> Option<usize> {
        let parent = |i: &usize| {
            let parent = self.source(*i).text("partition_of").map(render::display);
            self.from.schema.position(Kind::Table, &parent?)
        };
        let mut all = std::iter::successors(Some(table), parent);
        all.find(|i| self.heirs.contains_key(i))
    }

    pub fn is_changed(&self, i: usize) -> bool {
        (self.target(i)).is_some_and(|to| !same::is_same(self.current(i), to))
    }

    fn comes_again(&self, i: usize) -> bool {
        let old = self.source(i);
        let is_new = |t: &usize| self.back[*t].is_none();
        self.forth[i].is_some()
            || is_routine(old.kind) && {
                let mut new = (0..self.back.len()).filter(is_new);
                new.any(|t| is_overload(old, &self.to.schema.objects[t]))
            }
    }

    /// Until nothing follows from anything any more.
    fn decide(&mut self) {
        for i in 0..self.forth.len() {
            self.dropped[i] = match self.target(i) {
                None => true,
                Some(to) => !self.can_be_altered(i, to),
            };
            self.lost[i] = self.lost_columns(i);
        }
        let mut settled = false;
        while !settled {
            settled = true;
            for i in 0..self.forth.len() {
                if self.dropped[i] {
                    continue;
                }
                if self.must_go(i) {
                    self.dropped[i] = true;
                    settled = false;
                } else if let Some(loose) = loosen::loosened(self, i) {
                    self.loose[i] = Some(loose);
                    self.lost[i] = self.lost_columns(i);
                    settled = false;
                }
            }
        }
        for i in 0..self.forth.len() {
            if self.dropped[i] {
                let saved = self.saved_by(i).is_some();
                self.loose[i] = saved.then(|| loosen::before_copy(self, i)).flatten();
            }
        }
    }

    fn can_be_altered(&self, i: usize, to: &Object) -> bool {
        let from = self.source(i);
        same::is_same(from, to)
            || render::is_in_place(from, to, &self.context)
                && view::keeps_columns(from, to)
                && labels::can_stay(from, to, self.to.schema)
    }

    fn lost_columns(&self, i: usize) -> Vec<Lost> {
        match self.target(i) {
            Some(to) => columns::lost(self.source(i), self.current(i), to, self.context.server()),
            None => Vec::new(),
        }
    }

    /// The columns of an object that lose what hangs on them.
    pub fn lost(&self, i: usize) -> &[Lost] {
        &self.lost[i]
    }

    /// Whether something that is to stay has to be dropped and created again.
    fn must_go(&self, i: usize) -> bool {
        let object = self.source(i);
        if matches!(object.kind, Kind::Table | Kind::ForeignTable) {
            return false;
        }
        self.hangs_on_dropped(i)
            || self.from.needs(i).iter().any(|need| self.breaks(i, need))
            || self.uses_lost_column(i)
            || self.follows_attached(i)
            || self.is_part_of_dropped(i)
    }

    fn hangs_on_dropped(&self, i: usize) -> bool {
        let on = self.from.carrier(self.source(i));
        on.is_some_and(|on| self.dropped[on])
    }

    /// Whether an object cannot stay when what it needs goes or changes.
    fn breaks(&self, i: usize, need: &Need) -> bool {
        let (object, needed) = (self.source(i), self.source(need.object));
        if self.dropped[need.object] {
            // What does not need it any more is changed before it goes.
            let lets_go = !self.again[need.object] && self.is_changed(i);
            let eased = loosen::can_be_eased(object, needed) || needed.kind == Kind::Schema;
            return !(lets_go || eased);
        }
        if object.kind == Kind::Publication && self.becomes_unlogged(need.object) {
            return true;
        }
        let Some(column) = need.column else {
            return false;
        };
        let lost = self.lost[need.object].iter().find(|l| l.name == column);
        lost.is_some_and(|lost| lost.breaks(object))
    }

    fn becomes_unlogged(&self, i: usize) -> bool {
        let is = |o: &Object| o.attributes.get("unlogged").is_some();
        !is(self.source(i)) && self.target(i).is_some_and(is)
    }

    /// What hangs on a table names its columns in texts only.
    fn uses_lost_column(&self, i: usize) -> bool {
        let object = self.source(i);
        let Some(on) = self.from.carrier(object) else {
            return false;
        };
        let mut lost = self.lost[on].iter();
        lost.any(|lost| lost.breaks(object) && columns::mentions(object, &lost.name))
    }

    /// An index or a constraint goes with its partitions', which cannot go without it while they are
    /// partitions.
    fn follows_attached(&self, i: usize) -> bool {
        let attached = self.from.attached(i).iter();
        let mut gone = attached.copied().filter(|j| self.dropped[*j]);
        gone.any(|j| self.forth[j].is_some() || self.stays_partition(j))
    }

    fn stays_partition(&self, i: usize) -> bool {
        let Some(on) = self.from.carrier(self.source(i)) else {
            return false;
        };
        let parent = |o: &'_ Object| o.text("partition_of").map(String::from);
        let to = self.target(on).filter(|_| !self.dropped[on]);
        to.is_some_and(|to| parent(to) == parent(self.source(on)))
    }

    /// The functions that a type needs and that need it go with it.
    pub fn is_part_of_dropped(&self, i: usize) -> bool {
        self.from.types(i).iter().any(|j| self.dropped[*j])
    }
}

fn is_routine(kind: Kind) -> bool {
    matches!(kind, Kind::Function | Kind::Procedure | Kind::Aggregate)
}

fn is_overload(one: &Object, other: &Object) -> bool {
    is_routine(other.kind) && one.schema == other.schema && one.name == other.name
}

fn heirs(from: &Schema, to: &Schema, copies: &[(String, String)]) -> HashMap<usize, usize> {
    let places = copies.iter().filter_map(|(old, new)| {
        let old = from.position(Kind::Table, old)?;
        Some((old, to.position(Kind::Table, new)?))
    });
    places.collect()
}
