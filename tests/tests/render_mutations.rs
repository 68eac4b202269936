//! Every change by hand of tests/mutations/*.toml, undone and made again by the statements that `migrate_core::render` gives.

use migrate_core::render;
use migrate_core::schema::Schema;
use migrate_tests::mutations::{mutations, Feature, Mutation};
use migrate_tests::rebuild::{schema, script};
use migrate_tests::*;
use std::collections::BTreeSet;

#[test]
fn every_change_is_undone_and_made_again() {
    let cluster = Cluster::in_memory(&[("wal_level", "logical"), ("max_connections", "60")]);
    let all = mutations().list;
    let roles: BTreeSet<String> = all.iter().flat_map(Mutation::shared).collect();
    let mut admin = cluster.admin();
    for statement in roles {
        admin.run(&statement);
    }
    let available = admin.lines("select name from pg_available_extensions");
    let icu = "select exists (select from pg_collation where collname like '%-x-icu')";
    let icu = admin.one(icu) == "t";
    let can = |mutation: &&Mutation| {
        mutation.min_version <= major()
            && (mutation.extension.as_ref()).is_none_or(|e| available.lines().any(|a| a == e))
            && !mutation.change.contains("pg_seclabel")
            && !mutation.change.contains("ALTER EXTENSION pg_trgm ADD")
            && mutation.requires.is_none_or(|Feature::Icu| icu)
    };
    let chosen = std::env::var("MIGRATE_KINDS").unwrap_or_default();
    let (mut failures, mut count) = (Vec::new(), 0);
    for mutation in all.iter().filter(can) {
        if !chosen.is_empty() && !chosen.split(',').any(|kind| kind == mutation.kind) {
            continue;
        }
        let db = cluster.db("change");
        count += 1;
        if let Err(error) = there_and_back(mutation, &db) {
            let Mutation {
                kind,
                attribute,
                setup,
                change,
                ..
            } = mutation;
            failures.push(format!(
                "{kind}, {attribute}: {setup}\n  then: {change}\n{error}"
            ));
        }
        db.delete();
    }
    assert!(
        failures.is_empty(),
        "{} of {count} fail:\n\n{}",
        failures.len(),
        failures.join("\n\n")
    );
}

fn there_and_back(mutation: &Mutation, db: &Db) -> Result<(), String> {
    let mut session = db.connect();
    run(&mut session, &mutation.setup())?;
    let before = session.live();
    run(&mut session, &mutation.change())?;
    let after = session.live();
    lead(&mut session, &before, mutation, true)?;
    lead(&mut session, &after, mutation, false)
}

/// By the statements that lead from what there is to a document. What was renamed gets its new name first.
fn lead(
    session: &mut Session,
    document: &str,
    mutation: &Mutation,
    back: bool,
) -> Result<(), String> {
    let (now, to) = (schema(&session.live()), schema(document));
    session.run("set check_function_bodies = off");
    let renames = renames(mutation, &now, &to, back);
    run(
        session,
        &renames.iter().map(String::as_str).collect::<Vec<_>>(),
    )?;
    let statements = script(&schema(&session.live()), &to);
    if std::env::var_os("SHOW").is_some() {
        println!(
            "-- {} {}: {}\n{}\n",
            mutation.kind,
            mutation.attribute,
            if back {
                "back"
            } else {
                mutation.change.as_str()
            },
            [renames.as_slice(), &statements].concat().join(";\n")
        );
    }
    let context = || {
        format!(
            "by:\n{}",
            [renames.as_slice(), &statements].concat().join(";\n")
        )
    };
    if !renames.is_empty() && !statements.is_empty() {
        return Err(format!("more than new names, {}", context()));
    }
    run(
        session,
        &statements.iter().map(String::as_str).collect::<Vec<_>>(),
    )
    .map_err(|error| format!("{error}\n{}", context()))?;
    match differences(document, &session.live()) {
        none if none.is_empty() => Ok(()),
        some => Err(format!("{some}\n{}", context())),
    }
}

fn renames(mutation: &Mutation, now: &Schema, to: &Schema, back: bool) -> Vec<String> {
    let rows = mutation.expect.iter().filter(|row| row[2] == "renamed");
    let pairs = rows.map(|[kind, old, _, new]| {
        if back {
            (kind, new, old)
        } else {
            (kind, old, new)
        }
    });
    pairs
        .filter_map(|(kind, old, new)| {
            let find = |schema: &Schema, display: &str| {
                let id = format!("{kind} {display}");
                schema.objects.iter().find(|o| o.id() == id).cloned()
            };
            match (find(now, old), find(to, new)) {
                (Some(from), Some(to)) => render::rename(&from, &to),
                _ => None,
            }
        })
        .flatten()
        .collect()
}

fn run(session: &mut Session, statements: &[&str]) -> Result<(), String> {
    for statement in statements {
        session
            .try_run(statement)
            .map_err(|error| format!("{error}\nin: {statement}"))?;
    }
    Ok(())
}
