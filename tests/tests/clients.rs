//! Clients of several languages, each with the parameter types that it sends by itself, one by one and all at once.

use migrate_tests::*;
use std::process::Command;

fn three() -> Value {
    json!([
        {"name": "1_a", "sql": "create table a (id int primary key, t text default 'it''s')"},
        {"name": "2_b", "sql": "insert into a values (1, 'é😀 \\ \" $1 %s :x')"},
        {"name": "3_c", "sql": "create table c (id int references a)"},
    ])
}

const APPLIED: &str = "1_a applied\n2_b applied\n3_c applied\n";

#[track_caller]
fn assert_deployed(db: &Db) {
    let mut app = db.connect();
    assert_eq!(
        app.lines("select name, position from migrate.history order by 2"),
        "1_a|1\n2_b|2\n3_c|3"
    );
    assert_eq!(app.one("select t from a"), "é😀 \\ \" $1 %s :x");
    assert_eq!(
        app.one("select sql from migrate.history where name = '2_b'"),
        three()[1]["sql"]
    );
}

/// Runs several processes at once and returns their outputs, which must all be good.
#[track_caller]
fn at_once(commands: Vec<Command>) -> Vec<String> {
    let running: Vec<_> = commands
        .into_iter()
        .map(|mut c| std::thread::spawn(move || Output::of(&mut c, "")))
        .collect();
    running
        .into_iter()
        .map(|r| r.join().unwrap())
        .map(Output::ok)
        .collect()
}

/// One applied everything, the others nothing.
#[track_caller]
fn one_applied(outputs: &[String]) {
    let mut sorted: Vec<_> = outputs.iter().map(String::as_str).collect();
    sorted.sort_unstable();
    let mut expected = vec![""; outputs.len() - 1];
    expected.push(APPLIED);
    assert_eq!(sorted, expected);
}

fn psql(db: &Db, parameter: &str) -> Command {
    let mut psql = db.psql_command();
    let value = format!("$bundle${}$bundle$", three());
    let sql = format!(
        "select name, outcome from migrate.deploy({})",
        parameter.replace("BUNDLE", &value)
    );
    psql.args(["-qAt", "-F", " ", "-v", "ON_ERROR_STOP=1", "-c", &sql]);
    psql
}

#[test]
fn psql_deploys_with_every_type_and_from_several_processes() {
    for parameter in [
        "BUNDLE",
        "BUNDLE::text",
        "BUNDLE::json",
        "BUNDLE::jsonb",
        "migrations => BUNDLE",
    ] {
        let db = Db::new("clients");
        one_applied(&at_once((0..4).map(|_| psql(&db, parameter)).collect()));
        assert_deployed(&db);
    }
}

#[test]
fn psql_deploys_a_bundle_from_a_variable() {
    let db = Db::new("clients");
    let script = format!(
        "\\set bundle '{}'\nselect name, outcome from migrate.deploy(:'bundle');",
        three()
            .to_string()
            .replace('\\', "\\\\")
            .replace('\'', "\\'")
    );
    assert_eq!(db.psql(&script).ok().replace('|', " "), APPLIED);
    assert_deployed(&db);
}

const PSYCOPG: &str = r#"
import json, sys, psycopg
from psycopg.types.json import Json, Jsonb
kind, mode, bundle = sys.argv[1], sys.argv[2], json.loads(sys.argv[3])
value = {"str": json.dumps(bundle), "json": Json(bundle), "jsonb": Jsonb(bundle), "object": Jsonb({"migrations": bundle, "order": "given"})}[kind.split(":")[0]]
cast = "::" + kind.split(":")[1] if ":" in kind else ""
connection = psycopg.connect(autocommit = mode == "autocommit")
rows = connection.execute(f"select name, outcome from migrate.deploy(%s{cast})", [value]).fetchall()
if mode != "autocommit":
    connection.commit()
for row in rows:
    print(*row)
"#;

#[test]
fn psycopg_deploys_with_every_type_and_from_several_processes() {
    for kind in [
        "str",
        "str:json",
        "str:jsonb",
        "str:text",
        "json",
        "jsonb",
        "object",
    ] {
        for mode in ["autocommit", "transaction"] {
            let db = Db::new("clients");
            let commands = (0..3).map(|_| {
                let mut python = python(&db)?;
                python.args(["-c", PSYCOPG, kind, mode, &three().to_string()]);
                Some(python)
            });
            let Some(commands) = commands.collect() else {
                return;
            };
            one_applied(&at_once(commands));
            assert_deployed(&db);
        }
    }
}

