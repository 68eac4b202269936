//! The real Prisma: its engine and language tools as WebAssembly, driven by tests/clients/prisma.mjs.

use crate::clients::skip_without;
use crate::{env, Db};
use serde_json::{json, Value};
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

/// A process that answers calls. Its engine is opened anew for each of the CLI's commands.
pub struct Prisma {
    child: Child,
    calls: ChildStdin,
    answers: BufReader<ChildStdout>,
    schema: Files,
}

/// Names and texts.
pub type Files = Vec<(String, String)>;

/// Folders and texts of migrations.
pub type Migrations = [(String, String)];

/// What Prisma says in place of an answer: `P3009` and its words, without the trace of the engine's own code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    pub code: String,
    pub message: String,
}

pub type Answer = Result<Value, Failure>;

/// What Prisma's packages ask for.
const OLDEST_NODE: u32 = 20;

/// Says so and returns true where no such Node.js is to be had.
fn skip_on_old_node() -> bool {
    let version = Command::new("node").arg("--version").output();
    let version = version.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    let version = version.unwrap_or_default();
    let major = version.trim_start_matches('v').split('.').next();
    let is_old = major.and_then(|m| m.parse().ok()) < Some(OLDEST_NODE);
    if is_old {
        eprintln!("skipped: Prisma's engine wants Node.js {OLDEST_NODE}, here is {version}");
    }
    is_old
}

impl Prisma {
    /// For a database, if it is installed.
    pub fn of(db: &Db) -> Option<Prisma> {
        Prisma::with_schema(db, None)
    }

    /// As `?schema=` has it.
    pub fn with_schema(db: &Db, schema: Option<&str>) -> Option<Prisma> {
        let modules = env::clients().join("node/node_modules");
        let there = modules.join("@prisma/schema-engine-wasm").exists();
        if skip_without("Prisma", there) || skip_on_old_node() {
            return None;
        }
        let mut command = db.command("node");
        command
            .arg(crate::repository().join("tests/clients/prisma.mjs"))
            .env("PRISMA_MODULES", modules)
            .envs(schema.map(|schema| ("PRISMA_SCHEMA", schema)))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = command.spawn().expect("node runs");
        Some(Prisma {
            calls: child.stdin.take().unwrap(),
            answers: BufReader::new(child.stdout.take().unwrap()),
            child,
            schema: Vec::new(),
        })
    }

    /// The project's `schema.prisma` from now on.
    pub fn set_schema(&mut self, text: &str) {
        self.schema = vec![("schema.prisma".into(), text.into())];
    }

    fn call(&mut self, method: &str, params: Value) -> Answer {
        let call = json!({"method": method, "params": params});
        writeln!(self.calls, "{call}").expect("Prisma runs");
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("Prisma answers");
        let answer: Value = serde_json::from_str(&line).unwrap_or_else(|e| panic!("{e}: {line}"));
        match answer.get("error") {
            None => Ok(answer["ok"].clone()),
            Some(error) => Err(Failure::read(error)),
        }
    }

    /// One command of the CLI: an engine, and calls of it; the answer is the last one's.
    fn command(&mut self, calls: &[(&str, Value)]) -> Answer {
        let files = match self.schema.is_empty() {
            true => Value::Null,
            false => json!(self.schema),
        };
        self.call("open", files)?;
        let mut answer = Ok(Value::Null);
        for (method, params) in calls {
            answer = self.call(method, params.clone());
            if answer.is_err() {
                break;
            }
        }
        self.call("close", Value::Null)?;
        answer
    }

    /// `prisma validate`.
    pub fn validate(&mut self, files: &Files) -> Result<(), Failure> {
        self.call("validate", json!(files)).map(drop)
    }

    /// `prisma format`.
    pub fn format(&mut self, files: &Files) -> Files {
        let formatted = self.call("format", json!(files)).expect("a layout");
        serde_json::from_value(formatted).expect("files")
    }

    /// `prisma db pull` of a new project, or with the schema that was set.
    pub fn pull(&mut self, namespaces: &[&str]) -> Result<String, Failure> {
        let namespaces = (!namespaces.is_empty()).then_some(namespaces);
        let params = json!({
            "schema": container(&self.schema), "baseDirectoryPath": "/", "force": false,
            "compositeTypeDepth": 0, "namespaces": namespaces,
        });
        let answer = self.command(&[("introspect", params)])?;
        Ok(text(&answer["schema"]["files"][0]["content"]))
    }

    /// `prisma migrate diff --script` between two targets.
    pub fn script(&mut self, from: Value, to: Value) -> Result<String, Failure> {
        let params = json!({
            "from": from, "to": to, "script": true, "exitCode": null,
            "shadowDatabaseUrl": null, "filters": filters(),
        });
        Ok(text(&self.command(&[("diff", params)])?["stdout"]))
    }

