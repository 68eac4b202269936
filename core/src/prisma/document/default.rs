//! Defaults: from the server's expression to the value that Prisma's language has for it.

use super::array;
use crate::prisma::model::{Autoincrement, ColumnDefault, ColumnKind, Literal, Native};
use crate::render::quote;
use crate::sqltext::{tokens, Kind, Token};

/// An expression without its casts.
#[derive(Debug, PartialEq)]
enum Plain {
    Text(String),
    /// With its sign.
    Number(String),
    Word(String),
    /// A function, with its only argument.
    Call(String, Option<Box<Plain>>),
    Array(Vec<Plain>),
}

/// The default that an expression is. None for NULL. What Prisma has no value for, as it is.
pub fn default(expression: &str, kind: &ColumnKind, list: bool) -> Option<ColumnDefault> {
    if expression.starts_with("NULL") {
        return None;
    }
    let known = match (plain(expression), list) {
        (Some(plain), true) => elements(plain, kind).map(ColumnDefault::List),
        (Some(plain), false) => scalar(plain, kind),
        (None, _) => None,
    };
    Some(known.unwrap_or_else(|| ColumnDefault::Expression(expression.into())))
}

fn elements(plain: Plain, kind: &ColumnKind) -> Option<Vec<Literal>> {
    let list = match plain {
        Plain::Array(list) => list,
        Plain::Text(text) => array::elements(&text)?
            .into_iter()
            .map(Plain::Text)
            .collect(),
        _ => return None,
    };
    list.into_iter().map(|one| literal(one, kind)).collect()
}

fn scalar(plain: Plain, kind: &ColumnKind) -> Option<ColumnDefault> {
    match (&plain, kind) {
        (Plain::Word(word), ColumnKind::Native(native)) if is_moment(*native) => {
            (word == "current_timestamp").then_some(ColumnDefault::Now)
        }
        (Plain::Call(name, None), ColumnKind::Native(native)) if is_moment(*native) => {
            (name == "now").then_some(ColumnDefault::Now)
        }
        (Plain::Call(name, Some(argument)), ColumnKind::Native(native)) if is_integer(*native) => {
            match &**argument {
                Plain::Text(sequence) if name == "nextval" => {
                    sequence_default(&quote::parts(sequence)?)
                }
                _ => None,
            }
        }
        _ => literal(plain, kind).map(ColumnDefault::Value),
    }
}

fn sequence_default(names: &[String]) -> Option<ColumnDefault> {
    let (schema, name) = match names {
        [schema, name] => (schema.clone(), name.clone()),
        [name] => (String::new(), name.clone()),
        _ => return None,
    };
    let sequence = Autoincrement::Sequence(schema, name);
    Some(ColumnDefault::Autoincrement(sequence))
}

/// Prisma has no literals for times and UUIDs.
fn literal(plain: Plain, kind: &ColumnKind) -> Option<Literal> {
    let native = match (kind, plain) {
        (ColumnKind::Enum { .. }, Plain::Text(value)) => return Some(Literal::Enum(value)),
        (ColumnKind::Native(native), plain) => (*native, plain),
        _ => return None,
    };
    match native {
        (Native::Boolean, Plain::Word(word)) => boolean(&word),
        (Native::Boolean, Plain::Text(text)) => boolean(&text),
        (Native::Json | Native::JsonB, Plain::Text(text)) => Some(Literal::Json(text)),
        (Native::ByteA, Plain::Text(text)) => bytes(&text).map(Literal::Bytes),
        (kind, Plain::Text(text) | Plain::Number(text)) if is_integer(kind) => {
            text.parse::<i64>().is_ok().then_some(Literal::Number(text))
        }
        (kind, Plain::Text(text) | Plain::Number(text)) if is_number(kind) => {
            is_decimal(&text).then_some(Literal::Number(text))
        }
        (kind, Plain::Text(text)) if is_text(kind) => Some(Literal::Text(text)),
        _ => None,
    }
}

