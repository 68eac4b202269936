//! Defaults of columns as Prisma's engine shows them: `Some(Value(Int(30)))`, `Some(Now)`.

use crate::render::quote;

/// The families of types that Prisma reads constants of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Family<'a> {
    Text,
    Json,
    Integer,
    Decimal,
    Boolean,
    Time,
    Bytes,
    /// A type of the database's own: an enum, if a constant is of this type.
    Own(&'a str),
    Other,
}

impl<'a> Family<'a> {
    fn of(kind: &'a str) -> Self {
        let plain = kind.split('(').next().unwrap_or(kind).trim_end();
        match plain {
            "text" | "character varying" | "character" | "\"char\"" | "bpchar" | "bit"
            | "bit varying" | "xml" | "inet" => Family::Text,
            "json" | "jsonb" => Family::Json,
            "smallint" | "integer" | "bigint" | "oid" => Family::Integer,
            "real" | "double precision" | "numeric" | "money" => Family::Decimal,
            "boolean" => Family::Boolean,
            "bytea" => Family::Bytes,
            "date" => Family::Time,
            _ if plain == "time" || plain.starts_with("time ") => Family::Time,
            _ if plain == "timestamp" || plain.starts_with("timestamp ") => Family::Time,
            _ => match quote::parts(plain).as_deref() {
                Some([_, name]) if name == "citext" => Family::Text,
                Some([_, _]) => Family::Own(kind),
                _ => Family::Other,
            },
        }
    }
}

/// A default, with the type of its column. Nothing is known of most expressions but their text.
pub fn shown(default: Option<&str>, kind: &str) -> String {
    match default.filter(|text| !text.starts_with("NULL")) {
        None => "None".into(),
        Some(text) => {
            let known = read(text, kind);
            let known = known.unwrap_or_else(|| format!("DbGenerated(Some({text:?}))"));
            format!("Some({known})")
        }
    }
}

pub fn is_sequence(default: &str) -> bool {
    sequence(default).is_some()
}

fn read(text: &str, kind: &str) -> Option<String> {
    if let Some(element) = kind.strip_suffix("[]") {
        let values = list(text, Family::of(element))?.join(", ");
        return Some(format!("Value(List([{values}]))"));
    }
    let family = Family::of(kind);
    match family {
        Family::Time => matches!(text, "now()" | "CURRENT_TIMESTAMP").then(|| "Now".into()),
        Family::Integer if is_sequence(text) => {
            sequence(text).map(|name| format!("Sequence({name:?})"))
        }
        _ => {
            let mut reader = Reader(text);
            let value = reader.value(family)?;
            reader.0.is_empty().then(|| format!("Value({value})"))
        }
    }
}

/// The name of the sequence that a column takes its numbers from.
fn sequence(text: &str) -> Option<String> {
    let mut reader = Reader(text.strip_prefix("nextval(")?);
    reader.eat("(");
    quote::parts(&reader.literal()?)?.pop()
}

fn list(text: &str, family: Family<'_>) -> Option<Vec<String>> {
    let mut reader = Reader(text);
    if text.starts_with('\'') {
        return elements(&reader.literal()?, family);
    }
    let around = reader.eat("(");
    if !reader.eat("ARRAY[") {
        return None;
    }
    let mut values = Vec::new();
    while !reader.eat("]") {
        values.push(reader.value(family)?);
        reader.eat(", ");
    }
    reader.cast();
    if around && reader.eat(")") {
        reader.cast();
    }
    reader.0.is_empty().then_some(values)
}

/// The elements of an array in a text, `{a,"b c"}`; not of arrays in it.
fn elements(text: &str, family: Family<'_>) -> Option<Vec<String>> {
    let text = text.strip_prefix('{')?.strip_suffix('}')?;
    let mut values = Vec::new();
    let mut chars = text.chars().peekable();
    while chars.peek().is_some() {
        let mut element = String::new();
        let mut quoted = false;
        loop {
            match chars.next() {
                None => break,
                Some(',') if !quoted => break,
                Some('"') => quoted = !quoted,
                Some('\\') => element.push(chars.next()?),
                Some('{') if !quoted => return None,
                Some(c) => element.push(c),
            }
        }
        values.push(constant(element, family)?);
    }
    Some(values)
}

