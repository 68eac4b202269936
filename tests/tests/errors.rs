//! The error of a failing migration: the server's own words, with the place in the migration's text.

use migrate_tests::*;

const NOTHING: &str = "Nothing was applied: a deployment is all or nothing. SELECT * FROM migrate.attempts WHERE name = '2_b' shows this error.";

/// Deploys a good migration and this one, which must fail.
#[track_caller]
fn failure(app: &mut Session, sql: &str) -> Message {
    let two = bundle(&[("1_a", "select 1"), ("2_b", sql)]);
    match app.deploy(&two) {
        Err(error) => *error,
        Ok(rows) => panic!("this should have failed: {sql} {rows:?}"),
    }
}

#[test]
fn psql_shows_the_place_the_excerpt_and_what_to_do() {
    let db = Db::new("errors");
    let sql = "CREATE TABLE users (\n  id   int PRIMARY KEY,\n  name text\n);\n\n-- no such column\nALTER TABLE users\n\tALTER COLUMN nmae SET NOT NULL;\nSELECT 1;\n";
    let list = bundle(&[("20250101_init", "SELECT 1"), ("20250102_users", sql)]);
    let shown = db.psql(&format!("select * from migrate.deploy($b${list}$b$)"));
    assert_eq!(shown.stdout, "");
    assert_eq!(
        shown.stderr,
        "ERROR:  migration \"20250102_users\" failed at statement 2, line 7, column 1: column \"nmae\" of relation \"users\" does not exist\n\
         HINT:  Nothing was applied: a deployment is all or nothing. SELECT * FROM migrate.attempts WHERE name = '20250102_users' shows this error.\n\
         CONTEXT:  migration \"20250102_users\", statement 2 (ALTER TABLE), line 7, column 1\n    \
             5 | \n    6 | -- no such column\n    7 | ALTER TABLE users\n      | ^\n    8 | \tALTER COLUMN nmae SET NOT NULL;\n"
    );
}

#[test]
fn psql_shows_a_constraint_with_its_rows_and_the_callers_context() {
    let db = Db::new("errors");
    let sql = "create table t (id int primary key);\ninsert into t values (1), (1);";
    let list = bundle(&[("1_a", sql)]);
    let script = format!("\\set VERBOSITY verbose\nselect * from migrate.deploy($b${list}$b$)");
    let shown: Vec<_> = db
        .psql(&script)
        .stderr
        .lines()
        .filter(|line| !line.starts_with("LOCATION"))
        .map(str::to_owned)
        .collect();
    assert_eq!(
        shown.join("\n"),
        "ERROR:  23505: migration \"1_a\" failed at statement 2, line 2, column 1: duplicate key value violates unique constraint \"t_pkey\"\n\
         DETAIL:  Key (id)=(1) already exists.\n\
         HINT:  Nothing was applied: a deployment is all or nothing. SELECT * FROM migrate.attempts WHERE name = '1_a' shows this error.\n\
         CONTEXT:  migration \"1_a\", statement 2 (INSERT), line 2, column 1\n    \
             1 | create table t (id int primary key);\n    2 | insert into t values (1), (1);\n      | ^\n\
         SCHEMA NAME:  public\n\
         TABLE NAME:  t\n\
         CONSTRAINT NAME:  t_pkey"
    );
}