fn boolean(word: &str) -> Option<Literal> {
    match word {
        "true" | "t" => Some(Literal::Boolean(true)),
        "false" | "f" => Some(Literal::Boolean(false)),
        _ => None,
    }
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    let digits = text.strip_prefix("\\x")?;
    let nibbles: Option<Vec<u8>> = (digits.chars())
        .map(|c| c.to_digit(16).map(|d| d as u8))
        .collect();
    let nibbles = nibbles.filter(|n| n.len().is_multiple_of(2))?;
    Some(
        nibbles
            .chunks(2)
            .map(|pair| pair[0] << 4 | pair[1])
            .collect(),
    )
}

/// Digits, with at most a sign and a point between them: Prisma's language has no exponents.
fn is_decimal(text: &str) -> bool {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let unsigned = text.strip_prefix('-').unwrap_or(text);
    match unsigned.split_once('.') {
        Some((whole, fraction)) => digits(whole) && digits(fraction),
        None => digits(unsigned),
    }
}

fn is_text(native: Native) -> bool {
    use Native::*;
    matches!(
        native,
        Text | VarChar(_) | Char(_) | Bit(_) | VarBit(_) | Xml | Inet | Citext
    )
}

fn is_integer(native: Native) -> bool {
    use Native::*;
    matches!(native, SmallInt | Integer | BigInt | Oid)
}

fn is_number(native: Native) -> bool {
    use Native::*;
    matches!(native, Real | DoublePrecision | Decimal(_) | Money)
}

fn is_moment(native: Native) -> bool {
    use Native::*;
    matches!(
        native,
        Timestamp(_) | Timestamptz(_) | Date | Time(_) | Timetz(_)
    )
}

/// Takes an expression apart. None for all that is more than a constant, a call or an array.
fn plain(expression: &str) -> Option<Plain> {
    let tokens: Vec<_> = tokens(expression).collect();
    let mut scan = Scan {
        text: expression,
        tokens: &tokens,
        at: 0,
        depth: 0,
    };
    let plain = scan.expression()?;
    (scan.at == tokens.len()).then_some(plain)
}

/// Parentheses are read within each other no deeper than this.
const DEPTH: usize = 50;

struct Scan<'a> {
    text: &'a str,
    tokens: &'a [Token<'a>],
    at: usize,
    depth: usize,
}

