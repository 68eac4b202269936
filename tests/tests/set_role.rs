//! Deploying after SET ROLE, and the holder of the lock in the eyes of another role.

use migrate_tests::*;

const FIRST: (&str, &str) = ("1_a", "create table a (id int)");
const ONLINE: (&str, &str) = ("2_b", "create index concurrently a_id on a (id)");

/// A group that may deploy, and a NOINHERIT login that has to SET ROLE to it.
fn group_and_login(db: &Db) -> (String, String) {
    let (group, login) = (db.role("group"), db.role("login"));
    db.connect().run(&format!(
        "select migrate.grant_deploy('{group}'); grant create on schema public to {group}"
    ));
    db.connect_as("postgres").run(&format!(
        "alter role {group} nologin; alter role {login} noinherit; grant {group} to {login}"
    ));
    (group, login)
}

#[test]
fn a_login_without_inherited_rights_deploys_after_set_role() {
    let db = Db::owned("set_role");
    let (group, login) = group_and_login(&db);
    let mut app = db.connect_as(&login);
    assert_eq!(
        app.error("select migrate.deploy('[]')").message,
        "permission denied for function deploy"
    );
    app.run(&format!("set role {group}"));
    app.deploy(&bundle(&[FIRST])).unwrap();
    app.rollout(&bundle(&[FIRST, ONLINE])).unwrap();
    assert_eq!(
        app.lines("select distinct applied_by, connected_as from migrate.history"),
        format!("{group}|{login}")
    );
    assert_eq!(
        app.lines("select distinct tableowner from pg_tables where schemaname = 'public'"),
        group
    );
    assert_eq!(
        app.lines("select current_user, session_user"),
        format!("{group}|{login}")
    );
}

#[test]
fn a_migration_may_set_a_role_and_leave_temporary_objects_of_it() {
    let db = Db::owned("set_role");
    let (group, login) = group_and_login(&db);
    db.connect().run(&format!(
        "select migrate.grant_deploy('{login}'); grant temporary on database {} to {group}",
        db.name()
    ));
    let sql = format!(
        "set role {group}; create temp table scratch (id int); create table kept as table scratch"
    );
    let mut app = db.connect_as(&login);
    app.deploy(&bundle(&[("1_a", sql.as_str())])).unwrap();
    assert_eq!(
        app.one("select to_regclass('pg_temp.scratch') is null"),
        "t"
    );
    assert_eq!(
        app.one("select tableowner from pg_tables where tablename = 'kept'"),
        group
    );
    assert_eq!(app.one("select current_user"), login);
}

#[test]
fn roles_that_migrations_set_end_with_them() {
    let db = Db::owned("set_role");
    let (group, login) = group_and_login(&db);
    db.connect().run(&format!(
        "select migrate.grant_deploy('{login}'); grant create on schema public to {login}"
    ));
    let set = format!("set role {group}; create table a ()");
    let local = format!("set local role {group}; create table b ()");
    let all = bundle(&[
        ("1_a", set.as_str()),
        ("2_b", local.as_str()),
        ("3_c", "create table c ()"),
    ]);
    for verb in ["select migrate.deploy", "call migrate.rollout"] {
        let mut app = db.connect_as(&login);
        app.run(&format!("{verb}($b${all}$b$)"));
        assert_eq!(app.one("select current_user"), login);
        let owners = "select string_agg(tableowner, ' ' order by tablename) from pg_tables where schemaname = 'public'";
        assert_eq!(app.one(owners), format!("{group} {group} {login}"));
        app.run(&format!("drop table c; set role {group}; drop table a, b"));
        db.connect().run("delete from migrate.migrations");
    }
}

#[test]
fn a_superuser_who_became_the_owner_deploys_as_the_owner() {
    let db = Db::owned("set_role");
    for how in ["set role", "set session authorization"] {
        let mut app = db.connect_as("postgres");
        app.run(&format!("{how} {}", db.owner()));
        let name = format!("1_{}", app.pid());
        app.deploy_with(
            &bundle(&[(name.as_str(), "create table a ()")]),
            "allow_missing => true",
        )
        .unwrap();
        assert_eq!(
            app.one("select tableowner from pg_tables where tablename = 'a'"),
            db.owner()
        );
        assert_eq!(app.one("select current_user"), db.owner());
        app.run("drop table a");
    }
}

