//! Every change by hand of tests/mutations/*.toml, undone and made again by the statements that `migrate_core::render` gives.

use migrate_core::render;
use migrate_core::schema::{Kind, Object, Schema};
use migrate_tests::mutations::{mutations, Here, Mutation};
use migrate_tests::rebuild::{lead, run, schema};
use migrate_tests::*;
use std::sync::Mutex;

/// What no plain statement leads to and back: a part of the change or an attribute that it changes, and why.
const LEFT_OUT: [(&str, &str); 6] = [
    ("pg_seclabel", "a label needs a provider"),
    ("ALTER EXTENSION pg_trgm ADD", "an extension has its members by its script"),
    ("ALTER EXTENSION pg_trgm UPDATE", "an extension's scripts lead to newer versions only"),
    ("UPDATE pg_index", "an index is invalid because a statement has failed"),
    ("column_order", "a new column is the last one, and a new table would lose the rows"),
    ("inherited", "what a table has of its own stays its own when it inherits, and a new table would lose the rows"),
];

fn is_left_out(mutation: &Mutation) -> bool {
    let changes =
        |name: &str| (mutation.expect.iter()).any(|row| row[3].split(',').any(|a| a == name));
    LEFT_OUT
        .iter()
        .any(|(what, _)| mutation.change.contains(what) || changes(what))
}

#[test]
fn every_change_is_undone_and_made_again() {
    let cluster = Cluster::in_memory(&[("wal_level", "logical"), ("max_connections", "60")]);
    let all = mutations().list;
    let mut admin = cluster.admin();
    let here = Here::of(&mut admin);
    here.make_shared(&mut admin, &all);
    let origin = cluster.db("origin");
    let failures: Mutex<Vec<String>> = Mutex::default();
    let can = |mutation: &&Mutation| here.can(mutation) && !is_left_out(mutation);
    let list: Vec<&Mutation> = all.iter().filter(can).collect();
    let work = |mutation: &&Mutation, admin: &mut Session| {
        let db = origin.twin(admin);
        if let Err(error) = there_and_back(mutation, &db) {
            failures
                .lock()
                .unwrap()
                .push(format!("{}: {error}", mutation.title()));
        }
        mutation.remove(db, admin);
    };
    parallel::each(&list, || cluster.admin(), work);
    let (failures, all) = (failures.into_inner().unwrap(), list.len());
    let failed = failures.len();
    assert!(
        failed == 0,
        "{failed} of {all} fail:\n\n{}",
        failures.join("\n\n")
    );
}

fn there_and_back(mutation: &Mutation, db: &Db) -> Result<(), String> {
    let mut session = db.connect();
    run(&mut session, &mutation.setup())?;
    let before = session.live();
    run(&mut session, &mutation.change())?;
    let after = session.live();
    for (document, back) in [(&before, true), (&after, false)] {
        let renames = renames(mutation, &schema(&session.live()), &schema(document), back);
        run(&mut session, &renames)?;
        let rest = lead(&mut session, document)?;
        if !renames.is_empty() && !rest.is_empty() {
            return Err(format!("more than new names: {renames:?} {rest:?}"));
        }
    }
    Ok(())
}

/// The statements for what the mutation renames: what hangs on a table before the table.
fn renames(mutation: &Mutation, now: &Schema, to: &Schema, back: bool) -> Vec<String> {
    let rows = mutation.expect.iter().filter(|row| row[2] == "renamed");
    let pairs = rows.rev().map(|[kind, old, _, new]| match back {
        true => (kind, new, old),
        false => (kind, old, new),
    });
    pairs
        .filter_map(|(kind, old, new)| match kind.as_str() {
            "column" => {
                let (table, from) = column(now, old)?;
                render::rename_column(table, from, column(to, new)?.1)
            }
            _ => render::rename(object(now, kind, old)?, object(to, kind, new)?),
        })
        .flatten()
        .collect()
}

fn object<'a>(schema: &'a Schema, kind: &str, display: &str) -> Option<&'a Object> {
    schema.find(Kind::parse(kind)?, display)
}

/// A column's table and name.
fn column<'a>(schema: &'a Schema, display: &str) -> Option<(&'a Object, &'a str)> {
    let all = schema
        .objects
        .iter()
        .flat_map(|o| o.columns.iter().map(move |c| (o, c.name.as_str())));
    { all }.find(|(o, name)| o.column_display(name) == display)
}
