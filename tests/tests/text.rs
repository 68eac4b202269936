//! What a bundle and the texts in it may look like: shapes, names, sizes, odd bytes.

use migrate_tests::*;

const SHAPE: &str =
    "A bundle looks like [{\"name\": \"20250131120000_init\", \"sql\": \"CREATE TABLE …\"}] or \
                     {\"migrations\": […], \"order\": \"name\" or \"given\"}.";

#[track_caller]
fn refused(app: &mut Session, bundle: &str) -> Message {
    match app.deploy(bundle) {
        Err(error) => *error,
        Ok(rows) => panic!("not refused: {bundle} {rows:?}"),
    }
}

#[test]
fn a_bundle_of_the_wrong_shape_is_refused_with_the_right_one() {
    let db = Db::new("text");
    let mut app = db.connect();
    for (bundle, code, message) in [
        ("", "22P02", "the bundle is not valid JSON: EOF while parsing a value at line 1 column 0"),
        ("[{]", "22P02", "the bundle is not valid JSON: key must be a string at line 1 column 3"),
        ("[{\"name\":\"a\",\"sql\":\"\\ud800\"}]", "22P02", "the bundle is not valid JSON: unexpected end of hex escape at line 1 column 27"),
        ("null", "22023", "the bundle is not a list of migrations: it is null, not an array or an object"),
        ("\"x\"", "22023", "the bundle is not a list of migrations: it is a string, not an array or an object"),
        ("{}", "22023", "the bundle is not a list of migrations: the key \"migrations\" is missing"),
        ("{\"migrations\":{}}", "22023", "the bundle is not a list of migrations: \"migrations\" is an object, not an array"),
        ("{\"migrations\":[],\"x\":1}", "22023", "the bundle is not a list of migrations: unknown key \"x\"; it may have \"migrations\", \"order\", \"provider\" and \"seed\""),
        ("[[]]", "22023", "the bundle is not a list of migrations: entry 1: it is an array, not an object"),
        ("[{\"name\":\"a\",\"sql\":\"\"},{\"sql\":\"\"}]", "22023", "the bundle is not a list of migrations: entry 2: the key \"name\" is missing"),
        ("[{\"name\":\"a\"}]", "22023", "the bundle is not a list of migrations: migration \"a\" has neither sql nor checksum"),
        ("[{\"name\":\"a\",\"sql\":null}]", "22023", "the bundle is not a list of migrations: migration \"a\" has neither sql nor checksum"),
        ("[{\"name\":\"a\",\"sql\":1}]", "22023", "the bundle is not a list of migrations: entry 1: \"sql\" is a number, not a string"),
        ("[{\"name\":\"a\",\"SQL\":\"\"}]", "22023", "the bundle is not a list of migrations: entry 1: unknown key \"SQL\"; it may have \"name\", \"sql\", \"checksum\" and \"replaces\""),
    ] {
        let error = refused(&mut app, bundle);
        assert_eq!((error.code.as_str(), error.message.as_str()), (code, message));
        assert_eq!(error.hint, SHAPE);
    }
}

#[test]
fn names_that_no_folder_can_have_are_refused_saying_which_entry() {
    let db = Db::new("text");
    let mut app = db.connect();
    let long = "x".repeat(256);
    for (name, message) in [
        ("", "the name is empty".into()),
        (
            long.as_str(),
            "the name is 256 bytes long; at most 255 are allowed".into(),
        ),
        (
            "a/b",
            "the name \"a/b\" has a slash: send the folder's name, not its path".into(),
        ),
        (
            "a\\b",
            "the name \"a\\b\" has a slash: send the folder's name, not its path".into(),
        ),
        (
            "a\tb",
            "the name \"a\\tb\" has a control character (U+0009)".into(),
        ),
        (
            "a\0b",
            "the name \"a\\0b\" has a control character (U+0000)".into(),
        ),
        (
            "..",
            "the name \"..\" cannot be the name of a folder".into(),
        ),
        (
            " a",
            "the name \" a\" cannot be the name of a folder".into(),
        ),
    ] as [(&str, String); 8]
    {
        let error = refused(&mut app, &bundle(&[("0_ok", "select 1"), (name, "")]));
        assert_eq!(error.code, "22023");
        assert_eq!(error.message, format!("entry 2 of the bundle: {message}"));
        assert_eq!(
            error.hint,
            "A migration's name is that of its folder or file, such as 20250131120000_add_users."
        );
    }
    let error = refused(&mut app, &bundle(&[("a", ""), ("b", ""), ("a", "")]));
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        ("22023", "migration \"a\" is in the bundle twice")
    );
    let odd = [
        "\"q\" 'q'",
        "$1",
        "%s",
        "ünï cödé",
        "a.sql",
        &"x".repeat(255),
    ];
    let list: Vec<_> = odd.iter().map(|name| (*name, "select 1")).collect();
    assert_eq!(app.deploy(&bundle(&list)).unwrap().len(), 6);
    assert_eq!(app.deploy(&bundle(&list)).unwrap(), []);
}

#[test]
fn a_checksum_must_be_that_of_the_text() {
    let db = Db::new("text");
    let mut app = db.connect();
    let sum = app.one("select encode(sha256('select 1'), 'hex')");
    let good = json!([{"name": "a", "sql": "select 1", "checksum": sum}]);
    for wrong in [sum.to_uppercase(), "0".repeat(64), "x".into()] {
        let bad = json!([{"name": "a", "sql": "select 1", "checksum": wrong}]);
        let error = refused(&mut app, &bad.to_string());
        assert_eq!(
            (error.code.as_str(), error.message.as_str()),
            (
                "22023",
                "migration \"a\": the checksum in the bundle is not that of its sql"
            )
        );
    }
    assert_eq!(app.deploy(&good.to_string()).unwrap().len(), 1);
}

