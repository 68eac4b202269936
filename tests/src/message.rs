//! An error or notice of the server with every field that it carries.

use postgres::error::{DbError, ErrorPosition};

/// What can fail in the server.
pub type Sql<T> = Result<T, Box<Message>>;

#[derive(Clone, Default, PartialEq, Eq)]
pub struct Message {
    pub severity: String,
    /// The SQLSTATE, for example "42601". "" when the connection broke without a word of the server's.
    pub code: String,
    pub message: String,
    pub detail: String,
    pub hint: String,
    /// The CONTEXT lines.
    pub context: String,
    /// Where in the statement that the client sent, in characters from 1.
    pub position: Option<u32>,
    pub schema: String,
    pub table: String,
    pub column: String,
    pub datatype: String,
    pub constraint: String,
}

impl Message {
    /// Of a client's error: the server's own, or the client's words with no code.
    pub fn of(error: postgres::Error) -> Box<Message> {
        Box::new(match error.as_db_error() {
            Some(error) => Message::from(error),
            None => Message {
                severity: "CLIENT".to_owned(),
                message: error.to_string(),
                ..Message::default()
            },
        })
    }
}

impl From<&DbError> for Message {
    fn from(error: &DbError) -> Message {
        let text = |field: Option<&str>| field.unwrap_or_default().to_owned();
        Message {
            severity: error.severity().to_owned(),
            code: error.code().code().to_owned(),
            message: error.message().to_owned(),
            detail: text(error.detail()),
            hint: text(error.hint()),
            context: text(error.where_()),
            position: match error.position() {
                Some(ErrorPosition::Original(position)) => Some(*position),
                _ => None,
            },
            schema: text(error.schema()),
            table: text(error.table()),
            column: text(error.column()),
            datatype: text(error.datatype()),
            constraint: text(error.constraint()),
        }
    }
}

/// As psql shows it with `\set VERBOSITY verbose`.
impl std::fmt::Display for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:  {}: {}", self.severity, self.code, self.message)?;
        let fields = [
            ("DETAIL", &self.detail),
            ("HINT", &self.hint),
            ("CONTEXT", &self.context),
            ("SCHEMA NAME", &self.schema),
            ("TABLE NAME", &self.table),
            ("COLUMN NAME", &self.column),
            ("DATATYPE NAME", &self.datatype),
            ("CONSTRAINT NAME", &self.constraint),
        ];
        for (name, text) in fields.iter().filter(|(_, text)| !text.is_empty()) {
            write!(f, "\n{name}:  {text}")?;
        }
        Ok(())
    }
}

/// A failed `unwrap` then prints what psql would.
impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(self, f)
    }
}
