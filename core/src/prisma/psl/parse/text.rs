//! Strings: those of JSON.

use crate::prisma::psl::error::Faults;
use crate::prisma::psl::scan::{Cursor, Scan};

/// A string in its quotes, as the text that is meant.
pub fn string(cursor: &mut Cursor, faults: &mut Faults) -> Scan<String> {
    cursor.must("\"", "a string")?;
    let mut text = String::new();
    loop {
        text.push_str(cursor.skip_while(|c| c != '"' && c != '\\' && c >= ' '));
        let start = cursor.at;
        match cursor.peek() {
            Some('"') => {
                cursor.at += 1;
                return Ok(text);
            }
            Some('\\') => {
                cursor.at += 1;
                escape(cursor, start, &mut text, faults)?;
            }
            Some('\n' | '\r') | None => return cursor.stop("`\"` in the same line"),
            Some(_) => return cursor.stop("`\"`; a control character is written as `\\u…`"),
        }
    }
}

/// What follows a backslash.
fn escape(cursor: &mut Cursor, start: usize, text: &mut String, faults: &mut Faults) -> Scan<()> {
    let Some(c) = cursor.peek() else {
        return cursor.stop("`\"`");
    };
    if c == '\n' || c == '\r' {
        return cursor.stop("`\"` in the same line");
    }
    cursor.at += c.len_utf8();
    match c {
        '"' | '\\' | '/' => text.push(c),
        'b' => text.push('\u{8}'),
        'f' => text.push('\u{c}'),
        'n' => text.push('\n'),
        'r' => text.push('\r'),
        't' => text.push('\t'),
        'u' => match code_point(cursor) {
            Some('\0') => faults.push(
                cursor.span(start),
                "PostgreSQL cannot store the character U+0000.",
            ),
            Some(c) => text.push(c),
            None => faults.push(cursor.span(start), "Invalid unicode escape sequence."),
        },
        _ => faults.push(
            cursor.span(start),
            r"Unknown escape sequence. If the value is a windows-style path, `\` must be escaped as `\\`.",
        ),
    }
    Ok(())
}

/// The character of four hexadecimal digits, or of a pair of surrogates: four, `\u` and four more.
fn code_point(cursor: &mut Cursor) -> Option<char> {
    let first = unit(cursor)?;
    if let Some(c) = char::from_u32(first.into()) {
        return Some(c);
    }
    if !cursor.take("\\u") {
        return None;
    }
    let second = unit(cursor)?;
    char::decode_utf16([first, second]).next()?.ok()
}

fn unit(cursor: &mut Cursor) -> Option<u16> {
    let digits = cursor.rest().get(..4)?;
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    cursor.at += 4;
    u16::from_str_radix(digits, 16).ok()
}