#[test]
fn a_migration_that_changes_the_session_authorization_does_not_change_the_callers_role() {
    let db = Db::owned("set_role");
    let owner = db.owner();
    for sql in [
        format!("set session authorization {owner}; create table a ()"),
        "reset session authorization; create table a ()".to_owned(),
        format!(
            "set session authorization {owner}; reset role; set role {owner}; create table a ()"
        ),
        "reset role; create table a ()".to_owned(),
    ] {
        let mut app = db.connect_as("postgres");
        app.run(&format!("set role {owner}"));
        let name = format!("1_{}", app.pid());
        app.deploy_with(
            &bundle(&[(name.as_str(), sql.as_str())]),
            "allow_missing => true",
        )
        .unwrap();
        assert_eq!(
            app.lines("select current_user, session_user, current_setting('role')"),
            format!("{owner}|postgres|{owner}"),
            "{sql}"
        );
        db.connect_as("postgres").run("drop table a");
    }
}

#[test]
fn a_rollout_after_set_session_authorization_to_a_role_that_cannot_log_in_says_so() {
    let db = Db::new("set_role");
    let role = db.role("nologin");
    let mut app = db.connect();
    app.run(&format!("alter role {role} nologin; select migrate.grant_deploy('{role}'); grant create on schema public to {role}; set session authorization {role}"));
    let error = app.rollout(&bundle(&[FIRST, ONLINE])).unwrap_err();
    assert_eq!(
        (error.code.as_str(), error.message),
        (
            "28000",
            format!("role \"{role}\" may not log in, so no background worker can run as it")
        )
    );
    assert_eq!(
        app.status(&bundle(&[FIRST, ONLINE])),
        "1_a|applied\n2_b|pending"
    );
}

#[test]
fn another_roles_deployment_is_named_with_all_that_helps() {
    let db = Db::owned("set_role");
    let role = db.role("deployer");
    let mut owner = db.connect();
    owner.run(&format!("select migrate.grant_deploy('{role}')"));
    owner.run("begin");
    owner.deploy(&bundle(&[FIRST])).unwrap();
    let since = owner.one(
        "select xact_start::timestamptz(0) from pg_stat_activity where pid = pg_backend_pid()",
    );
    let mut app = db.connect_as(&role);
    app.run("set migrate.lock_timeout = 50");
    let error = app.deploy(&bundle(&[FIRST])).unwrap_err();
    let expected = format!(
        "another deployment holds the migration lock: pid {} (user {}, application \"migrate_tests\", since {since}) (waited 50ms, P1002)",
        owner.pid(),
        db.owner()
    );
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        ("55P03", expected.as_str())
    );
}

#[test]
fn what_a_role_cannot_see_does_not_stop_its_deployments() {
    let db = Db::owned("set_role");
    let role = db.role("deployer");
    let mut owner = db.connect();
    // A constraint that can be deferred, in a schema that the deploying role may not use.
    owner.run(&format!(
        "create schema hidden; create table hidden.t (id int constraint late unique deferrable initially immediate); \
         create table hidden.u (id int constraint later unique deferrable initially deferred); \
         select migrate.baseline('[{{\"name\":\"0_old\",\"sql\":\"\"}}]'); \
         select migrate.grant_deploy('{role}'); grant create on schema public to {role}"
    ));
    let mut app = db.connect_as(&role);
    let migrations = [
        ("0_old", ""),
        ("1_a", "create table a (id int); insert into a values (1)"),
        ("2_b", "insert into a values (2)"),
    ];
    assert_eq!(app.deploy(&bundle(&migrations)).unwrap().len(), 2);
    let more = [
        migrations[0],
        migrations[1],
        migrations[2],
        ("3_c", "update a set id = 3"),
    ];
    app.rollout(&bundle(&more)).unwrap();
}
