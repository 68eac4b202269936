//! grant_deploy and grant_read: to whom, by whom, and how they are taken back.

use migrate_tests::expect::*;
use migrate_tests::*;

const FIRST: (&str, &str) = ("1_a", "create table a (id int primary key)");

#[test]
fn grants_are_undone_by_plain_revokes() {
    let db = Db::owned("roles");
    let role = deployer(&db);
    let mut owner = db.connect();
    owner.run(&format!("revoke all on all routines in schema migrate from {role}; revoke all on all tables in schema migrate from {role}"));
    let mut app = db.connect_as(&role);
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
        "select migrate.status()",
        "permission denied for function status",
    );
    denied(
        &mut app,
        "select * from migrate.history",
        "permission denied for view history",
    );
    owner.run(&format!("revoke create on schema public from {role}"));
    db.connect_as("postgres").run(&format!("drop role {role}"));
}

#[test]
fn granting_twice_and_to_odd_names_works() {
    let db = Db::owned("roles");
    let mut admin = db.connect_as("postgres");
    let mut owner = db.connect();
    for name in [
        r#"Weird "röle"; drop table a; --"#,
        "select",
        "public role",
        "$$",
        "' or '",
    ] {
        let name = format!("{} {name}", db.name());
        let quoted = format!("\"{}\"", name.replace('"', "\"\""));
        admin.run(&format!(
            "create role {quoted} login; grant create on schema public to {quoted}"
        ));
        for verb in ["deploy", "read", "deploy"] {
            owner
                .query(&format!("select migrate.grant_{verb}($1)"), &[&name])
                .unwrap();
        }
        let mut app = db.connect_as(&name);
        let n = app.pid();
        let mine = [
            (format!("1_{n}"), format!("create table a{n} (id int)")),
            (
                format!("2_{n}"),
                format!("create index concurrently on a{n} (id)"),
            ),
        ];
        app.rollout_with(&bundle(&mine), "allow_missing => true")
            .unwrap();
        assert_eq!(
            app.query_one(
                "select distinct applied_by from migrate.history where connected_as = $1",
                &[&name]
            )
            .unwrap()
            .get::<_, String>(0),
            name
        );
        owner.run(&format!(
            "revoke all on all routines in schema migrate from {quoted}; revoke all on all tables in schema migrate from {quoted}"
        ));
        admin.run(&format!("drop owned by {quoted}; drop role {quoted}"));
    }
}

#[test]
fn granting_to_a_role_that_does_not_exist_or_to_public_says_so() {
    let db = Db::owned("roles");
    let mut owner = db.connect();
    for verb in ["deploy", "read"] {
        for role in ["no such role", "public", "", "a, b"] {
            let error = owner.error(&format!("select migrate.grant_{verb}('{role}')"));
            assert_eq!(
                (error.code.as_str(), error.message),
                ("42704", format!("role \"{role}\" does not exist"))
            );
        }
    }
    let acl = "select count(*) from pg_proc, aclexplode(proacl) a where pronamespace = 'migrate'::regnamespace and a.grantee = 0";
    assert_eq!(owner.one(acl), "0");
}

#[test]
fn who_cannot_pass_the_rights_on_is_told_instead_of_ignored() {
    let db = Db::owned("roles");
    let (half, other) = (db.role("half"), db.role("other"));
    let mut owner = db.connect();
    owner.run(&format!("select migrate.grant_deploy('{half}'); grant execute on function migrate.grant_deploy, migrate.grant_read to {half}"));
    let mut app = db.connect_as(&half);
    for verb in ["deploy", "read"] {
        let error = app.error(&format!("select migrate.grant_{verb}('{other}')"));
        assert_eq!(error.code, "42501");
        assert_eq!(
            error.hint,
            "The role that installed the extension, or a superuser, can grant them."
        );
    }
    denied(
        &mut db.connect_as(&other),
        "select migrate.status()",
        "permission denied for function status",
    );
}

#[test]
fn a_superuser_grants_in_an_owners_database_too() {
    let db = Db::owned("roles");
    let role = db.role("deployer");
    db.connect()
        .run(&format!("grant create on schema public to {role}"));
    db.connect_as("postgres")
        .run(&format!("select migrate.grant_deploy('{role}')"));
    let mut app = db.connect_as(&role);
    assert_eq!(app.deploy(&bundle(&[FIRST])).unwrap().len(), 1);
    assert_eq!(app.one("select count(*) from migrate.history"), "1");
}