#[test]
fn empty_and_comment_only_migrations_are_legal() {
    let db = Db::new("text");
    let mut app = db.connect();
    let texts = [
        "",
        " \n\t",
        "-- nothing",
        "/* no /* thing */ */",
        ";;;",
        "\u{feff}",
        "\u{feff}select 1;;",
    ];
    let list: Vec<_> = texts
        .iter()
        .enumerate()
        .map(|(i, sql)| (i.to_string(), *sql))
        .collect();
    let counts: Vec<_> = app
        .deploy(&bundle(&list))
        .unwrap()
        .iter()
        .map(|r| r.statements)
        .collect();
    assert_eq!(counts, [0, 0, 0, 0, 0, 0, 1]);
    // What stands is what was sent, with its byte order mark.
    assert_eq!(
        app.one("select octet_length(sql) from migrate.history where name = '6'"),
        "13"
    );
}

#[test]
fn a_byte_order_mark_does_not_move_the_place_of_an_error() {
    let db = Db::new("text");
    let error = refused(
        &mut db.connect(),
        &bundle(&[("1_a", "\u{feff}select nope")]),
    );
    assert_eq!(
        error.message,
        "migration \"1_a\" failed at statement 1, line 1, column 8: column \"nope\" does not exist"
    );
}

#[test]
fn a_nul_byte_is_named_with_its_place() {
    let db = Db::new("text");
    let mut app = db.connect();
    let error = refused(
        &mut app,
        &bundle(&[("1_a", "create table a ()"), ("2_b", "select 1;\n s\0e")]),
    );
    assert_eq!(
        (error.code.as_str(), error.message.as_str()),
        (
            "22021",
            "migration \"2_b\", line 2, column 3: a NUL byte, which SQL text cannot hold"
        )
    );
    assert_eq!(error.hint, "Is the file saved as UTF-16? Save it as UTF-8.");
    assert_eq!(app.one("select to_regclass('a') is null"), "t");
}

#[test]
fn dollar_quotes_and_windows_line_endings_are_kept_as_they_are() {
    let db = Db::new("text");
    let mut app = db.connect();
    let sql = "create table t (x text);\r\n\
               create function f() returns text language plpgsql as $f$\r\nbegin\r\n  return $$a;'b\r\n$$;\r\nend\r\n$f$;\r\n\
               insert into t values (f()), ($a$;$$;$b$$a$), (E'it''s \\';'), ('c\r\nd');\r\n";
    let rows = app.deploy(&bundle(&[("1_a", sql)])).unwrap();
    assert_eq!(rows[0].statements, 3);
    assert_eq!(
        app.one("select string_agg(quote_literal(x), ' ') from t"),
        "'a;''b\r\n' ';$$;$b$' 'it''s '';' 'c\r\nd'"
    );
    let stored: String = app
        .query_one("select sql from migrate.history", &[])
        .unwrap()
        .get(0);
    assert_eq!(stored, sql);
    assert_eq!(
        app.deploy(&bundle(&[("1_a", sql.replace("\r\n", "\n"))]))
            .unwrap(),
        []
    );
}

#[test]
fn ten_megabytes_are_applied_and_kept() {
    let db = Db::new("text");
    let mut app = db.connect();
    let row = "x".repeat(990);
    let mut sql = String::from("create table t (x text);\n");
    for _ in 0..2_000 {
        sql.push_str(&format!("insert into t values ('{row}');\n"));
    }
    sql.push_str(&format!(
        "insert into t values ($${}$$);\n",
        "y;'".repeat(2_700_000)
    ));
    assert!(sql.len() > 10_000_000);
    let rows = app.deploy(&bundle(&[("1_big", &sql)])).unwrap();
    assert_eq!(rows[0].statements, 2_002);
    assert_eq!(
        app.lines("select count(*), max(length(x)) from t"),
        "2001|8100000"
    );
    assert_eq!(
        app.lines("select octet_length(sql), encode(sha256(sql::bytea), 'hex') = checksum from migrate.history where sql !~ '\\\\'"),
        format!("{}|t", sql.len())
    );
    let error = app
        .deploy_with(
            &bundle(&[("2_big", format!("{sql}select nope"))])
                .replace("create table t ", "create table u "),
            "allow_missing => true",
        )
        .unwrap_err();
    assert_eq!(
        error.message,
        "migration \"2_big\" failed at statement 2003, line 2003, column 8: column \"nope\" does not exist"
    );
    assert!(error.context.len() < 1_000, "{}", error.context.len());
}

#[test]
fn the_callers_standard_conforming_strings_does_not_matter() {
    let db = Db::new("text");
    let mut app = db.connect();
    app.run("set standard_conforming_strings = off; set escape_string_warning = off");
    let sql = "create table t (x text); insert into t values ('a\\'), (';\\n')";
    assert_eq!(
        app.deploy(&bundle(&[("1_a", sql)])).unwrap()[0].statements,
        2
    );
    assert_eq!(app.one("select string_agg(x, ' ') from t"), "a\\ ;\\n");
    assert_eq!(app.one("show standard_conforming_strings"), "off");

    let vacuum = [
        ("1_a", sql),
        ("2_b", "vacuum; insert into t values ('b\\'); select ';'"),
    ];
    app.rollout(&bundle(&vacuum)).unwrap();
    assert_eq!(app.one("select string_agg(x, ' ') from t"), "a\\ ;\\n b\\");
    assert_eq!(app.one("show standard_conforming_strings"), "off");
}