#[test]
fn every_field_of_the_servers_error_arrives() {
    let db = Db::new("errors");
    let mut app = db.connect();
    let table = "create domain dom as int constraint dom_positive check (value > 0); create table t (a int not null, d dom);\n";
    let not_null = failure(&mut app, &format!("{table}insert into t values (null);"));
    assert_eq!(not_null.code, "23502");
    assert_eq!(
        (
            not_null.schema.as_str(),
            not_null.table.as_str(),
            not_null.column.as_str()
        ),
        ("public", "t", "a")
    );
    assert_eq!(not_null.detail, "Failing row contains (null, null).");

    let domain = failure(&mut app, &format!("{table}insert into t values (1, -1);"));
    assert_eq!(
        (
            domain.code.as_str(),
            domain.datatype.as_str(),
            domain.constraint.as_str()
        ),
        ("23514", "dom", "dom_positive")
    );
    assert_eq!(
        domain.message,
        "migration \"2_b\" failed at statement 3, line 2, column 1: value for domain dom violates check constraint \"dom_positive\""
    );
    // The server's hint comes first, ours after it.
    let hinted = failure(&mut app, "create table t (name text);\nselect nam from t");
    assert_eq!(hinted.code, "42703");
    assert_eq!(
        hinted.message,
        "migration \"2_b\" failed at statement 2, line 2, column 8: column \"nam\" does not exist"
    );
    assert_eq!(
        hinted.hint,
        format!("Perhaps you meant to reference the column \"t.name\".\n{NOTHING}")
    );
    assert_eq!(hinted.position, None);
}

#[test]
fn an_own_sqlstate_of_raise_arrives_with_all_that_it_says() {
    let db = Db::new("errors");
    let sql = "select 1;\n\ndo $$\nbegin\n  raise exception 'no % left', 'money' using errcode = 'AB123', detail = 'd', hint = 'h',\n    \
               schema = 's', table = 't', column = 'c', datatype = 'ty', constraint = 'co';\nend $$";
    let error = failure(&mut db.connect(), sql);
    assert_eq!(
        error,
        Message {
            severity: "ERROR".into(),
            code: "AB123".into(),
            message: "migration \"2_b\" failed at statement 2, line 3, column 1: no money left".into(),
            detail: "d".into(),
            hint: format!("h\n{NOTHING}"),
            context: "PL/pgSQL function inline_code_block line 3 at RAISE\n\
                      migration \"2_b\", statement 2 (DO), line 3, column 1\n    1 | select 1;\n    2 | \n    3 | do $$\n      | ^\n    4 | begin\n    \
                      5 |   raise exception 'no % left', 'money' using errcode = 'AB123', detail = 'd', hint = 'h',\n    \
                      6 |     schema = 's', table = 't', column = 'c', datatype = 'ty', constraint = 'co';"
                .into(),
            position: None,
            schema: "s".into(),
            table: "t".into(),
            column: "c".into(),
            datatype: "ty".into(),
            constraint: "co".into(),
        }
    );
}

#[test]
fn an_error_inside_a_function_shows_the_calls_and_the_query() {
    let db = Db::new("errors");
    let mut app = db.connect();
    let sql = "create function inner_f() returns int language plpgsql as $$ begin return (select nope from pg_class); end $$;\n\
               create function outer_f() returns int language sql as $$ select 1; select inner_f() $$;\n\
               select\n  outer_f();";
    let error = failure(&mut app, sql);
    assert_eq!(error.code, "42703");
    assert_eq!(
        error.message,
        "migration \"2_b\" failed at statement 3, line 3, column 1: column \"nope\" does not exist"
    );
    let context: Vec<_> = error.context.lines().collect();
    assert_eq!(
        context,
        [
            "PL/pgSQL function inner_f() line 1 at RETURN",
            "SQL function \"outer_f\" statement 2",
            "in the query: (select nope from pg_class)",
            "migration \"2_b\", statement 3 (SELECT), line 3, column 1",
            "    1 | create function inner_f() returns int language plpgsql as $$ begin return (select nope from pg_class",
            "    2 | create function outer_f() returns int language sql as $$ select 1; select inner_f() $$;",
            "    3 | select",
            "      | ^",
            "    4 |   outer_f();",
        ]
    );
}

