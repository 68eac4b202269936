//! Who may do what: the owner without superuser rights, a deploying role, a reading role, everyone else.

use migrate_tests::expect::*;
use migrate_tests::*;

const FIRST: (&str, &str) = ("1_a", "create table a (id int primary key)");
const ONLINE: (&str, &str) = ("2_b", "create index concurrently a_id on a (id)");
const PLAIN: (&str, &str) = ("3_c", "create table c (id int references a)");

#[test]
fn an_owner_without_superuser_rights_does_the_whole_work() {
    let db = Db::owned("roles");
    let mut owner = db.connect();
    assert_eq!(owner.deploy(&bundle(&[FIRST])).unwrap().len(), 1);
    let all = bundle(&[FIRST, ONLINE, PLAIN]);
    owner.rollout(&all).unwrap();
    assert_eq!(owner.status(&all), "1_a|applied\n2_b|applied\n3_c|applied");
    assert_eq!(
        owner.one(&format!("select migrate.check($b${all}$b$)")),
        "up to date: 3 migrations applied"
    );
    assert_eq!(
        owner.lines("select name, applied_by, connected_as from migrate.history"),
        ["1_a", "2_b", "3_c"]
            .map(|name| format!("{name}|{0}|{0}", db.owner()))
            .join("\n")
    );
    assert_eq!(
        owner.one("select tableowner from pg_tables where tablename = 'c'"),
        db.owner()
    );

    let failing = bundle(&[FIRST, ONLINE, PLAIN, ("4_d", "vacuum a; select 1/0")]);
    assert_eq!(owner.rollout(&failing).unwrap_err().code, "22012");
    assert_eq!(
        owner.lines("select name, state from migrate.resolve('4_d', 'rolled_back')"),
        "4_d|rolled_back"
    );
    assert_eq!(
        owner
            .deploy(&bundle(&[
                FIRST,
                ONLINE,
                PLAIN,
                ("4_d", "create table d ()")
            ]))
            .unwrap()
            .len(),
        1
    );
    let baselined = bundle(&[
        FIRST,
        ONLINE,
        PLAIN,
        ("4_d", "create table d ()"),
        ("5_e", "create table e ()"),
    ]);
    assert_eq!(
        owner.lines(&format!(
            "select * from migrate.baseline($b${baselined}$b$)"
        )),
        "5_e|baselined"
    );
    assert_eq!(owner.one("select count(*) from migrate.attempts"), "1");
}

#[test]
fn an_owners_dump_carries_the_history() {
    let db = Db::owned("roles");
    db.connect().deploy(&bundle(&[FIRST])).unwrap();
    let dump = db.dump(&[]);
    assert!(
        dump.contains("COPY migrate.migrations ") && dump.contains("1_a\t"),
        "{dump}"
    );
}

#[test]
fn a_role_that_was_granted_deploy_deploys_and_rolls_out_as_itself() {
    let db = Db::owned("roles");
    let role = deployer(&db);
    let mut app = db.connect_as(&role);
    assert_eq!(app.deploy(&bundle(&[FIRST])).unwrap().len(), 1);
    let all = bundle(&[FIRST, ONLINE, PLAIN]);
    app.rollout(&all).unwrap();
    assert_eq!(app.status(&all), "1_a|applied\n2_b|applied\n3_c|applied");
    assert_eq!(
        app.one(&format!("select migrate.check($b${all}$b$)")),
        "up to date: 3 migrations applied"
    );
    assert_eq!(
        app.lines("select distinct applied_by, connected_as from migrate.history"),
        format!("{role}|{role}")
    );
    assert_eq!(
        app.lines("select distinct tableowner from pg_tables where schemaname = 'public'"),
        role
    );
    let failing = bundle(&[FIRST, ONLINE, PLAIN, ("4_d", "select 1/0")]);
    assert_eq!(app.deploy(&failing).unwrap_err().code, "22012");
    assert_eq!(app.rollout(&failing).unwrap_err().code, "22012");
    assert_eq!(
        app.lines("select name, verb, attempted_by from migrate.attempts"),
        format!("4_d|deploy|{role}\n4_d|rollout|{role}")
    );
}

