//! `migrate.deploy` inside a transaction of the caller's: it is a part of it like any other statement.

use migrate_tests::expect::*;
use migrate_tests::*;

const TABLES: &str =
    "select coalesce(string_agg(relname, ' ' order by relname), '') from pg_class where relnamespace = 'public'::regnamespace";

#[test]
fn a_read_only_transaction_may_ask_but_not_apply() {
    let db = Db::new("deploy");
    let mut app = db.connect();
    app.run("set default_transaction_read_only = on");
    let error = app.deploy(&three()).unwrap_err();
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        (
            "25006",
            "migrate.deploy cannot run in a read-only transaction"
        )
    );
    db.connect().deploy(&three()).unwrap();
    assert_eq!(report(app.deploy(&three())), "");
}

#[test]
fn the_callers_transaction_decides_in_the_end() {
    let db = Db::new("deploy");
    let mut app = db.connect();
    app.run("begin");
    app.deploy(&three()).unwrap();
    app.run("insert into a values (1); rollback");
    assert_eq!(app.one(TABLES), "");
    assert_eq!(app.one("select count(*) from migrate.history"), "0");

    app.run("begin");
    app.deploy(&three()).unwrap();
    app.run("insert into a values (1); commit");
    assert_eq!(app.one("select id from a"), "1");
    assert_eq!(app.one("select count(*) from migrate.history"), "3");
}

#[test]
fn two_deployments_in_one_transaction_build_on_each_other() {
    let db = Db::new("deploy");
    let mut app = db.connect();
    app.run("begin");
    assert_eq!(
        app.deploy_with(&three(), "up_to => '1_a'").unwrap().len(),
        1
    );
    assert_eq!(report(app.deploy(&three())), "2_b|applied|2\n3_c|applied|1");
    assert_eq!(report(app.deploy(&three())), "");
    app.run("commit");
    assert_eq!(
        app.status(&three()),
        "1_a|applied\n2_b|applied\n3_c|applied"
    );
}

#[test]
fn a_savepoint_takes_a_failed_deployment_back() {
    let db = Db::new("deploy");
    let mut app = db.connect();
    app.run("begin");
    app.deploy_with(&three(), "up_to => '1_a'").unwrap();
    app.run("savepoint s");
    let broken = three().replace("create table c", "create tabel c");
    assert_eq!(app.deploy(&broken).unwrap_err().code, "42601");
    app.run("rollback to s");
    assert_eq!(report(app.deploy(&three())), "2_b|applied|2\n3_c|applied|1");
    app.run("commit");
    assert_eq!(app.one(TABLES), "a b bb c");
}

#[test]
fn a_function_that_catches_the_error_goes_on_as_before() {
    let db = Db::new("deploy");
    let mut app = db.connect();
    app.run(
        "create function try_deploy(b text) returns text language plpgsql as $$
         declare n int;
         begin
           select count(*) into n from migrate.deploy(b);
           return n || ' applied';
         exception when division_by_zero then
           return sqlstate || ' ' || sqlerrm;
         end $$",
    );
    let broken = bundle(&[("1_a", "create table a ()"), ("2_b", "select 1 / 0")]);
    let good = bundle(&[("1_a", "create table a ()"), ("2_b", "select 1 / 1")]);
    app.run("begin");
    for _ in 0..3 {
        assert_eq!(
            app.query_one("select try_deploy($1)", &[&broken])
                .unwrap()
                .get::<_, &str>(0),
            "22012 migration \"2_b\" failed at statement 1, line 1, column 1: division by zero"
        );
        assert_eq!(app.one(TABLES), "");
    }
    assert_eq!(
        app.query_one("select try_deploy($1)", &[&good])
            .unwrap()
            .get::<_, &str>(0),
        "2 applied"
    );
    app.run("commit");
    assert_eq!(app.one(TABLES), "a");
    assert_eq!(
        app.lines("select name, sqlstate from migrate.attempts"),
        "2_b|22012\n2_b|22012\n2_b|22012"
    );
}

#[test]
fn notices_of_the_migrations_reach_the_caller() {
    let db = Db::new("deploy");
    let mut app = db.connect();
    app.deploy(&bundle(&[("1_a", "drop table if exists nothing; do $$ begin raise warning 'careful' using hint = 'h'; end $$")]))
        .unwrap();
    let list = app.notices();
    let texts: Vec<_> = list
        .iter()
        .map(|n| (n.severity.as_str(), n.message.as_str(), n.hint.as_str()))
        .collect();
    assert_eq!(
        texts,
        [
            ("NOTICE", "table \"nothing\" does not exist, skipping", ""),
            ("WARNING", "careful", "h")
        ]
    );
}
