//! What a migrator has to know of one statement. The server's parser fills this in.

/// One statement of a migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Byte offsets of its text in the migration's text, leading blanks and comments left out.
    pub start: usize,
    pub end: usize,
    /// PostgreSQL's command tag, such as `ALTER TABLE`.
    pub tag: &'static str,
    pub nature: Nature,
}

/// How a statement bears on transactions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Nature {
    /// Runs in any transaction.
    Plain,
    /// Changes or reads rows, or calls code that may: deferred constraints can be pending after it.
    Data,
    /// Opens a transaction: BEGIN, START TRANSACTION.
    Begin,
    /// Commits one: COMMIT, END.
    Commit,
    /// Any other transaction control: ROLLBACK, SAVEPOINT, SET TRANSACTION, PREPARE TRANSACTION …
    Control,
    /// PostgreSQL refuses to run it inside a transaction block; the text names it for a message.
    NonTransactional(&'static str),
    /// A DO block, or a procedure called by name, in which code may commit. `code` is what is known
    /// of it: the block's own text, or the text of the procedure where it exists.
    Code {
        code: Option<String>,
        procedure: Option<String>,
    },
    /// CREATE PROCEDURE: its name (last part) and body, so that a later CALL can be judged.
    Procedure { name: String, body: String },
    /// ALTER TYPE … ADD VALUE: the name of the type (last part) and the new value.
    AddValue { enum_name: String, value: String },
    /// COPY … FROM stdin.
    CopyIn,
    /// COPY … TO stdout.
    CopyOut,
}

impl Statement {
    /// Whether the statement, when it fails by itself, leaves nothing behind.
    pub fn is_atomic(&self) -> bool {
        !matches!(
            self.nature,
            Nature::NonTransactional(_) | Nature::Code { .. }
        )
    }

    pub fn text<'a>(&self, sql: &'a str) -> &'a str {
        &sql[self.start..self.end]
    }
}

/// Whether code in a procedural language ends transactions: COMMIT or ROLLBACK stands where a
/// statement of its own would.
pub fn ends_transactions(code: &str) -> bool {
    use crate::sqltext::{tokens, Kind};
    let mut fresh = true;
    for token in tokens(code) {
        match &token.kind {
            Kind::Word(w) if fresh && (w == "commit" || w == "rollback") => return true,
            Kind::Word(w) => {
                fresh = matches!(w.as_str(), "begin" | "then" | "else" | "loop");
            }
            Kind::Symbol(';') => fresh = true,
            Kind::Symbol('>') => fresh = true, // the end of a <<label>>
            _ => fresh = false,
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::ends_transactions;

    #[test]
    fn a_commit_is_found_where_a_statement_stands() {
        assert!(ends_transactions(
            "BEGIN INSERT INTO t VALUES (1); COMMIT; END"
        ));
        assert!(ends_transactions(
            "begin loop if true then rollback; end if; end loop; end"
        ));
    }

    #[test]
    fn the_word_alone_is_no_commit() {
        assert!(!ends_transactions(
            "BEGIN UPDATE t SET commit = 1; -- COMMIT;\n END"
        ));
        assert!(!ends_transactions("BEGIN PERFORM 'x; COMMIT;'; END"));
        assert!(!ends_transactions(
            "CREATE TEMP TABLE x (a int) ON COMMIT DROP"
        ));
    }
}
