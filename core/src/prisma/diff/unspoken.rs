//! What a database has and a schema file has no words for, most of it because the file does not ask
//! for the preview features that have them: it is left as it is.

use super::indexes::same_of_all_rows;
use crate::prisma::model::{Index, Model, Table};
use crate::prisma::psl::Ast;
use std::collections::HashMap;

/// Takes what `file` cannot speak of out of the comparison with `database`.
pub fn leave(ast: &Ast, file: &mut Model, database: &mut Model) {
    extensions(ast, database);
    let says_conditions = ast.has_preview_feature("partialIndexes");
    let name = |table: &Table| (table.namespace.clone(), table.name.clone());
    let tables = file.tables.iter().enumerate();
    let places: HashMap<_, usize> = tables.map(|(at, table)| (name(table), at)).collect();
    for there in &mut database.tables {
        let Some(at) = places.get(&name(there)) else {
            continue;
        };
        let spoken = &mut file.tables[*at];
        repeated(spoken, there);
        classes(spoken, there);
        if !says_conditions && there.indexes.iter().any(|i| i.predicate.is_some()) {
            partial_indexes(spoken, there);
        }
    }
}

/// Takes the extensions of a database out, if the file has no words for them.
pub fn extensions(ast: &Ast, database: &mut Model) {
    if !ast.has_preview_feature("postgresqlExtensions") {
        database.extensions.clear();
    }
}

/// Of unique indexes of one column that differ in their names only, the file needs one: `pull` writes
/// no more, as Prisma's does.
fn repeated(file: &Table, database: &mut Table) {
    let is_named = |index: &Index| file.indexes.iter().any(|i| i.name == index.name);
    let is_one = |index: &&Index| index.unique && index.columns.len() == 1 && is_named(index);
    let named: Vec<Index> = database.indexes.iter().filter(is_one).cloned().collect();
    let repeats = |index: &Index| named.iter().any(|first| first.is_like(index));
    (database.indexes).retain(|index| is_named(index) || !repeats(index));
}

/// Classes that Prisma does not see count where the file has some for the same columns.
fn classes(file: &Table, database: &mut Table) {
    let hides = |index: &&mut Index| index.hides_classes() && index.has_classes();
    let hiding = database.indexes.iter_mut().filter(hides);
    for index in hiding {
        let is_alike = |new: &&Index| new.method == index.method && names(new).eq(names(index));
        let mut alike = file.indexes.iter().filter(is_alike).peekable();
        if alike.peek().is_some() && !alike.any(Index::has_classes) {
            index.forget_classes();
        }
    }
}

/// An index of the file may be partial in the database. Partial ones that the file does not have
/// are taken into it, so that they stay when something under them changes; those of columns that
/// it does not have go with the columns.
fn partial_indexes(file: &mut Table, database: &mut Table) {
    let tables = [&*database, &*file];
    let same = |old: &Index, new: &Index| same_of_all_rows(tables, old, new);
    let meant: Vec<Index> = (file.indexes.iter())
        .map(|new| {
            let alike = || database.indexes.iter().filter(|old| same(old, new));
            let named = || database.indexes.iter().find(|old| old.name == new.name);
            let by_name = named().filter(|old| same(old, new));
            match by_name.or_else(|| alike().next()) {
                Some(old) if alike().all(|old| old.predicate.is_some()) => Index {
                    predicate: old.predicate.clone(),
                    ..new.clone()
                },
                Some(_) => new.clone(),
                None => named()
                    .filter(|old| stands_for(old, new))
                    .unwrap_or(new)
                    .clone(),
            }
        })
        .collect();
    let has_columns = |old: &Index| {
        let mut names = old.columns.iter().map(|c| &c.name);
        names.all(|name| file.columns.iter().any(|c| c.name == *name))
    };
    let is_known = |old: &Index| {
        let mut own = meant.iter();
        own.any(|new| new.predicate == old.predicate && same(old, new))
    };
    let (kept, gone): (Vec<_>, Vec<_>) = (database.indexes.iter())
        .filter(|old| old.predicate.is_some() && !is_known(old))
        .cloned()
        .partition(has_columns);
    file.indexes = [meant, kept].concat();
    database.indexes.retain(|index| !gone.contains(index));
}

/// Whether the file's index is only as near as the language comes to a partial one of that name:
/// one that is unique for some rows is none of `@@unique`.
fn stands_for(old: &Index, new: &Index) -> bool {
    old.predicate.is_some() && names(old).eq(names(new))
}

fn names(index: &Index) -> impl Iterator<Item = &String> {
    index.columns.iter().map(|column| &column.name)
}
