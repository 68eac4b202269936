//! A session that deploys a thousand times does not grow.

use migrate_tests::*;
use std::collections::BTreeMap;

const KIB: i64 = 1024;

/// Bytes of the session's memory by context, and the process's own memory (without what it shares).
struct Memory {
    contexts: BTreeMap<String, i64>,
    process: i64,
}

impl Memory {
    fn of(session: &mut Session) -> Memory {
        let sql = "select name, sum(used_bytes)::bigint from pg_backend_memory_contexts group by 1";
        let row = |row: Vec<String>| (row[0].clone(), row[1].parse().unwrap());
        let contexts = session.rows(sql).into_iter().map(row).collect();
        let status = std::fs::read_to_string(format!("/proc/{}/status", session.pid())).unwrap();
        let line = status
            .lines()
            .find(|line| line.starts_with("RssAnon:"))
            .unwrap();
        let kib: i64 = line.split_whitespace().nth(1).unwrap().parse().unwrap();
        Memory {
            contexts,
            process: kib * KIB,
        }
    }

    fn total(&self) -> i64 {
        self.contexts.values().sum()
    }

    /// The contexts that have grown since, the worst first.
    fn growth(&self, later: &Memory) -> String {
        let mut grown: Vec<_> = later
            .contexts
            .iter()
            .map(|(name, bytes)| (bytes - self.contexts.get(name).unwrap_or(&0), name))
            .filter(|(more, _)| *more > 0)
            .collect();
        grown.sort_unstable_by(|a, b| b.cmp(a));
        grown
            .iter()
            .map(|(more, name)| format!("{name}: +{more}"))
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// Runs a thousand rounds in a new session: its memory after 200, and after all.
fn thousand(db: &Db, mut round: impl FnMut(&mut Session, usize)) -> (Memory, Memory) {
    let mut app = db.connect();
    let mut early = None;
    for n in 1..=1000 {
        round(&mut app, n);
        if n == 200 {
            early = Some(Memory::of(&mut app));
        }
    }
    (early.unwrap(), Memory::of(&mut app))
}

#[track_caller]
fn does_not_grow(db: &Db, round: impl FnMut(&mut Session, usize)) {
    let (early, late) = thousand(db, round);
    let more = late.total() - early.total();
    assert!(
        more <= 64 * KIB,
        "{more} bytes more in 800 rounds: {}",
        early.growth(&late)
    );
    let more = late.process - early.process;
    assert!(
        more <= 1024 * KIB,
        "the process has {more} bytes more after 800 rounds: {}",
        early.growth(&late)
    );
}

fn applied(db: &Db) -> Vec<(String, String)> {
    let all: Vec<_> = (1..=40)
        .map(|n| {
            (
                format!("{n:02}_t"),
                format!("create table t{n} (id int primary key, t text); create index on t{n} (t)"),
            )
        })
        .collect();
    db.connect().deploy(&bundle(&all)).unwrap();
    all
}

#[test]
fn a_thousand_deploys_with_nothing_to_do_and_looks_at_the_status() {
    let db = Db::new("memory");
    let all = bundle(&applied(&db));
    does_not_grow(&db, |app, _| {
        assert_eq!(app.deploy(&all).unwrap(), []);
        assert_eq!(app.status(&all).lines().count(), 40);
        app.one("select migrate.check()");
        app.notices();
    });
}

#[test]
fn a_thousand_looks_at_bundles_that_are_never_the_same() {
    let db = Db::new("memory");
    let all = applied(&db);
    does_not_grow(&db, |app, n| {
        let mut longer = all.clone();
        longer.push((
            format!("99_{n}"),
            format!("create table never_{n} (id int)"),
        ));
        assert!(app.status(&bundle(&longer)).ends_with("|pending"));
        app.error(&format!("select migrate.check($b${}$b$)", bundle(&longer)));
        let shorter = bundle(&all[..n % 40 + 1]);
        assert_eq!(
            app.deploy_with(&shorter, "allow_missing => true").unwrap(),
            []
        );
        app.notices();
    });
}

/// PostgreSQL's own cache grows with every table that a session creates: no more than that is allowed.
#[test]
fn a_thousand_dry_runs_grow_no_more_than_the_same_statements_by_themselves() {
    let db = Db::new("memory");
    let mut all = applied(&db);
    let x = "create table x (id int primary key, v text default 'x'); insert into x values (1); \
             create function f() returns int language sql as 'select 1'; select f()";
    let y = "set local search_path = ''; create temp table scratch (id int); alter table public.x add n int; \
             set local role pg_monitor; reset role; do $$ begin perform 1; end $$";
    all.push(("98_x".to_owned(), x.to_owned()));
    all.push(("99_y".to_owned(), y.to_owned()));
    let all = bundle(&all);
    let (early, late) = thousand(&db, |app, n| {
        for _ in 0..if n % 4 == 0 { 2 } else { 1 } {
            app.run(&format!(
                "begin; {x}; {y}; drop table pg_temp.scratch; rollback"
            ));
        }
    });
    let own = late.total() - early.total();
    let (early, late) = thousand(&db, |app, n| {
        assert_eq!(app.deploy_with(&all, "dry_run => true").unwrap().len(), 2);
        if n % 4 == 0 {
            app.run("begin");
            assert_eq!(app.deploy(&all).unwrap().len(), 2);
            app.run("rollback");
        }
        app.notices();
    });
    let more = late.total() - early.total();
    assert!(
        more <= own + own / 4 + 64 * KIB,
        "{more} bytes more, {own} by themselves: {}",
        early.growth(&late)
    );
    let caches = "CacheMemoryContext";
    let elsewhere = more - (late.contexts[caches] - early.contexts[caches]);
    assert!(
        elsewhere <= 64 * KIB,
        "{elsewhere} bytes more: {}",
        early.growth(&late)
    );
}

#[test]
fn a_thousand_failing_dry_runs() {
    let db = Db::new("memory");
    let mut all = applied(&db);
    all.push((
        "98_x".to_owned(),
        "insert into t1 values (1), (1)".to_owned(),
    ));
    let failing = bundle(&all);
    all.pop();
    all.push(("98_x".to_owned(), "creat table x ()".to_owned()));
    let broken = bundle(&all);
    does_not_grow(&db, |app, _| {
        assert_eq!(
            app.deploy_with(&failing, "dry_run => true")
                .unwrap_err()
                .code,
            "23505"
        );
        assert_eq!(
            app.deploy_with(&broken, "dry_run => true")
                .unwrap_err()
                .code,
            "42601"
        );
        assert_eq!(app.deploy("[{]").unwrap_err().code, "22P02");
    });
}

#[test]
fn a_thousand_deploys_and_rollouts_with_workers() {
    let db = Db::new("memory");
    let mut app = db.connect();
    app.run("create table w (id int)");
    app.run("select migrate.baseline('[{\"name\":\"0_w\",\"sql\":\"\"}]')");
    does_not_grow(&db, |app, n| {
        let more = "allow_missing => true";
        if n % 2 == 0 {
            let fails = bundle(&[("1_fails", "select 1/0")]);
            assert_eq!(app.deploy_with(&fails, more).unwrap_err().code, "22012");
        } else {
            let online = bundle(&[(format!("2_{n:04}"), "vacuum w".to_owned())]);
            app.rollout_with(&online, more).unwrap();
            let whole = bundle(&[(format!("3_{n:04}"), "update w set id = 1".to_owned())]);
            app.rollout_with(&whole, more).unwrap();
        }
        app.notices();
    });
}
