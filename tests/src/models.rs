//! Models of Prisma's that several test files begin with, and short words for what they do with them.

use crate::{Db, Session};
use serde_json::{json, Value};

/// Models with the datasource that they need.
pub fn schema_of(models: &str) -> String {
    format!(
        "datasource db {{\n  provider = \"postgresql\"\n}}\n\n{}\n",
        models.trim()
    )
}

/// `migrate.prisma` of models.
pub fn value(models: &str) -> String {
    format!("migrate.prisma($p${}$p$)", schema_of(models))
}

/// What a push begins with.
pub const BEFORE: &str = "
model U {
  id    Int     @id @default(autoincrement())
  email String?
  age   Int
  role  Role    @default(A)
  note  String
}
enum Role {
  A
  B
}
model Old {
  id Int @id
}";

/// A database that has `BEFORE`, and rows.
pub fn shop(name: &str) -> (Db<'static>, Session) {
    let db = Db::new(name);
    let mut app = db.connect();
    pushed(&mut app, BEFORE);
    app.run(
        r#"insert into "U" (email, age, note) values ('a', 1, 'x'), (null, 2, 'y'); insert into "Old" values (1), (2)"#,
    );
    (db, app)
}

/// `push` as SQL.
pub fn push(models: &str, more: &str) -> String {
    format!(
        "select change, object from migrate.push({}{more})",
        value(models)
    )
}

/// Pushes, and finds nothing more to do.
#[track_caller]
pub fn pushed(app: &mut Session, models: &str) -> String {
    let rows = app.lines(&push(models, ""));
    assert_eq!(steps(app, "migrate.live()", &value(models)), "");
    rows
}

/// What `diff` says.
pub fn steps(app: &mut Session, from: &str, to: &str) -> String {
    app.lines(&format!(
        "select change, object from migrate.diff({from}, {to})"
    ))
}

/// What a development begins with, and its next step.
pub const FIRST: &str = "model U {\n  id   Int    @id @default(autoincrement())\n  name String\n}";
pub const SECOND: &str =
    "model U {\n  id   Int    @id @default(autoincrement())\n  name String\n  age  Int?\n}";

/// `dev` as SQL: its outcomes, names without their times, and details.
pub fn dev(label: &str, target: &str, migrations: &str, more: &str) -> String {
    format!(
        "select outcome, regexp_replace(name, '^[0-9]{{14}}', 'TIME'), detail
           from migrate.dev('{label}', {target}, $b${migrations}$b${more})"
    )
}

/// The outcomes and names.
#[track_caller]
pub fn outcomes(app: &mut Session, sql: &str) -> String {
    let rows = app.rows(sql);
    let line = |row: &Vec<String>| format!("{}|{}", row[0], row[1]);
    rows.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The folder of a project whose migrations are all applied here.
pub fn folder(app: &mut Session) -> String {
    app.one("select coalesce(json_agg(json_build_object('name', name, 'sql', sql) order by name), '[]') from migrate.history")
}

/// Makes and applies a migration.
#[track_caller]
pub fn develop(app: &mut Session, label: &str, models: &str) {
    let folder = folder(app);
    assert_eq!(
        outcomes(app, &dev(label, &value(models), &folder, "")),
        format!("applied|TIME_{label}")
    );
}

/// With more migrations.
pub fn with(folder: &str, more: &[(&str, &str)]) -> String {
    let mut list: Vec<Value> = serde_json::from_str(folder).unwrap();
    list.extend(
        more.iter()
            .map(|(name, sql)| json!({"name": name, "sql": sql})),
    );
    Value::from(list).to_string()
}