#[test]
fn psycopg_rolls_out_in_autocommit_mode_and_is_told_so_otherwise() {
    let db = Db::new("clients");
    let script = r#"
import json, sys, psycopg
bundle = json.loads(sys.argv[1])
try:
    psycopg.connect().execute("call migrate.rollout(%s)", [json.dumps(bundle)])
except psycopg.Error as e:
    print(e.sqlstate, e.diag.message_primary, "/", e.diag.message_hint)
connection = psycopg.connect(autocommit=True)
connection.add_notice_handler(lambda n: print(n.message_primary.split(" (")[0]))
connection.execute("call migrate.rollout(%s)", [json.dumps(bundle)])
connection.execute("call migrate.rollout(%s::jsonb)", [json.dumps(bundle)])
"#;
    let all = json!([{"name": "1_a", "sql": "create table a (id int)"}, {"name": "2_b", "sql": "create index concurrently on a (id)"}]);
    let Some(mut python) = python(&db) else {
        return;
    };
    assert_eq!(
        Output::of(python.args(["-c", script, &all.to_string()]), "").ok(),
        "25001 migrate.rollout commits after each migration, so it cannot run inside a transaction block or a function / \
         CALL it on its own: no BEGIN, no psql -1, and the driver in autocommit mode.\n\
         1/2 \"1_a\" applied\n2/2 \"2_b\" applied\nnothing to do: 2 migrations are applied, none is pending\n"
    );
}

#[test]
fn psycopg_deploys_together_with_the_applications_own_statements() {
    let db = Db::new("clients");
    let script = r#"
import json, sys, psycopg
with psycopg.connect() as c:
    c.execute("select migrate.deploy(%s)", [sys.argv[1]])
    c.execute("insert into c values (1)")
    try:
        with c.transaction():
            c.execute("select migrate.deploy(%s)", [json.dumps([{"name": "9_bad", "sql": "insert into a values (1)"}]), ])
    except psycopg.errors.ObjectNotInPrerequisiteState as e:
        print(e.diag.message_primary)
    print(c.execute("select count(*) from c").fetchone()[0])
"#;
    let Some(mut python) = python(&db) else {
        return;
    };
    let out = Output::of(python.args(["-c", script, &three().to_string()]), "").ok();
    assert_eq!(
        out,
        "3 migrations were applied, but are not in the bundle\n1\n"
    );
    assert_deployed(&db);
}

const NODE: &str = r#"
const { Client } = require('pg');
const [kind, text] = process.argv.slice(1), bundle = JSON.parse(text);
const value = { string: text, object: { migrations: bundle } }[kind.split(':')[0]];
const cast = kind.includes(':') ? '::' + kind.split(':')[1] : '';
(async () => {
  const client = new Client();
  await client.connect();
  const result = await client.query(`select name, outcome from migrate.deploy($1${cast})`, [value]);
  for (const row of result.rows) console.log(row.name, row.outcome);
  await client.end();
})().catch(e => { console.error(e); process.exit(1) });
"#;

#[test]
fn node_postgres_deploys_with_every_type_and_from_several_processes() {
    for kind in [
        "string",
        "string:json",
        "string:jsonb",
        "string:text",
        "object",
        "object:json",
        "object:jsonb",
        "object:text",
    ] {
        let db = Db::new("clients");
        let commands = (0..3).map(|_| {
            let mut node = node(&db)?;
            node.args(["-e", NODE, kind, &three().to_string()]);
            Some(node)
        });
        let Some(commands) = commands.collect() else {
            return;
        };
        one_applied(&at_once(commands));
        assert_deployed(&db);
    }
}

#[test]
fn node_postgres_is_told_what_became_of_a_bare_javascript_array() {
    let db = Db::new("clients");
    let script = r#"
const client = new (require('pg').Client)();
client.connect().then(() => client.query('select * from migrate.deploy($1)', [JSON.parse(process.argv[1])]))
  .catch(e => console.log(e.code, '/', e.message, '/', e.hint)).then(() => client.end());
"#;
    let Some(mut node) = node(&db) else { return };
    let out = Output::of(node.args(["-e", script, &three().to_string()]), "").ok();
    assert!(
        out.starts_with("22P02 / the bundle is not valid JSON: "),
        "{out}"
    );
    assert!(
        out.contains("JSON.stringify"),
        "the hint names the cause: drivers turn a list into a PostgreSQL array: {out}"
    );
}

