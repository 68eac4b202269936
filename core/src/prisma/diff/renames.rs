//! The order in which indexes are renamed: none to a name that another one still has.

use super::step::{Change, Way};
use crate::prisma::model::{Index, Table};

type Rename<'a> = (&'a Table, &'a Index, &'a Index);

pub fn changes(renames: Vec<Rename<'_>>) -> Vec<Change<'_>> {
    let mut left: Vec<(Rename<'_>, Way)> = (renames.into_iter())
        .map(|rename| (rename, Way::Direct))
        .collect();
    let mut list = Vec::new();
    while !left.is_empty() {
        match (0..left.len()).find(|at| is_free(&left, *at)) {
            Some(at) => {
                let ((table, from, to), way) = left.remove(at);
                list.push(change(table, from, to, way));
            }
            None => {
                let ((table, from, to), way) = &mut left[0];
                *way = Way::Back;
                list.push(change(table, from, to, Way::Aside));
            }
        }
    }
    list
}

fn change<'a>(table: &'a Table, from: &'a Index, to: &'a Index, way: Way) -> Change<'a> {
    Change::RenameIndex {
        table,
        from,
        to,
        way,
    }
}

fn is_free(left: &[(Rename<'_>, Way)], at: usize) -> bool {
    let Some(((table, _, to), _)) = left.get(at) else {
        return false;
    };
    !left.iter().any(|((other, from, _), way)| {
        *way == Way::Direct && other.namespace == table.namespace && from.name == to.name
    })
}
