//! Whether two expressions say the same, one as a person wrote it and the other as the server
//! gives it back: with more parentheses, casts of constants, and quotes where they are needed only.

use crate::sqltext::{tokens, Kind, Token};

/// Whether two expressions are the same but for their spelling.
pub fn same(a: &str, b: &str) -> bool {
    a == b || matches!((canonical(a), canonical(b)), (Some(a), Some(b)) if a == b)
}

/// Whether a name or a text occurs in an expression.
pub fn mentions(expression: &str, name: &str) -> bool {
    tokens(expression).any(|token| match &token.kind {
        Kind::Word(word) | Kind::String(word) => word == name,
        _ => false,
    })
}

/// The expression with all its parentheses. None where it is of a kind that is not understood.
fn canonical(text: &str) -> Option<String> {
    let mut reader = Reader {
        tokens: lexemes(text),
        at: 0,
        depth: 0,
    };
    let tree = reader.expression(0)?;
    (reader.at == reader.tokens.len()).then_some(tree)
}

#[derive(Debug, Clone, PartialEq)]
enum Lexeme {
    Word(String),
    /// A constant.
    Text(String),
    Operator(String),
    Open,
    Close,
    Comma,
}

/// The tokens, with the characters of an operator together.
fn lexemes(text: &str) -> Vec<Lexeme> {
    let mut list: Vec<Lexeme> = Vec::new();
    let mut end = usize::MAX;
    for Token {
        kind,
        start,
        end: e,
    } in tokens(text)
    {
        let lexeme = match kind {
            Kind::Word(word) => Lexeme::Word(word),
            Kind::String(text) => Lexeme::Text(format!("'{text}'")),
            Kind::Dollar(text, _) => Lexeme::Text(format!("'{text}'")),
            Kind::Symbol('(') => Lexeme::Open,
            Kind::Symbol(')') => Lexeme::Close,
            Kind::Symbol(',') => Lexeme::Comma,
            Kind::Symbol(c) => {
                if let (Some(Lexeme::Operator(operator)), true) = (list.last_mut(), end == start) {
                    if !matches!(c, '[' | ']') {
                        operator.push(c);
                        end = e;
                        continue;
                    }
                }
                Lexeme::Operator(c.into())
            }
        };
        end = e;
        list.push(lexeme);
    }
    for lexeme in &mut list {
        if *lexeme == Lexeme::Operator("!=".into()) {
            *lexeme = Lexeme::Operator("<>".into());
        }
    }
    list
}

/// Expressions that are nested deeper are compared as texts only.
const DEEPEST: usize = 100;

struct Reader {
    tokens: Vec<Lexeme>,
    at: usize,
    depth: usize,
}

impl Reader {
    fn peek(&self) -> Option<&Lexeme> {
        self.tokens.get(self.at)
    }

    fn eat(&mut self, lexeme: &Lexeme) -> bool {
        let found = self.peek() == Some(lexeme);
        self.at += usize::from(found);
        found
    }

