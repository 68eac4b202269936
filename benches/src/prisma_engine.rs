//! Prisma's own engine, driven directly as `prisma migrate dev` and `migrate diff` drive it, in a process that is warm:
//! tests/clients/prisma.mjs.

use serde_json::{json, Value};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

pub struct Engine {
    child: Child,
    calls: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Engine {
    /// For a database, if it is installed.
    pub fn of(database: &str) -> Option<Engine> {
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent()?;
        let modules = repository.join("target/clients/node/node_modules");
        if !modules.join("@prisma/schema-engine-wasm").exists() {
            return None;
        }
        let mut command = Command::new("node");
        command
            .arg(repository.join("tests/clients/prisma.mjs"))
            .env("PGDATABASE", database)
            .env("PRISMA_MODULES", modules)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped());
        let mut child = command.spawn().ok()?;
        let mut engine = Engine {
            calls: child.stdin.take()?,
            answers: BufReader::new(child.stdout.take()?),
            child,
        };
        engine.call("open", Value::Null);
        Some(engine)
    }

    /// What `prisma migrate dev --create-only` does: is the history sound, what would be lost, the next migration.
    pub fn dev(&mut self, history: &[(&str, &str)], schema: &str) -> String {
        let list = list(history);
        let schema = json!({"files": [file(schema)]});
        let diagnostic = json!({"migrationsList": list, "filters": filters()});
        let action = self.call("devDiagnostic", diagnostic);
        assert_eq!(action["action"]["tag"], "createMigration", "{action}");
        let mut params = json!({"migrationsList": list, "schema": schema, "filters": filters()});
        self.call("evaluateDataLoss", params.clone());
        params["draft"] = json!(true);
        params["migrationName"] = json!("next");
        let created = self.call("createMigration", params);
        created["migrationScript"]
            .as_str()
            .unwrap_or_default()
            .into()
    }

    /// What `prisma migrate diff --script` does, from the database to a schema.
    pub fn script(&mut self, schema: &str) -> String {
        let from = json!({"tag": "schemaDatasource", "files": [file(schema)], "configDir": "/"});
        let to = json!({"tag": "schemaDatamodel", "files": [file(schema)]});
        let params = json!({
            "from": from, "to": to, "script": true, "exitCode": null,
            "shadowDatabaseUrl": null, "filters": filters(),
        });
        let done = self.call("diff", params);
        done["stdout"].as_str().unwrap_or_default().into()
    }

    fn call(&mut self, method: &str, params: Value) -> Value {
        let call = json!({"method": method, "params": params});
        writeln!(self.calls, "{call}").expect("Prisma runs");
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("Prisma answers");
        let answer: Value = serde_json::from_str(&line).expect("an answer");
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["ok"].clone()
    }
}

impl Drop for Engine {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn list(history: &[(&str, &str)]) -> Value {
    let folder = |(name, sql): &(&str, &str)| {
        let file = json!({"path": "migration.sql", "content": {"tag": "ok", "value": sql}});
        json!({"path": name, "migrationFile": file})
    };
    json!({
        "baseDir": "/prisma/migrations",
        "lockfile": {"path": "migration_lock.toml", "content": "provider = \"postgresql\"\n"},
        "shadowDbInitScript": "",
        "migrationDirectories": history.iter().map(folder).collect::<Vec<_>>(),
    })
}

fn file(content: &str) -> Value {
    json!({"path": "schema.prisma", "content": content})
}

fn filters() -> Value {
    json!({"externalTables": [], "externalEnums": []})
}