#[test]
fn an_error_inside_a_do_block_shows_its_line_and_query() {
    let db = Db::new("errors");
    let sql = "create table t (a int);\ndo $$\nbegin\n  perform 1;\n  update t set b = 1;\nend $$;";
    let error = failure(&mut db.connect(), sql);
    assert_eq!(
        error.message,
        "migration \"2_b\" failed at statement 2, line 2, column 1: column \"b\" of relation \"t\" does not exist"
    );
    assert_eq!(
        error.context,
        "PL/pgSQL function inline_code_block line 4 at SQL statement\n\
         in the query: update t set b = 1\n\
         migration \"2_b\", statement 2 (DO), line 2, column 1\n    1 | create table t (a int);\n    2 | do $$\n      | ^\n    3 | begin\n    4 |   perform 1;\n    5 |   update t set b = 1;"
    );
}

#[test]
fn an_error_in_a_trigger_keeps_the_statement_that_fired_it() {
    let db = Db::new("errors");
    let sql = "create table t (a int);\n\
               create function guard() returns trigger language plpgsql as $$ begin raise exception 'not %', new.a; end $$;\n\
               create trigger guard before insert on t for each row execute function guard();\n\
               insert into t values (7);";
    let error = failure(&mut db.connect(), sql);
    assert_eq!(
        error.message,
        "migration \"2_b\" failed at statement 4, line 4, column 1: not 7"
    );
    assert!(
        error.context.starts_with(
            "PL/pgSQL function guard() line 1 at RAISE\nmigration \"2_b\", statement 4 (INSERT), line 4, column 1\n"
        ),
        "{error}"
    );
}

#[test]
fn a_syntax_error_anywhere_is_found_before_anything_runs() {
    let db = Db::new("errors");
    let mut app = db.connect();
    let list = bundle(&[
        ("1_a", "create table a ()"),
        (
            "2_b",
            "select 1;\r\n/* é€𝄞 */ select 'é€𝄞' frm x y;\r\nselect 2;\r\n",
        ),
    ]);
    app.run("begin; create table mark (id int)");
    app.run("rollback");
    let error = app.deploy(&list).unwrap_err();
    assert_eq!(error.code, "42601");
    assert_eq!(
        error.message,
        "migration \"2_b\" cannot be parsed, line 2, column 28: syntax error at or near \"x\""
    );
    assert_eq!(error.hint, "Nothing was run.");
    assert_eq!(
        error.context,
        "migration \"2_b\", line 2, column 28\n    1 | select 1;\n    2 | /* é€𝄞 */ select 'é€𝄞' frm x y;\n      |                            ^"
    );
    assert_eq!(error.position, None);
    let unfinished = app
        .deploy(&bundle(&[("1_a", "select 1;\nselect 'x")]))
        .unwrap_err();
    assert_eq!(
        unfinished.message,
        "migration \"1_a\" cannot be parsed, line 2, column 8: unterminated quoted string at or near \"'x\""
    );
    let at_end = app.deploy(&bundle(&[("1_a", "select (1;\n")])).unwrap_err();
    assert_eq!(
        at_end.message,
        "migration \"1_a\" cannot be parsed, line 1, column 10: syntax error at or near \";\""
    );
    assert_eq!(app.one("select to_regclass('a') is null"), "t");
}

#[test]
fn columns_count_characters_behind_multibyte_text_and_windows_line_endings() {
    let db = Db::new("errors");
    let mut app = db.connect();
    let error = failure(
        &mut app,
        "select 'é€𝄞';\r\n\r\n  -- ü\r\n  select 'é€𝄞',\r\n\t'𝄞', nope;\r\n",
    );
    assert_eq!(
        error.message,
        "migration \"2_b\" failed at statement 2, line 5, column 7: column \"nope\" does not exist"
    );
    assert_eq!(
        error.context,
        "migration \"2_b\", statement 2 (SELECT), line 5, column 7\n    3 |   -- ü\n    4 |   select 'é€𝄞',\n    5 | \t'𝄞', nope;\n      | \t     ^"
    );
}