impl Scan<'_> {
    fn take(&mut self, symbol: char) -> bool {
        let there = self
            .tokens
            .get(self.at)
            .is_some_and(|t| t.is_symbol(symbol));
        self.at += usize::from(there);
        there
    }

    fn expression(&mut self) -> Option<Plain> {
        self.depth += 1;
        let plain = match self.depth {
            ..=DEPTH => self.uncast()?,
            _ => return None,
        };
        self.depth -= 1;
        while self.take(':') {
            if !self.take(':') {
                return None;
            }
            self.type_name();
        }
        Some(plain)
    }

    fn uncast(&mut self) -> Option<Plain> {
        if self.take('(') {
            let inside = self.expression()?;
            return self.take(')').then_some(inside);
        }
        let sign = if self.take('-') { "-" } else { "" };
        let token = self.tokens.get(self.at)?;
        self.at += 1;
        match &token.kind {
            Kind::String(value) if sign.is_empty() => Some(Plain::Text(value.clone())),
            Kind::Word(word) if word.starts_with(|c: char| c.is_ascii_digit()) => {
                Some(Plain::Number(format!("{sign}{word}")))
            }
            // In quotes it is a column's or an odd function's name.
            Kind::Word(word) if sign.is_empty() && !self.text[token.start..].starts_with('"') => {
                self.after_word(word.clone())
            }
            _ => None,
        }
    }

    fn after_word(&mut self, word: String) -> Option<Plain> {
        if word == "array" && self.take('[') {
            return self.array();
        }
        if !self.take('(') {
            return Some(Plain::Word(word));
        }
        if self.take(')') {
            return Some(Plain::Call(word, None));
        }
        let argument = self.expression()?;
        let call = Plain::Call(word, Some(Box::new(argument)));
        self.take(')').then_some(call)
    }

    fn array(&mut self) -> Option<Plain> {
        let mut list = Vec::new();
        if self.take(']') {
            return Some(Plain::Array(list));
        }
        loop {
            list.push(self.expression()?);
            if self.take(']') {
                return Some(Plain::Array(list));
            }
            if !self.take(',') {
                return None;
            }
        }
    }

    /// `two."Mood"[]`, `timestamp(3) without time zone`.
    fn type_name(&mut self) {
        while let Some(token) = self.tokens.get(self.at) {
            match token.kind {
                Kind::Word(_) | Kind::Symbol('.') => self.at += 1,
                Kind::Symbol('(') => self.skip_to(')'),
                Kind::Symbol('[') => self.skip_to(']'),
                _ => return,
            }
        }
    }

    fn skip_to(&mut self, symbol: char) {
        while self
            .tokens
            .get(self.at)
            .is_some_and(|t| !t.is_symbol(symbol))
        {
            self.at += 1;
        }
        self.at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str, native: Native) -> ColumnDefault {
        default(text, &ColumnKind::Native(native), false).unwrap()
    }

    fn list(text: &str, native: Native) -> ColumnDefault {
        default(text, &ColumnKind::Native(native), true).unwrap()
    }

    fn value(literal: Literal) -> ColumnDefault {
        ColumnDefault::Value(literal)
    }

    fn number(text: &str) -> Literal {
        Literal::Number(text.into())
    }

    #[test]
    fn constants() {
        let text = value(Literal::Text("it's \\ so".into()));
        assert_eq!(of("'it''s \\ so'::text", Native::Text), text);
        assert_eq!(of("'-5'::integer", Native::Integer), value(number("-5")));
        assert_eq!(of("'-3.5'::numeric", Native::Money), value(number("-3.5")));
        assert_eq!(of("(0)::numeric", Native::Real), value(number("0")));
        assert_eq!(of("true", Native::Boolean), value(Literal::Boolean(true)));
        let bytes = value(Literal::Bytes(vec![0x68, 0x65]));
        assert_eq!(of("'\\x6865'::bytea", Native::ByteA), bytes);
        let json = value(Literal::Json("{}".into()));
        assert_eq!(of("'{}'::jsonb", Native::JsonB), json);
    }

    #[test]
    fn functions() {
        assert_eq!(of("now()", Native::Date), ColumnDefault::Now);
        assert_eq!(
            of("CURRENT_TIMESTAMP", Native::Timestamp(None)),
            ColumnDefault::Now
        );
        let sequence = Autoincrement::Sequence("public".into(), "T_id_seq".into());
        assert_eq!(
            of("nextval('public.\"T_id_seq\"'::regclass)", Native::BigInt),
            ColumnDefault::Autoincrement(sequence)
        );
    }

    #[test]
    fn lists() {
        assert_eq!(
            list(
                "ARRAY[(1)::bigint, ('-2'::integer)::bigint]",
                Native::BigInt
            ),
            ColumnDefault::List(vec![number("1"), number("-2")])
        );
        let empty = "(ARRAY[]::character varying[])::character varying(10)[]";
        let none = ColumnDefault::List(vec![]);
        assert_eq!(list(empty, Native::VarChar(Some(10))), none);
        assert_eq!(list("'{}'::text[]", Native::Text), none);
    }

    #[test]
    fn all_else_is_an_expression() {
        for (text, native) in [
            ("now()", Native::Text),
            ("lower('X'::text)", Native::Text),
            ("(1 + 2)", Native::Integer),
            ("1.5", Native::Integer),
            ("('now'::text)::date", Native::Date),
            ("'00000000-0000-0000-0000-000000000000'::uuid", Native::Uuid),
            ("CURRENT_TIMESTAMP(3)", Native::Timestamp(Some(3))),
            ("\"current_timestamp\"", Native::Date),
            ("-'5'", Native::Integer),
            ("'5", Native::Boolean),
        ] {
            let expression = ColumnDefault::Expression(text.into());
            assert_eq!(of(text, native), expression, "{text}");
        }
        let kind = ColumnKind::Native(Native::Text);
        assert_eq!(default("NULL::character varying", &kind, false), None);
        let deep = "(".repeat(100_000);
        assert_eq!(of(&deep, Native::Text), ColumnDefault::Expression(deep));
    }
}
