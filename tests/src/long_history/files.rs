//! Files that are odd as files: empty, only a comment, CRLF, a byte order mark, no last newline.

use super::growth::Growth;

pub fn empty(growth: &mut Growth) -> Option<()> {
    let text = *growth.dice.pick(&["", "\n", "  \n\n", ";\n", ";;  ;\n"]);
    let number = growth.next();
    growth.file(&format!("empty_{number}"), text);
    Some(())
}

pub fn comment(growth: &mut Growth) -> Option<()> {
    let text = *growth.dice.pick(&[
        "-- This is an empty migration.",
        "/* taken back; see the next one */\n",
        "-- a\n-- b;\n\n/* /* deep; */ */",
    ]);
    let number = growth.next();
    growth.file(&format!("nothing_{number}"), text);
    Some(())
}

pub fn crlf(growth: &mut Growth) -> Option<()> {
    let number = growth.next();
    let sql = format!(
        "\
-- from another system
CREATE TABLE crlf_{number} (
    id integer PRIMARY KEY, -- a comment
    body text DEFAULT 'two
lines'
);
CREATE FUNCTION crlf_{number}() RETURNS text LANGUAGE sql AS $$
    SELECT 'x'
$$;
"
    );
    growth.file(&format!("crlf_{number}"), sql.replace('\n', "\r\n"));
    Some(())
}

pub fn byte_order_mark(growth: &mut Growth) -> Option<()> {
    let number = growth.next();
    growth.file(
        &format!("marked_{number}"),
        format!(
            "\
\u{feff}CREATE TABLE marked_{number} (\"größe\" integer, \"名前\" text);
INSERT INTO marked_{number} VALUES (1, 'naïve 🙂; yes');
"
        ),
    );
    Some(())
}

/// No newline and no semicolon at the end.
pub fn unfinished(growth: &mut Growth) -> Option<()> {
    let number = growth.next();
    growth.file(
        &format!("unfinished_{number}"),
        format!(
            "\
CREATE TABLE unfinished_{number} (id integer);
\tALTER TABLE unfinished_{number} ADD PRIMARY KEY (id) -- the end"
        ),
    );
    Some(())
}

/// Escapes, unicode and strings that go on in the next line.
pub fn strings(growth: &mut Growth) -> Option<()> {
    let number = growth.next();
    growth.file(
        &format!("strings_{number}"),
        format!(
            r#"CREATE TABLE strings_{number} (id integer, "a ""b"" c" text DEFAULT E'it\'s; \\ \u00e4');
INSERT INTO strings_{number} VALUES (1, U&'\0441\043B\043E\043D'), (2, 'one '
    'string; '
    'in three parts'), (3, E'\\. is no end of data\n\\q neither'), (4, '
\q in a string, at the beginning of a line
'), (5, B'101'::text), (6, $x$it's $y$ in $x$), (7, 'C:\dir\');
"#
        ),
    );
    Some(())
}
