//! Every change by hand of tests/mutations/*.toml, undone and made again by the statements that `migrate_core::render` gives.

use migrate_core::render;
use migrate_core::schema::Schema;
use migrate_tests::mutations::{mutations, Here, Mutation};
use migrate_tests::rebuild::{lead, run, schema};
use migrate_tests::*;

#[test]
fn every_change_is_undone_and_made_again() {
    let cluster = Cluster::in_memory(&[("wal_level", "logical"), ("max_connections", "60")]);
    let all = mutations().list;
    let mut admin = cluster.admin();
    let here = Here::of(&mut admin);
    here.make_shared(&mut admin, &all);
    let origin = cluster.db("origin");
    // No statement of a schema's own: labels need a provider, members of extensions are the extensions'.
    let foreign = |m: &Mutation| {
        ["pg_seclabel", "ALTER EXTENSION pg_trgm ADD"]
            .iter()
            .any(|part| m.change.contains(part))
    };
    let (mut failures, mut count) = (Vec::new(), 0);
    for mutation in all.iter().filter(|m| here.can(m) && !foreign(m)) {
        let db = origin.twin(&mut admin);
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
    let failed = failures.len();
    assert!(
        failed == 0,
        "{failed} of {count} fail:\n\n{}",
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

/// The statements for what the mutation renames.
fn renames(mutation: &Mutation, now: &Schema, to: &Schema, back: bool) -> Vec<String> {
    let find = |schema: &Schema, kind: &str, display: &str| {
        let id = format!("{kind} {display}");
        schema.objects.iter().find(|o| o.id() == id).cloned()
    };
    let rows = mutation.expect.iter().filter(|row| row[2] == "renamed");
    let pairs = rows.map(|[kind, old, _, new]| match back {
        true => (kind, new, old),
        false => (kind, old, new),
    });
    let both =
        pairs.filter_map(|(kind, old, new)| Some((find(now, kind, old)?, find(to, kind, new)?)));
    both.filter_map(|(from, to)| render::rename(&from, &to))
        .flatten()
        .collect()
}
