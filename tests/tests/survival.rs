//! The history lives through dump and restore, and goes only when someone says so.

use migrate_tests::*;
use std::process::Command;

const FIRST: (&str, &str) = (
    "1_a",
    "create table public.a (id int primary key); insert into public.a values (1)",
);
const ONLINE: (&str, &str) = ("2_b", "create index concurrently a_id on public.a (id)");
const LATER: (&str, &str) = ("9_z", "create table public.z (id int)");

/// Everything that a history can hold: applied, baselined, failed, rolled back, attempts, an odd text.
fn filled(db: &Db) -> String {
    let odd = "select '\\N', E'\\t', 'é😀', $$ line\nline\r\n$$ -- end";
    let all = bundle(&[
        FIRST,
        ONLINE,
        ("3_c", odd),
        ("4_d", "commit; select 1; select 1/0"),
        LATER,
    ]);
    let mut owner = db.connect();
    owner.deploy(&bundle(&[FIRST])).unwrap();
    owner.rollout_with(&all, "up_to => '3_c'").unwrap();
    owner.run("select migrate.baseline('[{\"name\":\"3_d\",\"sql\":\"\"}]')");
    assert_eq!(
        owner
            .rollout_with(&all, "allow_missing => true")
            .unwrap_err()
            .code,
        "22012"
    );
    all
}

/// All that a user can see of a history.
#[track_caller]
fn seen(db: &Db, bundle: &str) -> Vec<String> {
    let mut owner = db.connect_as("postgres");
    vec![
        owner.lines("select * from migrate.status() where state <> 'drifted'"),
        owner.lines(&format!(
            "select * from migrate.status($b${bundle}$b$) where state <> 'drifted'"
        )),
        owner.lines("select * from migrate.history order by position"),
        owner.lines("select * from migrate.attempts order by attempted_at"),
        owner.lines("select * from migrate.scripts order by checksum"),
    ]
}

/// An empty database of the same owner, without the extension.
fn empty(like: &Db) -> Db<'static> {
    let db = Db::bare("survival");
    let mut admin = db.connect();
    admin.run(&format!(
        "alter database {} owner to {}; alter schema public owner to {1}",
        db.name(),
        like.owner()
    ));
    db
}

fn program(name: &str, db: &Db, user: &str, arguments: &[&str]) -> Command {
    let bin = std::env::var("MIGRATE_PG_BIN").unwrap();
    let mut command = db.command(std::path::Path::new(&bin).join(name));
    command.env("PGUSER", user).args(arguments);
    command
}

/// Dumps as one role and restores as another: plain with psql, and in the custom format with pg_restore.
fn copies(from: &Db, dumper: &str, restorer: &str, prepare: &dyn Fn(&Db)) -> Vec<Db<'static>> {
    let plain = Output::of(&mut program("pg_dump", from, dumper, &[]), "").ok();
    let by_psql = empty(from);
    prepare(&by_psql);
    Output::of(
        &mut program(
            "psql",
            &by_psql,
            restorer,
            &["-X", "-q", "-v", "ON_ERROR_STOP=1"],
        ),
        &plain,
    )
    .ok();

    let file = std::env::temp_dir().join(format!("{}.dump", from.name()));
    let file = file.to_str().unwrap();
    Output::of(
        &mut program("pg_dump", from, dumper, &["-Fc", "-f", file]),
        "",
    )
    .ok();
    let by_pg_restore = empty(from);
    prepare(&by_pg_restore);
    Output::of(
        &mut program(
            "pg_restore",
            &by_pg_restore,
            restorer,
            &["-e", "-d", by_pg_restore.name(), file],
        ),
        "",
    )
    .ok();
    std::fs::remove_file(file).unwrap();
    vec![by_psql, by_pg_restore]
}

/// The restored history is the same, and goes on.
#[track_caller]
fn assert_equal_and_alive(from: &Db, to: &Db, bundle_text: &str, user: &str) {
    assert_eq!(seen(to, bundle_text), seen(from, bundle_text));
    let mut app = to.connect_as(user);
    app.run("select migrate.resolve('4_d', 'applied')");
    assert_eq!(
        app.deploy_with(bundle_text, "allow_missing => true")
            .unwrap()
            .len(),
        1
    );
    assert_eq!(
        app.lines("select name, position from migrate.history order by position"),
        "1_a|1\n2_b|2\n3_c|3\n3_d|4\n4_d|5\n9_z|6"
    );
    assert_eq!(app.one("select count(*) from a"), "1");
}

#[test]
fn a_superusers_history_survives_dump_and_restore() {
    let db = Db::new("survival");
    let all = filled(&db);
    for copy in copies(&db, "postgres", "postgres", &|_| ()) {
        assert_equal_and_alive(&db, &copy, &all, "postgres");
    }
}

