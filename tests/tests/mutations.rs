//! Every kind of change by hand is seen, and named as it is: tests/mutations/*.toml says what `drift()` must return.

use migrate_tests::coverage::{lacking, of_document, Pair};
use migrate_tests::mutations::{mutations, Feature, Mutation};
use migrate_tests::*;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Mutex;

/// How many databases are at work at a time.
const WORKERS: usize = 2;
static T: Mutex<std::collections::BTreeMap<&'static str, f64>> =
    Mutex::new(std::collections::BTreeMap::new());
fn tick(n: &'static str, at: &mut std::time::Instant) {
    *T.lock().unwrap().entry(n).or_default() += at.elapsed().as_secs_f64();
    *at = std::time::Instant::now();
}

#[test]
fn every_change_is_seen_as_what_it_is() {
    let all = mutations();
    let cluster = Cluster::in_memory(&[("wal_level", "logical"), ("max_connections", "60")]);
    let origin = cluster.db("origin");
    let here = Here::of(&cluster);
    here.make_roles(&mut cluster.admin(), &all.list);
    let (next, seen) = (AtomicUsize::new(0), Mutex::default());
    let failures: Mutex<Vec<String>> = Mutex::default();
    let work = || {
        let mut admin = cluster.admin();
        while let Some(mutation) = all.list.get(next.fetch_add(1, Ordering::Relaxed)) {
            if here.can(mutation) {
                let mut at = std::time::Instant::now();
                let db = origin.twin(&mut admin);
                tick("00 create", &mut at);
                let failed = Trial { mutation, db: &db }.run(&seen).err();
                failures
                    .lock()
                    .unwrap()
                    .extend(failed.map(|got| report(mutation, &got)));
                at = std::time::Instant::now();
                remove(db, mutation, &mut admin);
                tick("99 drop", &mut at);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(work);
        }
    });
    for (k, v) in T.lock().unwrap().iter() {
        eprintln!("{v:8.2} {k}");
    }
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

/// What the server has.
struct Here {
    extensions: BTreeSet<String>,
    icu: bool,
}

impl Here {
    fn of(cluster: &Cluster) -> Self {
        let mut admin = cluster.admin();
        let extensions = admin.lines("select name from pg_available_extensions");
        let icu = "select exists (select from pg_collation where collname like '%-x-icu')";
        Here {
            extensions: extensions.lines().map(String::from).collect(),
            icu: admin.one(icu) == "t",
        }
    }

    fn can(&self, mutation: &Mutation) -> bool {
        let installed = |name| self.extensions.contains(name);
        let built = |feature| match feature {
            Feature::Icu => self.icu,
        };
        mutation.min_version <= major()
            && mutation.extension.as_ref().is_none_or(installed)
            && mutation.requires.is_none_or(built)
    }

    /// At once: two databases that make the same role at the same time would fail.
    fn make_roles(&self, admin: &mut Session, list: &[Mutation]) {
        let roles: BTreeSet<String> = list.iter().flat_map(Mutation::roles).collect();
        for statement in roles {
            admin.run(&statement);
        }
    }
}

/// A subscription would keep its database.
fn remove(db: Db, mutation: &Mutation, admin: &mut Session) {
    if mutation.kind == "subscription" || mutation.setup.contains("SUBSCRIPTION") {
        db.delete();
    } else {
        admin.run(&format!("drop database {} with (force)", db.name()));
    }
}

/// One change in a database of its own.
struct Trial<'a> {
    mutation: &'a Mutation,
    db: &'a Db<'a>,
}

impl Trial<'_> {
    /// Three sessions look: one that asked before the change, the one that made it, and one that comes afterwards.
    fn run(&self, seen: &Mutex<BTreeSet<Pair>>) -> Result<(), String> {
        let mut at = std::time::Instant::now();
        let mut watcher = self.db.connect();
        tick(r##"01 let mut watcher = self.db.connect();"##, &mut at);
        run(&mut watcher, &self.mutation.setup())?;
        tick(
            r##"02 run(&mut watcher, &self.mutation.setup())?;"##,
            &mut at,
        );
        run(&mut watcher, &[BASELINE])?;
        tick(r##"03 run(&mut watcher, &[BASELINE])?;"##, &mut at);
        same("before", &[], &drift(&mut watcher)?)?;
        tick(
            r##"04 same("before", &[], &drift(&mut watcher)?)?;"##,
            &mut at,
        );
        let expected = watcher.one("select migrate.expected()::text");
        tick(
            r##"05 let expected = watcher.one("select migrate.expected()::text""##,
            &mut at,
        );
        status("before", &mut watcher, false)?;
        tick(r##"06 status("before", &mut watcher, false)?;"##, &mut at);
        let mut hand = self.db.connect();
        tick(r##"07 let mut hand = self.db.connect();"##, &mut at);
        status("before, from another session", &mut hand, false)?;
        tick(
            r##"08 status("before, from another session", &mut hand, false)?;"##,
            &mut at,
        );
        run(&mut hand, &self.mutation.change())?;
        tick(r##"09 run(&mut hand, &self.mutation.change())?;"##, &mut at);

        let drifted = !self.mutation.expect.is_empty();
        tick(
            r##"10 let drifted = !self.mutation.expect.is_empty();"##,
            &mut at,
        );
        let asked = status("for who asked before", &mut watcher, drifted);
        tick(
            r##"11 let asked = status("for who asked before", &mut watcher, dri"##,
            &mut at,
        );
        same("", &self.mutation.expect, &drift(&mut watcher)?)?;
        tick(
            r##"12 same("", &self.mutation.expect, &drift(&mut watcher)?)?;"##,
            &mut at,
        );
        asked?;
        tick(r##"13 asked?;"##, &mut at);
        status("for who made the change", &mut hand, drifted)?;
        tick(
            r##"14 status("for who made the change", &mut hand, drifted)?;"##,
            &mut at,
        );
        status("for a new session", &mut self.db.connect(), drifted)?;
        tick(
            r##"15 status("for a new session", &mut self.db.connect(), drifted)"##,
            &mut at,
        );
        check(&mut watcher, drifted)?;
        tick(r##"16 check(&mut watcher, drifted)?;"##, &mut at);
        let live = watcher.one("select migrate.live()::text");
        tick(
            r##"17 let live = watcher.one("select migrate.live()::text");"##,
            &mut at,
        );
        let mut seen = seen.lock().unwrap();
        tick(r##"18 let mut seen = seen.lock().unwrap();"##, &mut at);
        seen.extend(of_document(&expected));
        tick(r##"19 seen.extend(of_document(&expected));"##, &mut at);
        seen.extend(of_document(&live));
        tick(r##"20 seen.extend(of_document(&live));"##, &mut at);
        Ok(())
    }
}

const BASELINE: &str = r#"select from migrate.baseline('[{"name":"1","sql":""}]')"#;

/// Each statement by itself, as a person would.
fn run(session: &mut Session, statements: &[&str]) -> Result<(), String> {
    for statement in statements {
        session
            .try_run(statement)
            .map_err(|error| format!("{error}\nin: {statement}"))?;
    }
    Ok(())
}

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

fn same(when: &str, expected: &[Row], got: &[Row]) -> Result<(), String> {
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
        false => Err(format!("drift {when}: {}", shown(got))),
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
    let Mutation {
        kind,
        attribute,
        file,
        change,
        expect,
        ..
    } = mutation;
    format!(
        "{kind}, {attribute} ({file}): {change}\n  expected: {}\n  got:      {got}",
        shown(expect)
    )
}
