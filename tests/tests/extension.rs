//! DROP EXTENSION, CREATE EXTENSION again, ALTER EXTENSION UPDATE.

use migrate_tests::*;

const FIRST: (&str, &str) = ("1_a", "create table a (id int)");

#[track_caller]
fn refused(session: &mut Session, sql: &str, recorded: &str) {
    let error = session.error(sql);
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        (
            "2BP01",
            "dropping the extension migrate destroys the history of migrations"
        ),
        "{sql}"
    );
    assert_eq!(error.detail, recorded);
    assert_eq!(
        error.hint,
        "Keep a copy with CREATE TABLE migrate_history AS TABLE migrate.history, then say it again with CASCADE."
    );
}

#[test]
fn dropping_is_refused_while_there_is_a_history() {
    for db in [Db::new("extension"), Db::owned("extension")] {
        let mut owner = db.connect();
        owner.deploy(&bundle(&[FIRST])).unwrap();
        for sql in [
            "drop extension migrate",
            "drop extension migrate restrict",
            "drop extension if exists migrate",
            "drop extension if exists none_such, migrate",
            "drop extension plpgsql, migrate",
            "drop extension \"migrate\"",
            "do $$ begin drop extension migrate; end $$",
            "begin; drop extension migrate",
        ] {
            refused(&mut owner, sql, "1 migration is recorded.");
            owner.run("rollback");
        }
        owner
            .deploy(&bundle(&[FIRST, ("2_b", "create table b ()")]))
            .unwrap();
        refused(
            &mut owner,
            "drop extension migrate",
            "2 migrations are recorded.",
        );
        assert_eq!(owner.one("select count(*) from migrate.history"), "2");
    }
}

#[test]
fn a_superuser_is_refused_too_in_an_owners_database() {
    let db = Db::owned("extension");
    db.connect().deploy(&bundle(&[FIRST])).unwrap();
    refused(
        &mut db.connect_as("postgres"),
        "drop extension migrate",
        "1 migration is recorded.",
    );
}

#[test]
fn the_hint_of_the_refusal_works() {
    for db in [Db::new("extension"), Db::owned("extension")] {
        let mut owner = db.connect();
        owner.deploy(&bundle(&[FIRST])).unwrap();
        owner.run(
            "create table migrate_history as table migrate.history; drop extension migrate cascade",
        );
        assert_eq!(
            owner.lines("select name, state from migrate_history"),
            "1_a|applied"
        );
        assert_eq!(
            owner.lines("select nspname from pg_namespace where nspname = 'migrate'"),
            ""
        );
        assert_eq!(
            owner.one("select to_regclass('a')"),
            "a",
            "what the migrations made stays"
        );
    }
}

#[test]
fn dropping_without_a_history_works() {
    for db in [Db::new("extension"), Db::owned("extension")] {
        let mut owner = db.connect();
        owner.run("drop extension migrate");
        assert_eq!(owner.one("select count(*) from pg_event_trigger"), "0");
        assert_eq!(owner.error("select migrate.status()").code, "3F000");
    }
}

#[test]
fn a_failed_attempt_alone_is_no_history() {
    let db = Db::new("extension");
    let mut owner = db.connect();
    assert_eq!(
        owner
            .deploy(&bundle(&[("1_a", "select 1/0")]))
            .unwrap_err()
            .code,
        "22012"
    );
    owner.run("drop extension migrate");
}

#[test]
fn other_extensions_drop_as_ever() {
    let db = Db::new("extension");
    let mut owner = db.connect();
    owner.deploy(&bundle(&[FIRST])).unwrap();
    owner.run("drop extension plpgsql");
    assert_eq!(owner.error("drop extension none_such").code, "42704");
    owner.run("drop extension if exists none_such");
}

#[test]
fn the_extension_can_be_created_again_in_the_same_session() {
    for db in [Db::new("extension"), Db::owned("extension")] {
        let mut owner = db.connect();
        for _ in 0..3 {
            assert_eq!(owner.deploy(&bundle(&[FIRST])).unwrap().len(), 1);
            assert_eq!(owner.status(&bundle(&[FIRST])), "1_a|applied");
            assert_eq!(owner.deploy(&bundle(&[FIRST])).unwrap(), []);
            owner.run("drop extension migrate cascade; drop table a; create extension migrate");
            assert_eq!(owner.status(&bundle(&[FIRST])), "1_a|pending");
            assert_eq!(owner.lines("select * from migrate.status()"), "");
        }
    }
}

