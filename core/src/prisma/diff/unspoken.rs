//! What a database has and a schema file has no words for, because it does not ask for the preview
//! features that have them: it is left as it is.

use super::indexes::same_of_all_rows;
use crate::prisma::model::{Index, Model, Table};
use crate::prisma::psl::Ast;

/// Takes what `file` cannot speak of out of the comparison with `database`.
pub fn leave(ast: &Ast, file: &mut Model, database: &mut Model) {
    if !ast.has_preview_feature("postgresqlExtensions") {
        database.extensions.clear();
    }
    let says_conditions = ast.has_preview_feature("partialIndexes");
    let is_special = |index: &Index| index.predicate.is_some() || index.has_classes();
    let has_special = |table: &&mut Table| table.indexes.iter().any(is_special);
    for there in database.tables.iter_mut().filter(has_special) {
        let is_it = |t: &&mut Table| (&t.namespace, &t.name) == (&there.namespace, &there.name);
        let Some(spoken) = file.tables.iter_mut().find(is_it) else {
            continue;
        };
        classes(spoken, there);
        if !says_conditions {
            partial_indexes(spoken, there);
        }
    }
}

/// Classes that Prisma does not see count where the file has some for the same columns.
fn classes(file: &Table, database: &mut Table) {
    let names =
        |index: &Index| -> Vec<_> { index.columns.iter().map(|c| c.name.clone()).collect() };
    let hiding = database.indexes.iter_mut().filter(|i| i.hides_classes());
    for index in hiding {
        let is_alike = |new: &&Index| new.method == index.method && names(new) == names(index);
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
    let predicates: Vec<Option<String>> = (file.indexes.iter())
        .map(|new| {
            let alike = || database.indexes.iter().filter(|old| same(old, new));
            let is_whole = alike().any(|old| old.predicate.is_none());
            let named = alike().find(|old| old.name == new.name);
            let own = named.or_else(|| alike().next()).filter(|_| !is_whole);
            own.and_then(|old| old.predicate.clone())
        })
        .collect();
    let has_columns = |old: &Index| {
        let mut names = old.columns.iter().map(|c| &c.name);
        names.all(|name| file.columns.iter().any(|c| c.name == *name))
    };
    let is_known = |old: &Index| {
        let mut own = file.indexes.iter().zip(&predicates);
        own.any(|(new, predicate)| *predicate == old.predicate && same(old, new))
    };
    let (kept, gone): (Vec<_>, Vec<_>) = (database.indexes.iter())
        .filter(|old| old.predicate.is_some() && !is_known(old))
        .cloned()
        .partition(has_columns);
    for (index, predicate) in file.indexes.iter_mut().zip(predicates) {
        index.predicate = predicate;
    }
    file.indexes.extend(kept);
    database.indexes.retain(|index| !gone.contains(index));
}
