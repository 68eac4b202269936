//! What only the psql client could run: its own commands, and COPY through the connection.

use migrate_tests::expect::*;
use migrate_tests::*;

#[test]
fn psql_commands_are_named_as_what_they_are() {
    let db = Db::new("statements");
    let mut app = db.connect();
    for (sql, place, command) in [
        ("\\i other.sql", "line 1, column 1", "\\i"),
        (
            "select 1;\n  \\set x 1\nselect 2;",
            "line 2, column 3",
            "\\set",
        ),
        ("select 'é' \\gexec\n", "line 1, column 12", "\\gexec"),
        (
            "select $$\\d$$;\n\\connect other",
            "line 2, column 1",
            "\\connect",
        ),
        ("\\\\", "line 1, column 1", "\\"),
    ] {
        let error = refused(&mut app, sql);
        assert_eq!(error.code, "42601", "{sql}");
        assert_eq!(
            error.message,
            format!(
                "migration \"2_b\", {place}: {command} is a command of the psql client, not SQL"
            )
        );
        assert_eq!(
            error.hint,
            "The server cannot run psql's commands: put the SQL that it stands for into the migration."
        );
    }
    let quoted = "select '\\i x', E'\\\\i', $$\\i$$ as \"\\i\"; -- \\i x\n/* \\i /* \\i */ */ select $a$\n\\.\n$a$";
    assert_eq!(deployed(&mut app, quoted), 2);
    let restricted = "\\restrict abc\ncreate table r ();\n\n\\unrestrict abc\n";
    assert_eq!(deployed(&mut app, restricted), 1);
}

#[test]
fn copy_through_the_client_is_refused_with_its_line() {
    let db = Db::new("statements");
    let mut app = db.connect();
    for (sql, line, what) in [
        (
            "\nCOPY public.t (id, b) FROM stdin;\n1\ta\\nb\n2\t\\N\n\\.\n\nselect 1;",
            2,
            "COPY … FROM stdin with inline data is read by the psql client, not by the server",
        ),
        (
            "select 1;\ncopy t from stdin",
            2,
            "COPY … FROM stdin needs a client that sends the rows",
        ),
        (
            "copy t to stdout;",
            1,
            "COPY … TO stdout needs a client that takes the rows",
        ),
        (
            "copy (select 1) to stdout with (format csv)",
            1,
            "COPY … TO stdout needs a client that takes the rows",
        ),
    ] {
        let error = refused(&mut app, sql);
        assert_eq!(error.code, "0A000", "{sql}");
        assert_eq!(
            error.message,
            format!("migration \"2_b\", line {line}, column 1: {what}")
        );
    }
}

#[test]
fn a_program_of_the_server_may_be_copied_from() {
    let db = Db::new("statements");
    let mut app = db.connect();
    let sql = "create table t (id int); copy t from program 'echo 1; echo 2'";
    assert_eq!(deployed(&mut app, sql), 2);
    assert_eq!(app.one("select sum(id) from t"), "3");
}

#[test]
fn psql_shows_where_its_own_command_stands() {
    let db = Db::new("client");
    let list = bundle(&[("1_a", "select 1;\n  \\set x 1\nselect 2;")]);
    let shown = db.psql(&format!("select * from migrate.deploy($b${list}$b$)"));
    assert_eq!(
        shown.stderr,
        "ERROR:  migration \"1_a\", line 2, column 3: \\set is a command of the psql client, not SQL\n\
         HINT:  The server cannot run psql's commands: put the SQL that it stands for into the migration.\n\
         CONTEXT:  migration \"1_a\", line 2, column 3\n    1 | select 1;\n    2 |   \\set x 1\n      |   ^\n"
    );
}
