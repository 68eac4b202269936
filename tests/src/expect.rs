//! What several test files say of a session: that it is refused, denied, or what it deployed.

use crate::{bundle, Applied, Db, Message, Session};

/// The SQL must fail for lack of rights, with this message.
#[track_caller]
pub fn denied(session: &mut Session, sql: &str, message: &str) {
    let error = session.error(sql);
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        ("42501", message),
        "{sql}"
    );
}

/// Deploys one migration that must be refused; nothing may be left of it, or of the one before it.
#[track_caller]
pub fn refused(app: &mut Session, sql: &str) -> Message {
    let two = bundle(&[("1_a", "create table first (id int)"), ("2_b", sql)]);
    let error = app
        .deploy(&two)
        .err()
        .unwrap_or_else(|| panic!("not refused: {sql}"));
    assert_eq!(app.one("select count(*) from migrate.history"), "0");
    assert_eq!(app.one("select to_regclass('first') is null"), "t");
    *error
}

/// Deploys one migration more, and says how many statements it had.
#[track_caller]
pub fn deployed(app: &mut Session, sql: &str) -> i32 {
    let name = format!("{}_m", app.one("select count(*) from migrate.history"));
    let result = app.deploy_with(&bundle(&[(name, sql)]), "allow_missing => true");
    result.unwrap_or_else(|error| panic!("{error}\nof: {sql}"))[0].statements
}

/// The report of a deployment as lines `name|outcome|statements`.
#[track_caller]
pub fn report(result: Result<Vec<Applied>, Box<Message>>) -> String {
    let rows = result.unwrap_or_else(|error| panic!("{error}"));
    let line = |row: &Applied| format!("{}|{}|{}", row.name, row.outcome, row.statements);
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// A role of the database that may deploy, and create in public.
pub fn deployer(db: &Db) -> String {
    let role = db.role("deployer");
    let mut owner = db.connect();
    owner.run(&format!(
        "select migrate.grant_deploy('{role}'); grant create on schema public to {role}"
    ));
    role
}

/// A bundle of three migrations that create tables.
pub fn three() -> String {
    bundle(&[
        ("1_a", "create table a (id int)"),
        ("2_b", "create table b (id int); create table bb (id int);"),
        ("3_c", "create table c (id int)"),
    ])
}