    /// An expression of operators that bind stronger than the given one.
    fn expression(&mut self, least: u8) -> Option<String> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let mut left = self.operand()?;
        while let Some((operator, strength)) = self.operator() {
            if strength <= least {
                break;
            }
            self.at += 1;
            left = match operator.as_str() {
                "::" => self.cast(left)?,
                "is" => {
                    let mut test = String::new();
                    while let Some(Lexeme::Word(word)) = self.peek() {
                        if !matches!(word.as_str(), "not" | "null" | "true" | "false" | "unknown") {
                            break;
                        }
                        test = format!("{test} {word}");
                        self.at += 1;
                    }
                    format!("({left} is{test})")
                }
                _ => format!("({left} {operator} {})", self.expression(strength)?),
            };
        }
        self.depth -= 1;
        Some(left)
    }

    /// The operator that comes next and how strong it binds.
    fn operator(&self) -> Option<(String, u8)> {
        let (text, strength) = match self.peek()? {
            Lexeme::Word(word) => match word.as_str() {
                "or" => (word, 1),
                "and" => (word, 2),
                "is" => (word, 4),
                "like" | "ilike" => (word, 6),
                _ => return None,
            },
            Lexeme::Operator(operator) => match operator.as_str() {
                "=" | "<" | ">" | "<=" | ">=" | "<>" => (operator, 5),
                "+" | "-" => (operator, 8),
                "*" | "/" | "%" => (operator, 9),
                "::" => (operator, 12),
                "[" | "]" | "." => return None,
                _ => (operator, 7),
            },
            _ => return None,
        };
        Some((text.clone(), strength))
    }

    fn operand(&mut self) -> Option<String> {
        match self.peek()?.clone() {
            Lexeme::Open => {
                self.at += 1;
                let inner = self.expression(0)?;
                self.eat(&Lexeme::Close).then_some(inner)
            }
            Lexeme::Text(text) => {
                self.at += 1;
                Some(text)
            }
            Lexeme::Operator(sign) if sign == "-" => {
                self.at += 1;
                Some(format!("-{}", self.expression(10)?))
            }
            Lexeme::Word(word) if word == "not" => {
                self.at += 1;
                Some(format!("(not {})", self.expression(3)?))
            }
            Lexeme::Word(_) => self.name(),
            _ => None,
        }
    }

    /// A column, a number, or the call of a function.
    fn name(&mut self) -> Option<String> {
        let mut name = String::new();
        while let Some(Lexeme::Word(word)) = self.peek() {
            name.push_str(word);
            self.at += 1;
            if !self.eat(&Lexeme::Operator(".".into())) {
                break;
            }
            name.push('.');
        }
        if !self.eat(&Lexeme::Open) {
            return Some(name);
        }
        let mut arguments = Vec::new();
        while !self.eat(&Lexeme::Close) {
            arguments.push(self.expression(0)?);
            self.eat(&Lexeme::Comma);
        }
        Some(format!("{name}({})", arguments.join(", ")))
    }

    /// The server writes the type behind a constant that it had to guess the type of.
    fn cast(&mut self, left: String) -> Option<String> {
        let mut kind = self.name()?;
        while matches!(self.peek(), Some(Lexeme::Word(w)) if is_part_of_type(w)) {
            let part = self.name()?;
            kind = format!("{kind} {part}");
        }
        while self.eat(&Lexeme::Operator("[".into())) {
            if !self.eat(&Lexeme::Operator("]".into())) {
                return None;
            }
            kind.push_str("[]");
        }
        match left.starts_with('\'') || left.starts_with(|c: char| c.is_ascii_digit()) {
            true => Some(left),
            false => Some(format!("({left}::{kind})")),
        }
    }
}

fn is_part_of_type(word: &str) -> bool {
    matches!(
        word,
        "varying" | "precision" | "without" | "with" | "time" | "zone"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spelling_makes_no_difference() {
        for (a, b) in [
            ("deleted IS NULL", "(deleted IS NULL)"),
            (
                "status = 'a' AND x > 1",
                "((status = 'a'::text) AND (x > 1))",
            ),
            ("\"b\" != true", "(b <> true)"),
            ("gen_random_uuid()", "GEN_RANDOM_UUID()"),
            ("a OR b AND NOT c", "(a OR (b AND (NOT c)))"),
            ("'x'", "'x'::\"E\""),
            ("now() + '1 day'", "(now() + '1 day'::interval)"),
            ("-1", "(-1)"),
        ] {
            assert!(
                same(a, b),
                "{a} and {b}: {:?} {:?}",
                canonical(a),
                canonical(b)
            );
        }
    }

    #[test]
    fn what_says_something_else_differs() {
        for (a, b) in [
            ("(a OR b) AND c", "a OR b AND c"),
            ("deleted IS NULL", "deleted IS NOT NULL"),
            ("x = 'A'", "x = 'a'"),
            ("\"A\" = 1", "a = 1"),
            ("a::text = 'x'", "a = 'x'"),
            ("f(a, b)", "f(a)"),
        ] {
            assert!(!same(a, b), "{a} and {b}");
        }
    }

    #[test]
    fn any_text_is_taken() {
        let deep = "(".repeat(10_000);
        for text in [
            deep.as_str(),
            "",
            ")",
            "a IN (1, 2",
            "::",
            "'",
            "f(,",
            "a [",
        ] {
            assert!(same(text, text));
            assert!(!same(text, "x"));
        }
    }
}
