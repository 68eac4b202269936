//! What is wrong with a schema, where, and the lines that show it.

use std::fmt;

use super::ast::{File, Span};

/// One fault, as Prisma's command line shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    pub message: String,
    pub file: String,
    /// From 1.
    pub line: usize,
    /// From 1, in characters.
    pub column: usize,
    /// The lines around it, with their numbers.
    pub excerpt: String,
}

/// All faults that were found, in the order of the text; at least one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Errors(pub Vec<Error>);

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Error {
            message,
            file,
            line,
            excerpt,
            ..
        } = self;
        write!(f, "error: {message}\n  -->  {file}:{line}\n{excerpt}")
    }
}

impl fmt::Display for Errors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for error in &self.0 {
            writeln!(f, "{error}")?;
        }
        write!(f, "\nValidation Error Count: {}", self.0.len())
    }
}

impl std::error::Error for Error {}
impl std::error::Error for Errors {}

/// The faults found so far.
#[derive(Debug, Default)]
pub struct Faults(Vec<Fault>);

#[derive(Debug)]
struct Fault {
    message: String,
    span: Span,
    /// Where the text stopped to make sense, and what could have stood there.
    expected: Option<(usize, &'static str)>,
}

impl Faults {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn push(&mut self, span: Span, message: impl Into<String>) {
        self.0.push(Fault {
            message: message.into(),
            span,
            expected: None,
        });
    }

    /// `at`: a place in the span's file.
    pub fn expected(
        &mut self,
        span: Span,
        message: impl Into<String>,
        at: usize,
        what: &'static str,
    ) {
        self.0.push(Fault {
            message: message.into(),
            span,
            expected: Some((at, what)),
        });
    }

    /// A fault of an attribute, given with its `@`.
    pub fn attribute(&mut self, span: Span, name: &str, message: impl fmt::Display) {
        self.push(
            span,
            format!("Error parsing attribute \"{name}\": {message}"),
        );
    }

    /// `what`: model or view.
    pub fn block(&mut self, span: Span, what: &str, name: &str, message: impl fmt::Display) {
        self.push(
            span,
            format!("Error validating {what} \"{name}\": {message}"),
        );
    }

    pub fn invalid(&mut self, span: Span, message: impl fmt::Display) {
        self.push(span, format!("Error validating: {message}"));
    }

    /// With the text that they are about; sorted, without repetitions.
    pub fn into_errors(mut self, files: &[File]) -> Option<Errors> {
        self.0
            .sort_by_key(|fault| (fault.span.file, fault.span.start));
        let lines: Vec<Lines> = files.iter().map(Lines::new).collect();
        let mut errors: Vec<Error> = self
            .0
            .into_iter()
            .filter_map(|fault| Some(lines.get(fault.span.file)?.error(fault)))
            // Not all that there are: some are the same.
            .take(2 * MOST_ERRORS)
            .collect();
        errors.dedup();
        errors.truncate(MOST_ERRORS);
        (!errors.is_empty()).then_some(Errors(errors))
    }
}

/// A file by its lines.
struct Lines<'a> {
    file: &'a File,
    /// Where each line starts.
    starts: Vec<usize>,
}

/// Nobody reads more of them.
const MOST_ERRORS: usize = 1000;

/// So many lines of a long block, and characters of a long line, show what it is.
const MOST_LINES: usize = 20;
const MOST_CHARACTERS: usize = 300;

impl<'a> Lines<'a> {
    fn new(file: &'a File) -> Self {
        let ends = file.text.match_indices('\n').map(|(at, _)| at + 1);
        Lines {
            file,
            starts: std::iter::once(0).chain(ends).collect(),
        }
    }

    /// The line of an offset, from 0.
    fn line_of(&self, offset: usize) -> usize {
        self.starts.partition_point(|start| *start <= offset) - 1
    }

    fn text(&self, line: usize) -> &'a str {
        let start = self.starts[line];
        let end = self
            .starts
            .get(line + 1)
            .map_or(self.file.text.len(), |next| next - 1);
        self.file.text[start..end].trim_end_matches('\r')
    }

    /// The characters between the start of a line and an offset.
    fn column(&self, line: usize, offset: usize) -> usize {
        let before = self.file.text.get(self.starts[line]..offset);
        before.map_or(0, |text| text.chars().count())
    }

    fn error(&self, fault: Fault) -> Error {
        let first = self.line_of(fault.span.start);
        Error {
            message: fault.message,
            file: self.file.name.clone(),
            line: first + 1,
            column: self.column(first, fault.span.start) + 1,
            excerpt: self.excerpt(first, fault.span.end, fault.expected),
        }
    }

    fn excerpt(&self, first: usize, end: usize, expected: Option<(usize, &str)>) -> String {
        const EMPTY: &str = "   | ";
        let mut lines = vec![EMPTY.to_string()];
        match first {
            0 => lines.push(EMPTY.into()),
            _ => lines.push(self.numbered(first - 1)),
        }
        lines.push(self.numbered(first));
        if let Some((at, what)) = expected {
            let line = self.line_of(at);
            let column = self.column(line, at);
            lines.extend((first + 1..=line).map(|between| self.numbered(between)));
            lines.push(format!(
                "{EMPTY}{}^ expected {what}",
                " ".repeat(column.min(MOST_CHARACTERS))
            ));
        } else {
            let last = self.line_of(end).min(first + MOST_LINES);
            lines.extend((first + 1..=last).map(|line| self.numbered(line)));
        }
        lines.push(EMPTY.into());
        lines.join("\n")
    }

    fn numbered(&self, line: usize) -> String {
        let text = self.text(line);
        match text.char_indices().nth(MOST_CHARACTERS) {
            Some((end, _)) => format!("{:2} | {}…", line + 1, &text[..end]),
            None => format!("{:2} | {text}", line + 1),
        }
    }
}