#[test]
fn a_deploying_role_reads_what_migrations_it_may_not_create_would_do() {
    let db = Db::owned("roles");
    let role = db.role("deployer");
    db.connect()
        .run(&format!("select migrate.grant_deploy('{role}')"));
    let mut app = db.connect_as(&role);
    let error = app.deploy(&bundle(&[FIRST])).unwrap_err();
    assert_eq!(error.code, "42501");
    assert_eq!(error.message, "migration \"1_a\" failed at statement 1, line 1, column 14: permission denied for schema public");
}

#[test]
fn a_deploying_role_cannot_write_the_history() {
    let db = Db::owned("roles");
    let role = deployer(&db);
    let mut app = db.connect_as(&role);
    app.deploy(&bundle(&[FIRST])).unwrap();
    for table in ["migrations", "scripts", "failures"] {
        let message = format!("permission denied for table {table}");
        for sql in ["select * from", "delete from", "truncate", "copy"] {
            let tail = if sql == "copy" { " to stdout" } else { "" };
            denied(&mut app, &format!("{sql} migrate.{table}{tail}"), &message);
        }
        denied(
            &mut app,
            &format!("insert into migrate.{table} default values"),
            &message,
        );
        let owner = format!("must be owner of table {table}");
        for sql in [
            "add x int",
            "disable trigger all",
            "enable row level security",
            "owner to current_user",
        ] {
            denied(
                &mut app,
                &format!("alter table migrate.{table} {sql}"),
                &owner,
            );
        }
        denied(&mut app, &format!("drop table migrate.{table}"), &owner);
        denied(
            &mut app,
            &format!("comment on table migrate.{table} is 'x'"),
            &owner,
        );
        denied(
            &mut app,
            &format!("create policy p on migrate.{table}"),
            &owner,
        );
        denied(
            &mut app,
            &format!("create rule r as on insert to migrate.{table} do nothing"),
            &owner,
        );
    }
    for view in ["history", "attempts"] {
        for sql in ["delete from", "insert into"] {
            let tail = if sql == "insert into" {
                "(name) values ('x')"
            } else {
                ""
            };
            assert_eq!(
                app.error(&format!("{sql} migrate.{view} {tail}")).code,
                "55000"
            );
        }
        denied(
            &mut app,
            &format!("alter view migrate.{view} rename to x"),
            &format!("must be owner of view {view}"),
        );
        denied(
            &mut app,
            &format!("create or replace view migrate.{view} as select 1"),
            "permission denied for schema migrate",
        );
    }
    denied(
        &mut app,
        "select name, state from migrate.resolve('1_a', 'applied')",
        "permission denied for function resolve",
    );
    denied(
        &mut app,
        "select * from migrate.baseline('[]')",
        "permission denied for function baseline",
    );
    denied(
        &mut app,
        "select migrate.grant_deploy('pg_monitor')",
        "permission denied for function grant_deploy",
    );
    denied(
        &mut app,
        "select migrate.grant_read('pg_monitor')",
        "permission denied for function grant_read",
    );
    denied(
        &mut app,
        "drop extension migrate cascade",
        "must be owner of extension migrate",
    );
    denied(
        &mut app,
        "drop event trigger migrate_keep_history",
        "must be owner of event trigger migrate_keep_history",
    );
    assert_eq!(
        app.lines("select name, state from migrate.history"),
        "1_a|applied"
    );
}

