//! Makes a migration's text ready for the server's parser: drops the byte order mark, blanks the
//! `\restrict` lines that pg_dump writes, and finds what only the psql client could run.

use super::lexer::{tokens_from, Token};
use crate::error::{Error, TextFault};
use crate::locate;
use std::borrow::Cow;

/// The first thing in a text that the server cannot read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    pub offset: usize,
    pub what: TextFault,
}

/// The text to parse and run. Offsets are those of the text without its byte order mark.
pub fn prepare<'a>(name: &str, sql: &'a str) -> Result<Cow<'a, str>, Error> {
    let sql = sql.strip_prefix('\u{feff}').unwrap_or(sql);
    scan(sql).map_err(|fault| Error::Text {
        name: name.into(),
        place: locate::place(sql, fault.offset),
        excerpt: match fault.what {
            TextFault::Nul => String::new(),
            _ => locate::excerpt(sql, fault.offset, 0),
        },
        what: fault.what,
    })
}

fn scan(sql: &str) -> Result<Cow<'_, str>, Fault> {
    if let Some(offset) = sql.find('\0') {
        return Err(Fault {
            offset,
            what: TextFault::Nul,
        });
    }
    // Nothing to find without a backslash and without COPY: the common case, not tokenized here.
    if !sql.contains('\\') {
        return Ok(Cow::Borrowed(sql));
    }
    let mut text = Cow::Borrowed(sql);
    let last_data = sql.rfind("\n\\.").unwrap_or(0);
    let mut statement: Vec<Token<'_>> = Vec::new();
    let mut lexer = tokens_from(sql, 0);
    while let Some(token) = lexer.next() {
        if token.is_symbol('\\') {
            let command = command_at(sql, token.start);
            if !matches!(command, "\\restrict" | "\\unrestrict") {
                return Err(Fault {
                    offset: token.start,
                    what: TextFault::MetaCommand(command.into()),
                });
            }
            let end = line_end(sql, token.start);
            text.to_mut()
                .replace_range(token.start..end, &" ".repeat(end - token.start));
            lexer = tokens_from(sql, end);
        } else if token.is_symbol(';') {
            if copies_from_stdin(&statement) && token.end <= last_data {
                return Err(Fault {
                    offset: statement[0].start,
                    what: TextFault::CopyData,
                });
            }
            statement.clear();
        } else if statement.is_empty() || statement[0].is_word("copy") {
            statement.push(token);
        }
    }
    Ok(text)
}

fn command_at(sql: &str, offset: usize) -> &str {
    let rest = &sql[offset..];
    let end = rest[1..]
        .find(|c: char| c.is_whitespace() || c == '\\')
        .map_or(rest.len(), |i| i + 1);
    &rest[..end]
}

fn line_end(sql: &str, offset: usize) -> usize {
    sql[offset..].find('\n').map_or(sql.len(), |i| offset + i)
}

fn copies_from_stdin(statement: &[Token<'_>]) -> bool {
    statement.first().is_some_and(|t| t.is_word("copy"))
        && statement
            .windows(2)
            .any(|pair| pair[0].is_word("from") && pair[1].is_word("stdin"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(sql: &str) -> Option<Fault> {
        scan(sql).err()
    }

    #[test]
    fn a_byte_order_mark_is_dropped() {
        assert_eq!(prepare("m", "\u{feff}SELECT 1").unwrap(), "SELECT 1");
    }

    #[test]
    fn the_restrict_lines_of_pg_dump_are_blanked_in_place() {
        let sql = "\\restrict a'b;c\nSELECT 1;\n\\unrestrict a'b;c\n";
        let text = scan(sql).unwrap();
        assert_eq!(text.trim(), "SELECT 1;");
        assert_eq!(text.len(), sql.len());
        assert_eq!(text.find("SELECT"), sql.find("SELECT"));
    }

    #[test]
    fn meta_commands_are_named_where_they_stand() {
        let found = fault("SELECT 1;\n  \\i other.sql\n").unwrap();
        assert_eq!(found.offset, 12);
        assert_eq!(found.what, TextFault::MetaCommand("\\i".into()));
        assert_eq!(
            fault("SELECT 1 \\gexec").unwrap().what,
            TextFault::MetaCommand("\\gexec".into())
        );
    }

    #[test]
    fn backslashes_in_strings_bodies_and_comments_are_text() {
        for sql in [
            "SELECT '\\i'",
            "SELECT E'\\''; SELECT 1",
            "DO $$ -- \\i\n BEGIN END $$",
            "-- \\connect x\nSELECT 1",
            "/* \\i */ SELECT \"a\\b\"",
        ] {
            assert_eq!(fault(sql), None, "{sql}");
        }
    }

    #[test]
    fn inline_copy_data_is_recognised() {
        let sql = "CREATE TABLE t (a int);\nCOPY public.t (a) FROM stdin;\n1\n2\n\\.\n\nSELECT 1;";
        let found = fault(sql).unwrap();
        assert_eq!(found.what, TextFault::CopyData);
        assert_eq!(found.offset, sql.find("COPY").unwrap());
    }

    #[test]
    fn nul_bytes_are_found() {
        assert_eq!(fault("SELECT\0 1").unwrap().offset, 6);
    }

    #[test]
    fn an_error_says_where() {
        let Err(Error::Text { place, .. }) = prepare("m", "a;\n \\q") else {
            panic!("not found");
        };
        assert_eq!((place.line, place.column), (2, 2));
    }
}