#[test]
fn an_owners_history_survives_dump_and_restore_by_the_owner() {
    let db = Db::owned("survival");
    let all = filled(&db);
    for copy in copies(&db, db.owner(), db.owner(), &|_| ()) {
        assert_equal_and_alive(&db, &copy, &all, db.owner());
        let owner = copy
            .connect()
            .one("select distinct tableowner from pg_tables where schemaname = 'migrate'");
        assert_eq!(owner, db.owner());
    }
}

#[test]
fn an_owners_history_survives_a_superusers_dump_and_restore() {
    let db = Db::owned("survival");
    let all = filled(&db);
    // The extension, and with it the history, belongs to who restores it.
    for copy in copies(&db, "postgres", "postgres", &|_| ()) {
        assert_equal_and_alive(&db, &copy, &all, "postgres");
    }
}

#[test]
fn an_owner_who_creates_the_extension_first_keeps_it_when_a_superuser_restores() {
    let db = Db::owned("survival");
    let all = filled(&db);
    let role = db.role("deployer");
    db.connect()
        .run(&format!("select migrate.grant_deploy('{role}')"));
    let owner = db.owner().to_owned();
    let prepare = move |copy: &Db| copy.connect_as(&owner).run("create extension migrate");
    for copy in copies(&db, "postgres", "postgres", &prepare) {
        assert_eq!(
            copy.connect_as(&role)
                .one("select count(*) from migrate.status()"),
            "5"
        );
        assert_equal_and_alive(&db, &copy, &all, db.owner());
    }
}

fn rights(db: &Db, role: &str) -> String {
    db.connect_as("postgres").lines(&format!(
        "select p.oid::regprocedure, has_function_privilege('{role}', p.oid, 'execute') from pg_proc p where pronamespace = 'migrate'::regnamespace order by p.oid::regprocedure::text"
    ))
}

fn grants_survive(db: &Db, restorer: &str) {
    let (deployer, reader) = (db.role("deployer"), db.role("reader"));
    db.connect().run(&format!("select migrate.grant_deploy('{deployer}'), migrate.grant_read('{reader}'); grant create on schema public to {deployer}"));
    db.connect().deploy(&bundle(&[FIRST])).unwrap();
    for copy in copies(db, restorer, restorer, &|_| ()) {
        for role in [&deployer, &reader] {
            assert_eq!(rights(&copy, role), rights(db, role));
            assert_eq!(
                copy.connect_as(role)
                    .lines("select name from migrate.history"),
                "1_a"
            );
        }
        assert_eq!(
            copy.connect_as(&deployer)
                .deploy(&bundle(&[FIRST, LATER]))
                .unwrap()
                .len(),
            1
        );
        assert_eq!(
            copy.connect_as(&reader)
                .deploy(&bundle(&[FIRST]))
                .unwrap_err()
                .code,
            "42501"
        );
    }
}

#[test]
fn grants_of_a_superuser_survive() {
    grants_survive(&Db::new("survival"), "postgres");
}

#[test]
fn grants_of_an_owner_survive_his_own_restore() {
    let db = Db::owned("survival");
    grants_survive(&db, db.owner());
}

#[test]
fn a_superuser_restores_an_owners_dump_with_its_grants() {
    grants_survive(&Db::owned("survival"), "postgres");
}

#[test]
fn a_dump_of_the_schema_alone_carries_no_history_and_restores() {
    let db = Db::new("survival");
    filled(&db);
    let copy = Db::bare("survival");
    copy.restore(&db.dump(&["-s"]));
    let mut app = copy.connect();
    assert_eq!(app.lines("select * from migrate.status()"), "");
    assert_eq!(
        app.deploy(&bundle(&[FIRST])).unwrap_err().message,
        "the database has tables, but no history of migrations (P3005)"
    );
    app.run(&format!(
        "select migrate.baseline($b${}$b$)",
        bundle(&[FIRST])
    ));
    assert_eq!(app.deploy(&bundle(&[FIRST])).unwrap(), []);
}

#[test]
fn a_copy_by_create_database_template_has_the_history() {
    let db = Db::new("survival");
    let all = filled(&db);
    let before = seen(&db, &all);
    let copy = Db::bare("survival");
    let mut admin = db.cluster().admin();
    admin.run(&format!("drop database {}", copy.name()));
    wait_until("nobody is connected", || {
        admin.one(&format!(
            "select count(*) from pg_stat_activity where datname = '{}'",
            db.name()
        )) == "0"
    });
    admin.run(&format!(
        "create database {} template {}",
        copy.name(),
        db.name()
    ));
    assert_eq!(seen(&copy, &all), before);
}