#[test]
fn a_variable_of_psql_is_explained() {
    let db = Db::new("errors");
    let mut app = db.connect();
    for sql in [
        "grant select on all tables in schema public to :role",
        "select :'name'",
        "select 1 + :n",
    ] {
        let error = failure(&mut app, sql);
        assert_eq!(error.code, "42601", "{sql}");
        assert_eq!(
            error.hint,
            "Variables of psql (:name) are not known to the server: write their values.\nNothing was run."
        );
    }
    let cast = failure(&mut app, "select 1::;");
    assert_eq!(cast.hint, "Nothing was run.");
}

#[test]
fn a_name_with_a_quote_is_quoted_in_the_hint() {
    let db = Db::new("errors");
    let mut app = db.connect();
    let error = app
        .deploy(&bundle(&[("it's", "select 1 / 0")]))
        .unwrap_err();
    assert!(
        error.message.starts_with("migration \"it's\" failed"),
        "{error}"
    );
    let typed = error
        .hint
        .split_once("nothing. ")
        .unwrap()
        .1
        .replace(" shows this error.", "");
    assert_eq!(app.rows(&typed).len(), 1, "{typed}");
}

#[test]
fn the_callers_own_context_stands_below() {
    let db = Db::new("errors");
    let mut app = db.connect();
    app.run("create function app_start(b text) returns void language plpgsql as $$ begin perform migrate.deploy(b); end $$");
    let error = app
        .query(
            "select app_start($1)",
            &[&bundle(&[("2_b", "select 1 / 0")])],
        )
        .map(drop)
        .map_err(Message::of)
        .unwrap_err();
    assert_eq!(
        error.context,
        "migration \"2_b\", statement 1 (SELECT), line 1, column 1\n    1 | select 1 / 0\n      | ^\n\
         SQL statement \"SELECT migrate.deploy(b)\"\nPL/pgSQL function app_start(text) line 1 at PERFORM"
    );
}

#[test]
fn a_cancel_is_a_cancel_and_names_the_statement() {
    let db = Db::new("errors");
    let mut app = db.connect();
    app.run("set statement_timeout = '200ms'");
    let error = failure(&mut app, "select 1;\nselect pg_sleep(600)");
    assert_eq!(error.code, "57014");
    assert_eq!(
        error.message,
        "migration \"2_b\" failed at statement 2, line 2, column 1: canceling statement due to statement timeout"
    );
    app.run("set statement_timeout = 0");
    assert_eq!(app.one("select count(*) from migrate.history"), "0");
    assert_eq!(
        app.deploy(&bundle(&[("1_a", "select 1")])).unwrap().len(),
        1
    );
}

#[test]
fn running_out_of_locks_says_which_setting_and_that_rollout_needs_fewer() {
    let cluster = Cluster::with(&[
        ("max_locks_per_transaction", "10"),
        ("max_connections", "10"),
    ]);
    let db = Db::on(&cluster, "errors");
    let mut app = db.connect();
    let list: Vec<_> = (0..40)
        .map(|m| {
            let tables =
                (0..100).map(|t| format!("create table t_{m}_{t} (id int primary key);\n"));
            (format!("{m:02}"), tables.collect::<String>())
        })
        .collect();
    let error = app.deploy(&bundle(&list)).unwrap_err();
    assert_eq!(error.code, "53200");
    assert!(error.message.ends_with(": out of shared memory"), "{error}");
    // The first line is PostgreSQL's own, which quotes the setting's name since 17.
    let (server, ours) = error.hint.split_once('\n').unwrap();
    assert!(server.contains("max_locks_per_transaction"), "{error}");
    assert!(
        ours.starts_with(
            "One transaction holds a lock for every table it touches: raise max_locks_per_transaction, \
             or use CALL migrate.rollout(…), which commits after each migration.\n\
             Nothing was applied"
        ),
        "{error}"
    );
    app.rollout(&bundle(&list)).unwrap();
    assert_eq!(app.one("select count(*) from migrate.history"), "40");
}
