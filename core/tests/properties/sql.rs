//! Texts to try: any, and such as PostgreSQL would read.

use migrate_core::sqltext::Kind;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, Index};

/// Any text, with much of what SQL and psql give a meaning to.
pub fn any_text() -> impl Strategy<Value = String> {
    const TRICKY: &[&str] = &[
        "'",
        "''",
        "\"",
        "$",
        "$$",
        "$a$",
        "$é$",
        "$1",
        "/*",
        "*/",
        "--",
        "\n",
        "\r\n",
        "\r",
        "\t",
        " ",
        ";",
        ":",
        "\\",
        "\\i",
        "\\.\n",
        "\\restrict k",
        "E'",
        "U&'",
        "u&\"",
        "x",
        "é",
        "\u{feff}",
        "\u{a0}",
        "\u{2028}",
        "𝄞",
        "\0",
        "copy t from stdin;\n",
        "COMMIT",
        "1.5e3",
        "begin",
        "<<a>>",
    ];
    let piece = prop_oneof![
        8 => select(TRICKY).prop_map(str::to_string),
        1 => any::<char>().prop_map(String::from),
        1 => "\\PC{0,6}",
    ];
    vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

/// A text that PostgreSQL would read, and the offset of a character in it or its end.
pub fn text_and_offset() -> impl Strategy<Value = (String, usize)> {
    (any_text(), any::<Index>()).prop_map(|(text, index)| {
        let mut bounds: Vec<usize> = text.char_indices().map(|(i, _)| i).collect();
        bounds.push(text.len());
        let offset = bounds[index.index(bounds.len())];
        (text, offset)
    })
}

/// A piece of SQL and the token that it is; none for comments.
#[derive(Debug, Clone)]
pub struct Piece {
    pub text: String,
    pub token: Option<Expected>,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Expected {
    Word(String),
    String(String),
    Dollar(String),
    Symbol(char),
}

impl Expected {
    pub fn of(kind: &Kind<'_>) -> Self {
        match kind {
            Kind::Word(word) => Expected::Word(word.clone()),
            Kind::String(value) => Expected::String(value.clone()),
            Kind::Dollar(body, _) => Expected::Dollar(body.to_string()),
            Kind::Symbol(symbol) => Expected::Symbol(*symbol),
        }
    }
}

pub fn piece(text: String, token: Expected) -> Piece {
    Piece {
        text,
        token: Some(token),
    }
}

/// What can stand inside quotes, bodies and comments and means nothing there.
pub fn inside() -> impl Strategy<Value = String> {
    const MEANINGLESS: &[&str] = &[
        "\\i x",
        "\\restrict",
        "\n\\connect a",
        "\\",
        "$b$",
        "$$",
        "\"",
        "'",
        ";",
        "COMMIT;",
        "--",
        "copy t from stdin;\n\\.\n",
        "\u{feff}",
        "é𝄞",
        "\r\n",
        "text",
        " ",
    ];
    vec(select(MEANINGLESS), 0..6).prop_map(|pieces| pieces.concat())
}

pub fn bare_word() -> impl Strategy<Value = Piece> {
    "[A-Za-z_é][A-Za-z0-9_é$]{0,8}".prop_map(|text| {
        let folded = text.to_lowercase();
        piece(text, Expected::Word(folded))
    })
}

pub fn quoted_identifier() -> impl Strategy<Value = Piece> {
    (inside(), select(vec!["", "U&", "u&"])).prop_map(|(name, prefix)| {
        let text = format!("{prefix}\"{}\"", name.replace('"', "\"\""));
        piece(text, Expected::Word(name))
    })
}

pub fn plain_string() -> impl Strategy<Value = Piece> {
    let prefix = select(vec!["", "B", "x", "N", "U&", "u&"]);
    (inside(), prefix).prop_map(|(value, prefix)| {
        let text = format!("{prefix}'{}'", value.replace('\'', "''"));
        piece(text, Expected::String(value))
    })
}

pub fn escape_string() -> impl Strategy<Value = Piece> {
    let quote = select(vec!["''", "\\'"]);
    (inside(), select(vec!["E", "e"]), quote).prop_map(|(value, prefix, quote)| {
        let escaped = value.replace('\\', "\\\\").replace('\'', quote);
        piece(format!("{prefix}'{escaped}'"), Expected::String(value))
    })
}

pub fn dollar_quote() -> impl Strategy<Value = Piece> {
    ("([a-zA-Z_é][a-zA-Z0-9_é]{0,4})?", inside()).prop_map(|(tag, body)| {
        let tag = format!("${tag}$");
        // The body must not end the string itself, nor begin its end.
        let body = match format!("{body}{tag}").find(&tag) {
            Some(end) if end == body.len() => body,
            _ => body.replace('$', ""),
        };
        piece(format!("{tag}{body}{tag}"), Expected::Dollar(body))
    })
}

pub fn nested_comment() -> impl Strategy<Value = Piece> {
    inside()
        .prop_map(|text| format!("/*{text}*/"))
        .prop_recursive(4, 16, 3, |inner| {
            (inside(), vec(inner, 0..3))
                .prop_map(|(text, inner)| format!("/* {text} {} {text} */", inner.concat()))
        })
        .prop_map(|text| Piece { text, token: None })
}

pub fn line_comment() -> impl Strategy<Value = Piece> {
    inside().prop_map(|text| Piece {
        text: format!("--{}\n", text.replace(['\n', '\r'], " ")),
        token: None,
    })
}

pub fn symbol() -> impl Strategy<Value = Piece> {
    select(vec!['(', ')', ',', ';', '=', '<', '.', '[', '+', '*', '@'])
        .prop_map(|c| piece(c.to_string(), Expected::Symbol(c)))
}

pub fn number() -> impl Strategy<Value = Piece> {
    "[0-9]{1,4}(\\.[0-9]{1,3})?(e[0-9])?".prop_map(|n| piece(n.clone(), Expected::Word(n)))
}

pub fn any_piece() -> impl Strategy<Value = Piece> {
    prop_oneof![
        bare_word(),
        quoted_identifier(),
        plain_string(),
        escape_string(),
        dollar_quote(),
        nested_comment(),
        line_comment(),
        symbol(),
        number(),
    ]
}

/// Pieces set apart by a comma, so that none can go on in the next, as strings do over newlines.
pub fn pieces() -> impl Strategy<Value = Vec<Piece>> {
    let comma = || piece(" , ".into(), Expected::Symbol(','));
    vec(any_piece(), 0..10)
        .prop_map(move |list| list.into_iter().flat_map(|p| [p, comma()]).collect())
}

pub fn joined(pieces: &[Piece]) -> String {
    pieces.iter().map(|p| p.text.as_str()).collect()
}

pub fn without_mark(sql: &str) -> &str {
    sql.strip_prefix('\u{feff}').unwrap_or(sql)
}
