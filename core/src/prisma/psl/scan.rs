//! A place in a text that moves forward, token by token.

use super::ast::{Name, Span};

/// The text did not go on as it must: where, and what could have stood there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stop {
    pub at: usize,
    pub expected: &'static str,
}

pub type Scan<T> = Result<T, Stop>;

pub struct Cursor<'a> {
    pub text: &'a str,
    pub at: usize,
    pub file: usize,
    /// Where the last `*/` stands, so that no search for one is in vain.
    last_end: Option<usize>,
}

impl<'a> Cursor<'a> {
    pub fn new(text: &'a str, file: usize) -> Self {
        Cursor {
            text,
            at: 0,
            file,
            last_end: text.rfind("*/"),
        }
    }

    pub fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    pub fn span(&self, start: usize) -> Span {
        Span {
            file: self.file,
            start,
            end: self.at,
        }
    }

    pub fn stop<T>(&self, expected: &'static str) -> Scan<T> {
        Err(Stop {
            at: self.at,
            expected,
        })
    }

    /// Spaces and tabs, not line ends.
    pub fn skip_space(&mut self) {
        self.skip_while(is_space);
    }

    pub fn skip_while(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let length = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    /// Takes this text, if it is next.
    pub fn take(&mut self, token: &str) -> bool {
        let found = self.rest().starts_with(token);
        if found {
            self.at += token.len();
        }
        found
    }

    pub fn must(&mut self, token: &str, expected: &'static str) -> Scan<()> {
        match self.take(token) {
            true => Ok(()),
            false => self.stop(expected),
        }
    }

    /// The end of a line, of any kind.
    pub fn take_newline(&mut self) -> bool {
        self.take("\r\n") || self.take("\n") || self.take("\r")
    }

    /// To the end of the line, without it.
    pub fn skip_line(&mut self) -> &'a str {
        self.skip_while(|c| c != '\n' && c != '\r')
    }

    /// A word of letters, digits, `_` and `-` that begins with one of the first two.
    pub fn name(&mut self, expected: &'static str) -> Scan<Name> {
        let start = self.at;
        if !self.peek().is_some_and(char::is_alphanumeric) {
            return self.stop(expected);
        }
        let text = self.skip_while(is_word);
        Ok(Name {
            text: text.into(),
            span: self.span(start),
        })
    }

    /// Words with dots between them.
    pub fn path(&mut self, expected: &'static str) -> Scan<Name> {
        let mut name = self.name(expected)?;
        while self.take(".") {
            name.text.push('.');
            if let Ok(next) = self.name(expected) {
                name.text.push_str(&next.text);
            }
        }
        name.span.end = self.at;
        Ok(name)
    }

    /// A comment that begins here; one of slashes goes to the end of the line. None as well if
    /// one in `/* … */` does not end.
    pub fn comment(&mut self) -> Option<&'a str> {
        let rest = self.rest();
        if rest.starts_with("//") {
            return Some(self.skip_line().trim_end());
        }
        let inside = rest.strip_prefix("/*")?;
        if self.last_end? < self.at + 2 {
            return None;
        }
        let end = inside.find("*/")? + 4;
        self.at += end;
        Some(&rest[..end])
    }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '-'
}

fn is_space(c: char) -> bool {
    match c {
        ' ' | '\t' => true,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => false,
        c => c.is_whitespace(),
    }
}