#[test]
fn node_postgres_gets_errors_with_their_fields_and_rolls_out() {
    let db = Db::new("clients");
    let script = r#"
(async () => {
  const client = new (require('pg').Client)();
  client.on('notice', n => console.log(n.message.split(' (')[0]));
  await client.connect();
  const bad = { migrations: [{ name: '1_a', sql: 'create table a (id int primary key);\n  insert into a values (1), (1)' }] };
  await client.query('select migrate.deploy($1)', [bad]).catch(e => console.log(e.code, e.table, e.constraint, e.message, '/', e.detail));
  const good = { migrations: [{ name: '1_a', sql: 'create table a (id int)' }, { name: '2_b', sql: 'create index concurrently on a (id)' }] };
  await client.query('call migrate.rollout($1)', [good]);
  const status = await client.query('select name, state, applied_at from migrate.status($1::jsonb)', [good]);
  for (const row of status.rows) console.log(row.name, row.state, row.applied_at instanceof Date);
  await client.end();
})().catch(e => { console.error(e); process.exit(1) });
"#;
    let Some(mut node) = node(&db) else { return };
    assert_eq!(
        Output::of(node.args(["-e", script]), "").ok(),
        "23505 a a_pkey migration \"1_a\" failed at statement 2, line 2, column 3: duplicate key value violates unique constraint \"a_pkey\" / Key (id)=(1) already exists.\n\
         1/2 \"1_a\" applied\n2/2 \"2_b\" applied\n1_a applied true\n2_b applied true\n"
    );
}

#[test]
fn a_rust_client_sends_json_values_and_texts() {
    type Call = fn(&mut Session) -> usize;
    let calls: [Call; 5] = [
        |app| {
            app.query("select * from migrate.deploy($1::json)", &[&three()])
                .unwrap()
                .len()
        },
        |app| {
            app.query("select * from migrate.deploy($1::jsonb)", &[&three()])
                .unwrap()
                .len()
        },
        |app| {
            app.query(
                "select * from migrate.deploy($1::text)",
                &[&three().to_string()],
            )
            .unwrap()
            .len()
        },
        |app| {
            app.query(
                "select * from migrate.deploy($1)",
                &[&three().to_string().as_str()],
            )
            .unwrap()
            .len()
        },
        |app| {
            app.query("select * from migrate.deploy(migrations => $1::jsonb, dry_run => $2, up_to => $3, allow_missing => $4)", &[&three(), &false, &"3_c", &None::<bool>]).unwrap().len()
        },
    ];
    for call in calls {
        let db = Db::new("clients");
        let mut app = db.connect();
        assert_eq!(call(&mut app), 3);
        assert_eq!(call(&mut app), 0);
        assert_deployed(&db);
    }
}

#[test]
fn a_rust_client_reads_the_columns_with_their_types() {
    let db = Db::new("clients");
    let mut app = db.connect();
    let row = app.query_one("select name, outcome, statements, extract(epoch from duration)::float8 from migrate.deploy($1::jsonb, up_to => '1_a')", &[&three()]).unwrap();
    assert_eq!(
        (
            row.get::<_, &str>(0),
            row.get::<_, &str>(1),
            row.get::<_, i32>(2)
        ),
        ("1_a", "applied", 1)
    );
    assert!(row.get::<_, f64>(3) > 0.0);
    let rows = app
        .query(
            "select name, state, applied_at::timestamp, detail from migrate.status($1::json)",
            &[&three()],
        )
        .unwrap();
    assert_eq!(rows[0].get::<_, Option<&str>>(3), None);
    assert!(rows[1]
        .try_get::<_, Option<std::time::SystemTime>>(2)
        .unwrap()
        .is_none());
    assert!(rows[0].get::<_, std::time::SystemTime>(2) > std::time::UNIX_EPOCH);
}

#[test]
fn rust_clients_deploy_from_several_processes() {
    let db = Db::new("clients");
    let client = || {
        let mut this = Command::new(env!("CARGO_BIN_EXE_deploy_once"));
        this.args([db.url(), three().to_string()]);
        std::thread::spawn(move || Output::of(&mut this, ""))
    };
    let running: Vec<_> = (0..6).map(|_| client()).collect();
    let outputs: Vec<_> = running.into_iter().map(|r| r.join().unwrap()).collect();
    assert!(outputs.iter().all(|o| o.code == 0), "{outputs:?}");
    let reports: Vec<_> = outputs.into_iter().map(|o| o.stderr).collect();
    one_applied(&reports);
    assert_deployed(&db);
}

#[test]
fn clients_of_all_kinds_at_once_apply_once() {
    let db = Db::new("clients");
    let text = three().to_string();
    let mut commands: Vec<_> = (0..3).map(|_| psql(&db, "BUNDLE::jsonb")).collect();
    for _ in 0..3 {
        let (Some(mut python), Some(mut node)) = (python(&db), node(&db)) else {
            return;
        };
        python.args(["-c", PSYCOPG, "jsonb", "transaction", &text]);
        node.args(["-e", NODE, "object", &text]);
        commands.extend([python, node]);
    }
    one_applied(&at_once(commands));
    assert_deployed(&db);
}