#[test]
fn another_session_notices_that_the_extension_was_dropped_and_created() {
    let db = Db::new("extension");
    let (mut app, mut admin) = (db.connect(), db.connect());
    app.deploy(&bundle(&[FIRST])).unwrap();
    assert_eq!(app.deploy(&bundle(&[FIRST])).unwrap(), []);
    admin.run("drop extension migrate cascade; drop table a; create extension migrate");
    assert_eq!(app.deploy(&bundle(&[FIRST])).unwrap().len(), 1);
    admin.run("delete from migrate.migrations; drop table a");
    assert_eq!(app.status(&bundle(&[FIRST])), "1_a|pending");
    assert_eq!(app.deploy(&bundle(&[FIRST])).unwrap().len(), 1);
}

#[test]
fn what_was_remembered_is_forgotten_with_a_rollback() {
    let db = Db::new("extension");
    let mut app = db.connect();
    let one = bundle(&[FIRST]);
    for undo in ["begin|rollback", "begin; savepoint s|rollback to s; commit"] {
        let (begin, end) = undo.split_once('|').unwrap();
        app.run(begin);
        assert_eq!(app.deploy(&one).unwrap().len(), 1);
        assert_eq!(app.deploy(&one).unwrap(), []);
        assert_eq!(app.status(&one), "1_a|applied");
        app.run(end);
        assert_eq!(app.status(&one), "1_a|pending", "{undo}");
        app.run("begin");
        assert_eq!(app.deploy(&one).unwrap().len(), 1, "{undo}");
        app.run("rollback");
    }
}

#[test]
fn drop_owned_is_refused_too_while_there_is_a_history() {
    let db = Db::owned("extension");
    let mut owner = db.connect();
    owner.deploy(&bundle(&[FIRST])).unwrap();
    for who in [db.owner(), "current_user", "session_user"] {
        let error = owner.error(&format!("drop owned by {who}"));
        assert_eq!(
            (error.code.as_str(), error.detail.as_str()),
            ("2BP01", "1 migration is recorded."),
            "{who}"
        );
    }
    let other = db.role("other");
    db.connect_as("postgres")
        .run(&format!("drop owned by {other}"));
    assert_eq!(owner.lines("select name from migrate.history"), "1_a");
}

#[test]
fn a_history_that_was_reassigned_works_for_its_new_owner() {
    let db = Db::owned("extension");
    let heir = db.role("heir");
    db.connect().deploy(&bundle(&[FIRST])).unwrap();
    let mut admin = db.connect_as("postgres");
    admin.run(&format!(
        "alter database {} owner to {heir}; reassign owned by {} to {heir}",
        db.name(),
        db.owner()
    ));
    let mut app = db.connect_as(&heir);
    let all = bundle(&[
        FIRST,
        ("2_b", "create table b (id int)"),
        ("3_c", "create index concurrently on b (id)"),
    ]);
    app.rollout(&all).unwrap();
    assert_eq!(app.status(&all), "1_a|applied\n2_b|applied\n3_c|applied");
    assert_eq!(
        app.deploy(&bundle(&[("9_x", "select 1/0")]))
            .unwrap_err()
            .code,
        "55000"
    );
    assert_eq!(app.one("select count(*) from migrate.history"), "3");
    let error = db.connect().error("select migrate.status()");
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        ("42501", "permission denied for function status")
    );
}

#[test]
fn nothing_is_remembered_where_changes_of_the_history_cannot_be_noticed() {
    for change in [
        "alter extension migrate drop view migrate.history; drop view migrate.history",
        "alter table migrate.migrations disable trigger history_changed",
        "alter table migrate.migrations enable replica trigger history_changed",
    ] {
        let db = Db::new("extension");
        let mut app = db.connect();
        app.run(change);
        assert_eq!(app.deploy(&bundle(&[FIRST])).unwrap().len(), 1);
        assert_eq!(app.deploy(&bundle(&[FIRST])).unwrap(), []);
        assert_eq!(app.status(&bundle(&[FIRST])), "1_a|applied");
        db.connect()
            .run("delete from migrate.migrations; drop table a");
        assert_eq!(app.status(&bundle(&[FIRST])), "1_a|pending", "{change}");
        assert_eq!(app.deploy(&bundle(&[FIRST])).unwrap().len(), 1, "{change}");
    }
}