    /// `prisma db push --accept-data-loss`.
    pub fn push(&mut self) -> Answer {
        let params =
            json!({"force": true, "schema": container(&self.schema), "filters": filters()});
        self.command(&[("schemaPush", params)])
    }

    /// `prisma migrate deploy`: what it applied.
    pub fn deploy(&mut self, migrations: &Migrations) -> Result<Vec<String>, Failure> {
        let params = json!({"migrationsList": list(migrations), "filters": filters()});
        let done = self.command(&[("applyMigrations", params)])?;
        Ok(serde_json::from_value(done["appliedMigrationNames"].clone()).expect("names"))
    }

    /// What `prisma migrate status` asks.
    pub fn diagnose(&mut self, migrations: &Migrations) -> Answer {
        let params = json!({
            "migrationsList": list(migrations), "optInToShadowDatabase": false, "filters": filters()
        });
        self.command(&[("diagnoseMigrationHistory", params)])
    }

    /// What `prisma migrate dev` asks first: nothing where it would go on, else why it wants a reset.
    pub fn reason_to_reset(&mut self, migrations: &Migrations) -> Result<Option<String>, Failure> {
        let params = json!({"migrationsList": list(migrations), "filters": filters()});
        let answer = self.command(&[("devDiagnostic", params)])?;
        let reason = &answer["action"]["reason"];
        Ok(reason.as_str().map(str::to_owned))
    }

    /// What `prisma migrate dev --create-only` writes: name and text.
    pub fn next(
        &mut self,
        name: &str,
        migrations: &Migrations,
    ) -> Result<(String, String), Failure> {
        let list = list(migrations);
        let diagnostic = json!({"migrationsList": list, "filters": filters()});
        let params = json!({
            "draft": true, "migrationName": name, "migrationsList": list,
            "schema": container(&self.schema), "filters": filters(),
        });
        let answer = self.command(&[("devDiagnostic", diagnostic), ("createMigration", params)])?;
        Ok((
            text(&answer["generatedMigrationName"]),
            text(&answer["migrationScript"]),
        ))
    }

    /// `prisma migrate resolve --applied`.
    pub fn resolve_applied(&mut self, name: &str, migrations: &Migrations) -> Answer {
        let params = json!({"migrationName": name, "migrationsList": list(migrations)});
        self.command(&[("markMigrationApplied", params)])
    }

    /// `prisma migrate resolve --rolled-back`.
    pub fn resolve_rolled_back(&mut self, name: &str) -> Answer {
        self.command(&[("markMigrationRolledBack", json!({"migrationName": name}))])
    }
}

impl Drop for Prisma {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

impl Failure {
    fn read(error: &Value) -> Failure {
        let message = text(&error["message"]);
        // The language tools say it as JSON.
        let inner: Option<Value> = serde_json::from_str(&message).ok();
        match inner {
            Some(inner) => Failure {
                code: text(&inner["error_code"]),
                message: text(&inner["message"]),
            },
            None => Failure {
                code: text(&error["code"]),
                message: message
                    .split("\n   0: ")
                    .next()
                    .unwrap_or_default()
                    .to_owned(),
            },
        }
    }
}

/// Nothing, as a side of `script`.
pub fn empty() -> Value {
    json!({"tag": "empty"})
}

/// A schema file, as a side of `script`.
pub fn datamodel(schema: &str) -> Value {
    json!({"tag": "schemaDatamodel", "files": [{"path": "schema.prisma", "content": schema}]})
}

/// The database, in the scope of a schema file, as a side of `script`.
pub fn live(schema: &str) -> Value {
    let mut target = datamodel(schema);
    target["tag"] = json!("schemaDatasource");
    target["configDir"] = json!("/");
    target
}

fn list(migrations: &Migrations) -> Value {
    let folder = |(name, sql): &(String, String)| {
        let file = json!({"path": "migration.sql", "content": {"tag": "ok", "value": sql}});
        json!({"path": name, "migrationFile": file})
    };
    json!({
        "baseDir": "/prisma/migrations",
        "lockfile": {"path": "migration_lock.toml", "content": "provider = \"postgresql\"\n"},
        "shadowDbInitScript": "",
        "migrationDirectories": migrations.iter().map(folder).collect::<Vec<_>>(),
    })
}

fn container(files: &Files) -> Value {
    let file = |(path, content): &(String, String)| json!({"path": path, "content": content});
    json!({"files": files.iter().map(file).collect::<Vec<_>>()})
}

fn filters() -> Value {
    json!({"externalTables": [], "externalEnums": []})
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
