//! A tokenizer with PostgreSQL's lexical rules (standard_conforming_strings on). It never fails:
//! an unterminated string or comment reaches to the end of the text.

/// What a token is. The text of a string or a quoted identifier is taken without its quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind<'a> {
    /// A keyword or identifier, folded to lower case unless it was quoted.
    Word(String),
    /// A string constant's value.
    String(String),
    /// The inside of a dollar-quoted string, and where it starts in the text.
    Dollar(&'a str, usize),
    /// Any other character.
    Symbol(char),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token<'a> {
    pub kind: Kind<'a>,
    /// Byte offsets of the first character and the one behind the last.
    pub start: usize,
    pub end: usize,
}

impl Token<'_> {
    pub fn is_word(&self, word: &str) -> bool {
        matches!(&self.kind, Kind::Word(w) if w == word)
    }

    pub fn is_symbol(&self, symbol: char) -> bool {
        self.kind == Kind::Symbol(symbol)
    }
}

/// The tokens of a text, blanks and comments left out.
pub fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    tokens_from(text, 0)
}

/// The tokens from a byte offset on (which must be between two tokens).
pub fn tokens_from(text: &str, offset: usize) -> Lexer<'_> {
    Lexer { text, at: offset }
}

pub struct Lexer<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Iterator for Lexer<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        self.skip_blanks();
        let start = self.at;
        let first = self.rest().chars().next()?;
        let kind = match first {
            '\'' => self.string(false),
            '"' => Kind::Word(self.quoted('"', false)),
            '$' => self.dollar(),
            c if is_word_start(c) => self.word(),
            c if c.is_ascii_digit() => self.number(),
            c => {
                self.at += c.len_utf8();
                Kind::Symbol(c)
            }
        };
        Some(Token {
            kind,
            start,
            end: self.at,
        })
    }
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn skip_blanks(&mut self) {
        loop {
            self.skip_line_blanks();
            let rest = self.rest();
            if !rest.starts_with("/*") {
                return;
            }
            self.at += block_comment(rest);
        }
    }

    /// Skips blanks and comments that end with their line.
    fn skip_line_blanks(&mut self) {
        loop {
            let rest = self.rest();
            let blank = rest.len() - rest.trim_start_matches(is_blank).len();
            if blank > 0 {
                self.at += blank;
            } else if rest.starts_with("--") {
                self.at += rest.find(['\n', '\r']).unwrap_or(rest.len());
            } else {
                return;
            }
        }
    }

    fn word(&mut self) -> Kind<'a> {
        let rest = self.rest();
        // E'', B'', X'', N'' and U&'' are strings, U&"" is an identifier.
        let prefix = rest.as_bytes();
        if prefix.len() > 1 && prefix[1] == b'\'' && b"eEbBxXnN".contains(&prefix[0]) {
            self.at += 1;
            return self.string(matches!(prefix[0], b'e' | b'E'));
        }
        if prefix.len() > 2 && b"uU".contains(&prefix[0]) && prefix[1] == b'&' {
            if prefix[2] == b'\'' {
                self.at += 2;
                return self.string(false);
            }
            if prefix[2] == b'"' {
                self.at += 2;
                return Kind::Word(self.quoted('"', false));
            }
        }
        let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        self.at += end;
        Kind::Word(rest[..end].to_lowercase())
    }

    fn number(&mut self) -> Kind<'a> {
        let rest = self.rest();
        let end = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '_'))
            .unwrap_or(rest.len());
        self.at += end;
        Kind::Word(rest[..end].to_string())
    }

    /// A string constant, with the pieces that follow it on other lines (SQL joins these).
    fn string(&mut self, escapes: bool) -> Kind<'a> {
        let mut value = self.quoted('\'', escapes);
        while let Some(next) = self.continuation() {
            self.at = next;
            value.push_str(&self.quoted('\'', escapes));
        }
        Kind::String(value)
    }

    /// Where the next piece of a string starts: behind blanks and comments with a newline in them.
    fn continuation(&self) -> Option<usize> {
        let mut ahead = Lexer {
            text: self.text,
            at: self.at,
        };
        ahead.skip_line_blanks();
        let skipped = &self.text[self.at..ahead.at];
        (ahead.rest().starts_with('\'') && skipped.contains(['\n', '\r'])).then_some(ahead.at)
    }

    /// The inside of quotes, doubled quotes made single; stands behind the closing one afterwards.
    fn quoted(&mut self, quote: char, escapes: bool) -> String {
        let rest = self.rest();
        let mut value = String::new();
        let mut chars = rest.char_indices().skip(1).peekable();
        while let Some((i, c)) = chars.next() {
            if c == '\\' && escapes {
                if let Some((_, escaped)) = chars.next() {
                    value.push(escaped);
                }
            } else if c != quote {
                value.push(c);
            } else if chars.peek().is_some_and(|(_, next)| *next == quote) {
                chars.next();
                value.push(quote);
            } else {
                self.at += i + 1;
                return value;
            }
        }
        self.at = self.text.len();
        value
    }

    fn dollar(&mut self) -> Kind<'a> {
        let rest = self.rest();
        let tag_end = rest[1..]
            .find(|c| !is_word(c) || c == '$')
            .map_or(rest.len(), |i| i + 1);
        let tagged = rest[tag_end..].starts_with('$')
            && !rest[1..].starts_with(|c: char| c.is_ascii_digit());
        if !tagged {
            self.at += tag_end.max(1);
            return Kind::Symbol('$');
        }
        let tag = &rest[..=tag_end];
        let body = &rest[tag.len()..];
        let start = self.at + tag.len();
        let len = body.find(tag);
        self.at = len.map_or(self.text.len(), |n| start + n + tag.len());
        Kind::Dollar(&body[..len.unwrap_or(body.len())], start)
    }
}

