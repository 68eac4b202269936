//! The error of a migration's statement: the server's own, with the place in the migration's text.

use crate::error::{called, Report, ROLLOUT_HINT};
use crate::locate;
use crate::plan::Script;

/// What the server said of a statement.
#[derive(Debug, Clone)]
pub struct Cause {
    pub report: Report,
    /// Place in the statement's text, in characters from 1.
    pub position: Option<usize>,
}

/// A migration that stopped with an error.
#[derive(Debug, Clone)]
pub struct Failure<'a> {
    pub script: &'a Script<'a>,
    /// Index of the statement, where it is known.
    pub statement: Option<usize>,
    /// Byte offset in the script's text.
    pub offset: usize,
    pub cause: Report,
    moment: Moment,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moment {
    Parsing,
    Start,
    Statement,
    End,
}

impl<'a> Failure<'a> {
    /// The failure of one statement.
    pub fn new(script: &'a Script<'a>, statement: usize, cause: Cause) -> Self {
        let start = script.statements[statement].start;
        Failure {
            script,
            statement: Some(statement),
            offset: cause
                .position
                .map_or(start, |p| locate::char_offset(script.text, start, p - 1)),
            cause: cause.report,
            moment: Moment::Statement,
        }
    }

    /// A failure after the last statement: of a check that was deferred to the end, for example.
    pub fn at_end(script: &'a Script<'a>, cause: Cause) -> Self {
        Failure {
            script,
            statement: None,
            offset: script.text.trim_end().len(),
            cause: cause.report,
            moment: Moment::End,
        }
    }

    /// A failure before the first statement: to connect, for example.
    pub fn before(script: &'a Script<'a>, cause: Cause) -> Self {
        Failure {
            script,
            statement: None,
            offset: 0,
            cause: cause.report,
            moment: Moment::Start,
        }
    }

    /// A text that the server's parser refuses; the position counts in the whole text.
    pub fn syntax(script: &'a Script<'a>, cause: Cause) -> Self {
        let offset = cause
            .position
            .map_or(0, |p| locate::char_offset(script.text, 0, p - 1))
            .min(script.text.trim_end().len()); // "at end of input": where a person sees the end
        let mut cause = cause.report;
        if script.text[offset..].starts_with(':') {
            cause = cause
                .hint("Variables of psql (:name) are not known to the server: write their values.");
        }
        Failure {
            script,
            statement: None,
            offset,
            cause,
            moment: Moment::Parsing,
        }
    }

    /// Advice when the error comes from running many statements in one transaction: with a commit
    /// after each they could succeed.
    pub fn remedy(&self) -> Option<&'static str> {
        match self.cause.sqlstate.as_str() {
            // active transaction, invalid termination, new enum value, pending trigger events
            "25001" | "2D000" | "55P04" | "55006" => Some(ROLLOUT_HINT),
            "53200" => Some(
                "One transaction holds a lock for every table it touches: raise max_locks_per_transaction, \
                 or use CALL migrate.rollout(…), which commits after each migration.",
            ),
            _ => None,
        }
    }

    /// Where the server named no place, the statement's next lines say more than those before it.
    fn lines_after(&self) -> usize {
        const MOST: usize = 3;
        let Some(statement) = self.statement.map(|i| &self.script.statements[i]) else {
            return 0;
        };
        if self.offset != statement.start {
            return 0;
        }
        statement
            .text(self.script.text)
            .matches('\n')
            .count()
            .min(MOST)
    }

    pub fn place(&self) -> locate::Place {
        locate::place(self.script.text, self.offset)
    }

    /// The error for the client. `after` says what became of the deployment, and what to do next.
    pub fn report(&self, after: &str) -> Report {
        let name = self.script.name;
        let at = self.place();
        let place = format!("line {}, column {}", at.line, at.column);
        let cause = self.cause.clone();
        let (failed, context) = match (self.moment, self.statement) {
            (Moment::Statement, Some(i)) => (
                format!("failed at statement {}, {place}", i + 1),
                format!(
                    ", statement {} ({}), {place}",
                    i + 1,
                    self.script.statements[i].tag
                ),
            ),
            (Moment::Start, _) => ("failed before its first statement".into(), String::new()),
            (Moment::End, _) => (
                "failed at its end".into(),
                ", after its last statement".into(),
            ),
            _ => (format!("cannot be parsed, {place}"), format!(", {place}")),
        };
        let subject = called(name);
        let message = format!("{subject} {failed}: {}", cause.message);
        let context = format!("{subject}{context}");
        let mut report = Report { message, ..cause }.context(context);
        if matches!(self.moment, Moment::Statement | Moment::Parsing) {
            let excerpt = locate::excerpt(self.script.text, self.offset, self.lines_after());
            report = report.context(excerpt);
        }
        report.hint(after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statement::{Nature, Statement};

    fn script() -> Script<'static> {
        let text = "CREATE TABLE é (a int);\nSELECT nope\n  FROM é;\n";
        let start = text.find("SELECT").unwrap();
        let statement = |start, end, tag| Statement {
            start,
            end,
            tag,
            nature: Nature::Plain,
        };
        Script {
            name: "m",
            text,
            statements: vec![
                statement(0, start - 2, "CREATE TABLE"),
                statement(start, text.len() - 2, "SELECT"),
            ],
        }
    }

    #[test]
    fn the_place_counts_in_the_whole_text_and_the_cause_stays_whole() {
        let script = script();
        let cause = Cause {
            report: Report::new("42703", "column \"nope\" does not exist").hint("Perhaps another."),
            position: Some(8),
        };
        let report = Failure::new(&script, 1, cause).report("Next.");
        assert_eq!(
            report.message,
            "migration \"m\" failed at statement 2, line 2, column 8: column \"nope\" does not exist"
        );
        assert_eq!(report.sqlstate, "42703");
        assert_eq!(report.hint.as_deref(), Some("Perhaps another.\nNext."));
        assert_eq!(
            report.context.as_deref(),
            Some("migration \"m\", statement 2 (SELECT), line 2, column 8\n    1 | CREATE TABLE é (a int);\n    2 | SELECT nope\n      |        ^")
        );
    }

    #[test]
    fn a_psql_variable_is_explained() {
        let script = Script {
            name: "m",
            text: "SELECT :x",
            statements: vec![],
        };
        let cause = Cause {
            report: Report::new("42601", "syntax error at or near \":\""),
            position: Some(8),
        };
        let report = Failure::syntax(&script, cause).report("Next.");
        assert!(report.hint.unwrap().starts_with("Variables of psql"));
    }
}
