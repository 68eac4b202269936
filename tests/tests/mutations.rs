//! Every kind of change by hand is seen, and named as it is: tests/mutations/*.toml says what `drift()` must return.

use migrate_tests::coverage::{lacking, of_document, Pair};
use migrate_tests::mutations::{mutations, Here, Mutation};
use migrate_tests::rebuild::run;
use migrate_tests::*;
use std::collections::BTreeSet;
use std::sync::Mutex;

#[test]
fn every_change_is_seen_as_what_it_is() {
    let all = mutations();
    let cluster = Cluster::in_memory(&[("wal_level", "logical"), ("max_connections", "60")]);
    let origin = cluster.db("origin");
    let here = Here::of(&mut cluster.admin());
    here.make_shared(&mut cluster.admin(), &all.list);
    let seen = Mutex::default();
    let failures: Mutex<Vec<String>> = Mutex::default();
    let work = |mutation: &Mutation, admin: &mut Session| {
        if here.can(mutation) {
            let db = origin.twin(admin);
            let failed = Trial { mutation, db: &db }.run(&seen).err();
            let failed = failed.map(|got| report(mutation, &got));
            failures.lock().unwrap().extend(failed);
            mutation.remove(db, admin);
        }
    };
    parallel::each(&all.list, || cluster.admin(), work);
    let failures = failures.into_inner().unwrap();
    assert!(
        failures.is_empty(),
        "{} of {} fail:\n\n{}",
        failures.len(),
        all.list.len(),
        failures.join("\n\n")
    );
    let seen: BTreeSet<Pair> = seen.into_inner().unwrap();
    let lacking = lacking(&seen, &all);
    assert!(
        lacking.is_empty(),
        "no mutation of these attributes:\n{}",
        lacking.join("\n")
    );
}

/// One change in a database of its own.
struct Trial<'a> {
    mutation: &'a Mutation,
    db: &'a Db<'a>,
}

impl Trial<'_> {
    /// Two sessions look: one that asked before the change, and remembers the answer, and the one that makes it, which never asked.
    fn run(&self, seen: &Mutex<BTreeSet<Pair>>) -> Result<(), String> {
        let mut watcher = self.db.connect();
        run(&mut watcher, &self.mutation.setup())?;
        run(&mut watcher, &[BASELINE])?;
        same(&[], &drift(&mut watcher)?).map_err(|error| format!("before the change, {error}"))?;
        status("before the change", &mut watcher, false)?;
        let expected = watcher.one("select migrate.expected()::text");
        let mut hand = self.db.connect();
        run(&mut hand, &self.mutation.change())?;

        let drifted = !self.mutation.expect.is_empty();
        let remembered = status("for who asked before", &mut watcher, drifted);
        same(&self.mutation.expect, &drift(&mut watcher)?)?;
        remembered?;
        status("for who never asked", &mut hand, drifted)?;
        check(&mut watcher, drifted)?;
        let live = watcher.one("select migrate.live()::text");
        let mut seen = seen.lock().unwrap();
        seen.extend(of_document(&expected));
        seen.extend(of_document(&live));
        Ok(())
    }
}

const BASELINE: &str = r#"select from migrate.baseline('[{"name":"1","sql":""}]')"#;

type Row = [String; 4];

/// The drift, as mutations write it.
fn drift(session: &mut Session) -> Result<Vec<Row>, String> {
    let rows = session.try_rows(
        "select kind, object, change, case change when 'renamed' then substr(detail, 4) else coalesce(attributes, '') end
           from migrate.drift()",
    );
    let rows = rows.map_err(|error| error.to_string())?;
    Ok(rows
        .into_iter()
        .map(|row| row.try_into().expect("four columns"))
        .collect())
}

fn same(expected: &[Row], got: &[Row]) -> Result<(), String> {
    let sorted = |rows: &[Row]| {
        let mut rows = rows.to_vec();
        for row in rows.iter_mut().filter(|row| row[2] == "changed") {
            row[3].retain(|c| c != ' ');
        }
        rows.sort();
        rows
    };
    match sorted(expected) == sorted(got) {
        true => Ok(()),
        false => Err(format!("drift {}", shown(got))),
    }
}

/// Whether `status` says that the schema has drifted.
fn status(who: &str, session: &mut Session, drifted: bool) -> Result<(), String> {
    let sql = "select state from migrate.status() where name = '(schema)'";
    let states = session.try_rows(sql).map_err(|error| error.to_string())?;
    let expected: &[Vec<String>] = &[vec!["drifted".into()]];
    match states == expected[..usize::from(drifted)] {
        true => Ok(()),
        false => Err(format!("status() {who}: {states:?}")),
    }
}

fn check(session: &mut Session, drifted: bool) -> Result<(), String> {
    let result = session.try_run(r#"select migrate.check('[{"name":"1","sql":""}]')"#);
    let refused = |error: &Message| error.message.ends_with("the schema has drifted");
    match &result {
        Err(error) if drifted && refused(error) => Ok(()),
        Ok(()) if !drifted => Ok(()),
        _ => Err(format!("check(): {result:?}")),
    }
}

fn shown(rows: &[Row]) -> String {
    let rows: Vec<_> = rows.iter().map(|row| row.join(" | ")).collect();
    match rows.is_empty() {
        true => "nothing".to_owned(),
        false => rows.join("\n            "),
    }
}

fn report(mutation: &Mutation, got: &str) -> String {
    let expected = shown(&mutation.expect);
    format!(
        "{}\n  expected: {expected}\n  got:      {got}",
        mutation.title()
    )
}