/// A constant by what is written in its quotes.
fn constant(text: String, family: Family<'_>) -> Option<String> {
    match family {
        Family::Text => Some(format!("String({text:?})")),
        Family::Json => Some(format!("Json({text:?})")),
        Family::Own(_) => Some(format!("Enum({text:?})")),
        Family::Integer => Some(format!("Int({})", text.parse::<i64>().ok()?)),
        Family::Decimal => decimal(&text),
        Family::Boolean => match text.as_str() {
            "t" | "true" => Some("Boolean(true)".into()),
            "f" | "false" => Some("Boolean(false)".into()),
            _ => None,
        },
        Family::Bytes => Some(format!("Bytes({:?})", bytes(&text)?)),
        Family::Time | Family::Other => None,
    }
}

fn decimal(text: &str) -> Option<String> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let known = is_number(whole) && is_number(fraction);
    known.then(|| format!("Float(BigDecimal({text:?}))"))
}

fn bytes(text: &str) -> Option<Vec<u8>> {
    let hex = text.strip_prefix("\\x")?.as_bytes();
    let pairs = hex.chunks(2).map(|pair| {
        let digit = |b: &u8| (*b as char).to_digit(16);
        Some((digit(&pair[0])? * 16 + digit(pair.get(1)?)?) as u8)
    });
    pairs.collect()
}

/// Takes an expression apart from its beginning.
struct Reader<'a>(&'a str);

impl Reader<'_> {
    fn eat(&mut self, text: &str) -> bool {
        let rest = self.0.strip_prefix(text);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    /// A constant, in parentheses or not, with its casts.
    fn value(&mut self, family: Family<'_>) -> Option<String> {
        if self.eat("(") {
            let value = self.value(family)?;
            return self.eat(")").then(|| {
                self.cast();
                value
            });
        }
        if !self.0.starts_with(['\'', 'E']) {
            return self.word(family);
        }
        let text = self.literal()?;
        let before = self.0;
        self.cast();
        let casts = &before[..before.len() - self.0.len()];
        match family {
            Family::Json => Some(format!("String({text:?})")),
            Family::Own(kind) if casts.strip_prefix("::") != Some(kind) => None,
            _ => constant(text, family),
        }
    }

    /// A number, true or false.
    fn word(&mut self, family: Family<'_>) -> Option<String> {
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-');
        let end = self.0.find(|c| !is_part(c)).unwrap_or(self.0.len());
        let (word, rest) = self.0.split_at(end);
        self.0 = rest;
        self.cast();
        match family {
            Family::Integer | Family::Decimal | Family::Boolean => constant(word.into(), family),
            _ => None,
        }
    }

    /// A text in quotes. A backslash is nothing special but in E''.
    fn literal(&mut self) -> Option<String> {
        let escapes = self.eat("E");
        let mut text = String::new();
        let mut chars = self.0.strip_prefix('\'')?.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            match c {
                '\'' if chars.peek().is_some_and(|(_, next)| *next == '\'') => {
                    chars.next();
                    text.push('\'');
                }
                '\'' => {
                    self.0 = &self.0[at + 2..];
                    return Some(text);
                }
                '\\' if escapes => text.push(chars.next()?.1),
                _ => text.push(c),
            }
        }
        None
    }

    /// Passes over casts: names of types, with lengths and brackets.
    fn cast(&mut self) {
        while let Some(rest) = self.0.strip_prefix("::") {
            let (mut quoted, mut depth) = (false, 0);
            let end = rest.find(|c: char| match c {
                '"' => {
                    quoted = !quoted;
                    false
                }
                _ if quoted => false,
                '(' | '[' => {
                    depth += 1;
                    false
                }
                ')' | ']' => {
                    depth -= 1;
                    depth < 0
                }
                ',' => depth == 0,
                _ => !(c.is_alphanumeric() || matches!(c, '_' | '.' | ' ')),
            });
            self.0 = &rest[end.unwrap_or(rest.len())..];
        }
    }
}