/// The blanks of PostgreSQL; any other that Unicode has is a letter to it.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\x0b' | '\x0c')
}

fn is_word_start(c: char) -> bool {
    c == '_' || c.is_ascii_alphabetic() || !c.is_ascii()
}

fn is_word(c: char) -> bool {
    is_word_start(c) || c.is_ascii_digit() || c == '$'
}

/// Length of the comment that the text starts with; comments nest.
fn block_comment(text: &str) -> usize {
    let bytes = text.as_bytes();
    let (mut depth, mut i) = (0usize, 0);
    while i + 1 < bytes.len() {
        match (bytes[i], bytes[i + 1]) {
            (b'/', b'*') => {
                depth += 1;
                i += 2;
            }
            (b'*', b'/') => {
                depth -= 1;
                i += 2;
                if depth == 0 {
                    return i;
                }
            }
            _ => i += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<Kind<'_>> {
        tokens(text).map(|t| t.kind).collect()
    }

    fn word(w: &str) -> Kind<'_> {
        Kind::Word(w.into())
    }

    #[test]
    fn words_fold_unless_quoted() {
        assert_eq!(
            kinds(r#"SELECT Foo, "Bar""Baz""#),
            [
                word("select"),
                word("foo"),
                Kind::Symbol(','),
                word("Bar\"Baz")
            ]
        );
    }

    #[test]
    fn comments_nest_and_hide_quotes() {
        assert_eq!(
            kinds("a /* ' /* \" */ ; */ -- it's\n b"),
            [word("a"), word("b")]
        );
        assert_eq!(kinds("a /* open"), [word("a")]);
    }

    #[test]
    fn strings_of_every_kind() {
        assert_eq!(kinds("'it''s'"), [Kind::String("it's".into())]);
        assert_eq!(
            kinds(r"E'a\'b' 'c\'"),
            [Kind::String("a'b".into()), Kind::String("c\\".into())]
        );
        assert_eq!(
            kinds("U&'x' u&\"Y\" B'01'"),
            [
                Kind::String("x".into()),
                word("Y"),
                Kind::String("01".into())
            ]
        );
        assert_eq!(kinds("'open"), [Kind::String("open".into())]);
    }

    #[test]
    fn a_string_goes_on_in_the_next_line_with_its_escapes() {
        assert_eq!(kinds("'ab'\n  'cd'"), [Kind::String("abcd".into())]);
        assert_eq!(kinds("E'a' -- c\n 'b\\'c'"), [Kind::String("ab'c".into())]);
        assert_eq!(kinds("'ab' 'cd'").len(), 2);
    }

    #[test]
    fn dollar_quotes_nest_by_tag() {
        assert_eq!(
            kinds("$a$ x $$ y $$ $a$;"),
            [Kind::Dollar(" x $$ y $$ ", 3), Kind::Symbol(';')]
        );
        assert_eq!(kinds("$1 $$;$$")[1], Kind::Dollar(";", 5));
        assert_eq!(kinds("f$oo"), [word("f$oo")]);
        assert_eq!(kinds("$$open"), [Kind::Dollar("open", 2)]);
    }

    #[test]
    fn every_offset_is_that_of_the_text() {
        let text = "é 'x' $q$y$q$ \"z\" 1.5e3";
        for token in tokens(text) {
            assert!(text.is_char_boundary(token.start) && text.is_char_boundary(token.end));
            assert!(token.start < token.end);
        }
    }
}
