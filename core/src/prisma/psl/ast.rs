//! The syntax tree of a Prisma schema: all that stands in it, in its order, with comments and
//! blank lines, so that it can be written again.

use std::fmt;

/// A file of the schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub name: String,
    pub text: String,
    /// What stands behind the last block.
    pub tail: Vec<Line>,
}

/// Bytes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file's place in `Ast::files`.
    pub file: usize,
    pub start: usize,
    pub end: usize,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ast {
    pub files: Vec<File>,
    /// The blocks of all files, in their order.
    pub blocks: Vec<Block>,
}

/// A line that only a reader needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    Blank,
    /// With its slashes; one in `/* … */` can have several lines.
    Comment(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    pub text: String,
    pub span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Datasource,
    Generator,
    Model,
    View,
    Type,
    Enum,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    pub kind: Kind,
    pub name: Name,
    /// What stands before it.
    pub lead: Vec<Line>,
    pub members: Vec<Member>,
    /// What stands behind its last member.
    pub tail: Vec<Line>,
    pub span: Span,
}

/// A line of a block.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    pub lead: Vec<Line>,
    pub item: Item,
    /// The comment at its end, with its slashes.
    pub comment: Option<String>,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// Of a datasource or a generator; it may lack its value.
    Property(Name, Option<Expression>),
    Field(Field),
    Value(Value),
    /// With two `@`.
    Attribute(Attribute),
}

/// Of a model, a view, or a composite type.
#[derive(Debug, Clone, PartialEq)]
pub struct Field {
    pub name: Name,
    pub r#type: FieldType,
    pub arity: Arity,
    pub attributes: Vec<Attribute>,
    /// From the name to the end of the line.
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldType {
    Named(Name),
    Unsupported(String, Span),
}

pub use crate::prisma::model::Arity;

/// Of an enum.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    pub name: Name,
    pub attributes: Vec<Attribute>,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Attribute {
    /// Without `@`, with the prefix of a native type.
    pub name: Name,
    pub arguments: Arguments,
    pub span: Span,
}

#[derive(Debug, Clone, Default, PartialEq)]
pub struct Arguments {
    pub list: Vec<Argument>,
    /// Names without a value.
    pub empty: Vec<Name>,
    pub trailing_comma: Option<Span>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Argument {
    pub name: Option<Name>,
    pub value: Expression,
    pub span: Span,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    Number(String, Span),
    /// The text that is meant, without quotes and escapes.
    Text(String, Span),
    /// A word, perhaps with dots.
    Constant(String, Span),
    Function(Call),
    Array(Vec<Expression>, Span),
    Object(Vec<(Name, Expression)>, Span),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Call {
    pub name: Name,
    pub arguments: Arguments,
    pub span: Span,
}

impl Ast {
    pub fn of(&self, kind: Kind) -> impl Iterator<Item = &Block> {
        self.blocks.iter().filter(move |block| block.kind == kind)
    }

    pub fn has_preview_feature(&self, feature: &str) -> bool {
        let generators = self.of(Kind::Generator).flat_map(Block::properties);
        let values = generators.filter(|(name, _)| name.text == "previewFeatures");
        let is = |item: &Expression| matches!(item, Expression::Text(text, _) if text == feature);
        values
            .filter_map(|(_, value)| value)
            .any(|value| match value {
                Expression::Array(items, _) => items.iter().any(is),
                other => is(other),
            })
    }
}

impl Block {
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.members.iter().filter_map(|member| match &member.item {
            Item::Field(field) => Some(field),
            _ => None,
        })
    }

    pub fn values(&self) -> impl Iterator<Item = &Value> {
        self.members.iter().filter_map(|member| match &member.item {
            Item::Value(value) => Some(value),
            _ => None,
        })
    }

    pub fn attributes(&self) -> impl Iterator<Item = &Attribute> {
        self.members.iter().filter_map(|member| match &member.item {
            Item::Attribute(attribute) => Some(attribute),
            _ => None,
        })
    }

    pub fn properties(&self) -> impl Iterator<Item = (&Name, Option<&Expression>)> {
        self.members.iter().filter_map(|member| match &member.item {
            Item::Property(name, value) => Some((name, value.as_ref())),
            _ => None,
        })
    }

    /// The documentation before it, line by line.
    pub fn documentation(&self) -> Option<String> {
        documentation(&self.lead, None)
    }
}

impl Member {
    /// The documentation before and behind it, line by line.
    pub fn documentation(&self) -> Option<String> {
        documentation(&self.lead, self.comment.as_deref())
    }
}

/// What the comments say that belong to what follows: those behind the last blank line.
fn documentation(lead: &[Line], behind: Option<&str>) -> Option<String> {
    let after = lead.iter().rposition(|line| *line == Line::Blank);
    let lines = lead[after.map_or(0, |at| at + 1)..].iter();
    let comments = lines.filter_map(|line| match line {
        Line::Comment(text) => Some(text.as_str()),
        Line::Blank => None,
    });
    let texts: Vec<&str> = comments.chain(behind).filter_map(said).collect();
    (!texts.is_empty()).then(|| texts.join("\n"))
}

/// What a comment of three slashes says, or one in `/* … */`; one of two says nothing.
fn said(comment: &str) -> Option<&str> {
    if let Some(text) = comment.strip_prefix("///") {
        return Some(text.strip_prefix(' ').unwrap_or(text));
    }
    let inside = comment.strip_prefix("/*")?.strip_suffix("*/")?;
    Some(inside.trim())
}

impl FieldType {
    pub fn span(&self) -> Span {
        match self {
            FieldType::Named(name) => name.span,
            FieldType::Unsupported(_, span) => *span,
        }
    }
}

impl Arguments {
    /// The value of the argument with this name.
    pub fn named(&self, name: &str) -> Option<&Argument> {
        self.list.iter().find(|argument| argument.is_named(name))
    }
}

impl Argument {
    pub fn is_named(&self, name: &str) -> bool {
        self.name.as_ref().is_some_and(|own| own.text == name)
    }
}

impl Expression {
    pub fn span(&self) -> Span {
        match self {
            Expression::Number(_, span)
            | Expression::Text(_, span)
            | Expression::Constant(_, span)
            | Expression::Array(_, span)
            | Expression::Object(_, span) => *span,
            Expression::Function(call) => call.span,
        }
    }

    /// What kind of value it is, in messages.
    pub fn describe(&self) -> &'static str {
        match self {
            Expression::Number(..) => "numeric",
            Expression::Text(..) => "string",
            Expression::Constant(..) => "literal",
            Expression::Function(_) => "functional",
            Expression::Array(..) => "array",
            Expression::Object(..) => "object",
        }
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Expression::Number(text, _) | Expression::Constant(text, _) => f.write_str(text),
            Expression::Text(text, _) => write!(f, "{}", quoted(text)),
            Expression::Function(call) => write!(f, "{}({})", call.name.text, call.arguments),
            Expression::Array(items, _) => write!(f, "[{}]", joined(items)),
            Expression::Object(entries, _) => {
                let entries = entries
                    .iter()
                    .map(|(key, value)| format!("{}: {value}", key.text));
                write!(f, "{{ {} }}", entries.collect::<Vec<_>>().join(", "))
            }
        }
    }
}

impl fmt::Display for Arguments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&joined(&self.list))
    }
}

impl fmt::Display for Argument {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{}: {}", name.text, self.value),
            None => self.value.fmt(f),
        }
    }
}

fn joined<T: ToString>(items: &[T]) -> String {
    items
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}

/// A text as a string of the language.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if c < ' ' => quoted.push_str(&format!("\\u{:04x}", c as u32)),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}