#[test]
fn a_reading_role_sees_everything_and_changes_nothing() {
    let db = Db::owned("roles");
    let role = db.role("reader");
    let mut owner = db.connect();
    owner.run(&format!("select migrate.grant_read('{role}')"));
    owner.deploy(&bundle(&[FIRST])).unwrap();
    let mut app = db.connect_as(&role);
    assert_eq!(
        app.status(&bundle(&[FIRST, PLAIN])),
        "1_a|applied\n3_c|pending"
    );
    assert_eq!(
        app.one("select migrate.check()"),
        "up to date: 1 migration applied"
    );
    assert_eq!(
        app.lines("select name, sql from migrate.history"),
        format!("1_a|{}", FIRST.1)
    );
    assert_eq!(app.one("select count(*) from migrate.attempts"), "0");
    denied(
        &mut app,
        "select migrate.deploy('[]')",
        "permission denied for function deploy",
    );
    denied(
        &mut app,
        "call migrate.rollout('[]')",
        "permission denied for procedure rollout",
    );
    denied(
        &mut app,
        "select migrate.resolve('1_a', 'applied')",
        "permission denied for function resolve",
    );
    denied(
        &mut app,
        "select migrate.baseline('[]')",
        "permission denied for function baseline",
    );
    denied(
        &mut app,
        "update migrate.migrations set name = 'x'",
        "permission denied for table migrations",
    );
}

#[test]
fn everyone_else_gets_a_clear_refusal() {
    let db = Db::owned("roles");
    let role = db.role("stranger");
    let mut app = db.connect_as(&role);
    for (kind, call) in [
        ("function deploy", "select migrate.deploy('[]')"),
        ("function deploy", "select migrate.deploy('[]'::json)"),
        ("function deploy", "select migrate.deploy('[]'::jsonb)"),
        ("procedure rollout", "call migrate.rollout('[]')"),
        ("procedure rollout", "call migrate.rollout('[]'::jsonb)"),
        ("function status", "select migrate.status()"),
        ("function check", "select migrate.check()"),
        ("function resolve", "select migrate.resolve('a', 'applied')"),
        ("function baseline", "select migrate.baseline('[]')"),
        ("function adopt", "select migrate.adopt('rails')"),
        ("function grant_deploy", "select migrate.grant_deploy('x')"),
        ("function grant_read", "select migrate.grant_read('x')"),
        ("view history", "select * from migrate.history"),
        ("view attempts", "select * from migrate.attempts"),
        ("table scripts", "select * from migrate.scripts"),
    ] {
        denied(&mut app, call, &format!("permission denied for {kind}"));
    }
}

#[test]
fn no_function_of_the_extension_is_open_to_everyone() {
    let db = Db::new("roles");
    let open = "select string_agg(oid::regprocedure::text, ', ') from pg_proc where pronamespace = 'migrate'::regnamespace \
                and exists (select from aclexplode(coalesce(proacl, acldefault('f', proowner))) where grantee = 0)";
    assert_eq!(db.connect().one(open), "∅");
}

#[test]
fn an_owner_with_an_odd_name_installs_and_deploys() {
    let db = Db::bare("roles");
    let name = format!("{} Hára-The OWNER", db.name());
    let quoted = format!("\"{}\"", name.replace('"', "\"\""));
    let mut admin = db.connect_as("postgres");
    admin.run(&format!("create role {quoted} login; alter database {} owner to {quoted}; alter schema public owner to {quoted}", db.name()));
    let mut owner = db.connect_as(&name);
    owner.run("create extension migrate");
    owner.rollout(&bundle(&[FIRST, ONLINE])).unwrap();
    assert_eq!(
        owner.one("select distinct applied_by from migrate.history"),
        name
    );
}

#[test]
fn a_role_that_owns_no_database_cannot_install() {
    let db = Db::bare("roles");
    let role = db.role("stranger");
    let error = db.connect_as(&role).error("create extension migrate");
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        ("42501", "permission denied to create extension \"migrate\"")
    );
    assert_eq!(
        error.hint,
        "Must have CREATE privilege on current database to create this extension."
    );
}
