//! Changes of a column.

use super::column::{is_autoincrement, kind};
use super::default::default;
use super::names::quote;
use super::sequence;
use super::statement::Surroundings;
use crate::prisma::diff::casts;
use crate::prisma::diff::step::{ColumnChange, TableChange};
use crate::prisma::diff::Style;
use crate::prisma::model::{Arity, ColumnKind, Native};

/// The clauses of an ALTER TABLE, and the statements around it.
#[derive(Default)]
pub struct Clauses {
    pub before: Vec<String>,
    pub clauses: Vec<String>,
    pub after: Vec<String>,
}

pub struct AlterColumn<'a, 'b> {
    pub around: &'b Surroundings<'a>,
    pub table: &'b TableChange<'a>,
    pub change: ColumnChange<'a>,
    pub out: &'b mut Clauses,
}

impl AlterColumn<'_, '_> {
    pub fn write(mut self) {
        let change = self.change;
        if change.arity {
            self.arity();
        }
        if change.default {
            self.default();
        }
        if change.autoincrement {
            match is_autoincrement(change.from) {
                true => self.stop_counting(),
                false => self.start_counting(),
            }
        }
        let list = change.from.arity == Arity::List || change.to.arity == Arity::List;
        if change.cast.is_some() || (change.arity && list) {
            self.set_type();
        }
    }

    fn clause(&mut self, action: &str) {
        let column = quote(&self.change.from.name);
        let clause = format!("ALTER COLUMN {column} {action}");
        if !self.out.clauses.contains(&clause) {
            self.out.clauses.push(clause);
        }
    }

    fn table(&self) -> String {
        let table = self.table.from;
        self.around.names.qualified(&table.namespace, &table.name)
    }

    fn arity(&mut self) {
        match (self.change.from.arity, self.change.to.arity) {
            (_, Arity::Required) if self.change.from.arity != Arity::Required => {
                self.clause("SET NOT NULL");
            }
            (Arity::Required | Arity::List, Arity::Optional) => self.clause("DROP NOT NULL"),
            _ => {}
        }
    }

    fn default(&mut self) {
        match self.new_default() {
            Some(default) => self.clause(&format!("SET DEFAULT {default}")),
            None => self.clause("DROP DEFAULT"),
        }
    }

    fn new_default(&self) -> Option<String> {
        let to = self.change.to;
        default(to.default.as_ref()?, &kind(self.around.names, to))
    }

    fn stop_counting(&mut self) {
        let from = self.change.from;
        if sequence::is_identity(from) {
            return self.drop_identity();
        }
        self.clause("DROP DEFAULT");
        if !sequence::is_shared(self.around, self.table.from, from) {
            let name = sequence::existing(self.around.names, self.table.from, from);
            self.out
                .after
                .extend(name.map(|n| format!("DROP SEQUENCE {n}")));
        }
    }

    /// The server looks at the identity before it does anything else of the same statement.
    fn drop_identity(&mut self) {
        if self.change.cast.is_none() {
            return self.clause("DROP IDENTITY");
        }
        let column = quote(&self.change.from.name);
        let table = self.table();
        let statement = format!("ALTER TABLE {table} ALTER COLUMN {column} DROP IDENTITY");
        self.out.before.push(statement);
    }

    fn start_counting(&mut self) {
        let sequence = sequence::new(self.around, self.table.to, &self.change.to.name);
        self.out.before.push(format!("CREATE SEQUENCE {sequence}"));
        let next = sequence::next(&sequence);
        self.clause(&format!("SET DEFAULT {next}"));
        let (table, column) = (self.table(), quote(&self.change.to.name));
        let owner = format!("ALTER SEQUENCE {sequence} OWNED BY {table}.{column}");
        self.out.after.push(owner);
        if self.around.style == Style::Safe {
            let set = format!(
                "SELECT {} FROM {table}",
                sequence::set_behind(&sequence, &column)
            );
            self.out.after.push(set);
        }
    }

    fn set_type(&mut self) {
        let ColumnChange { from, to, .. } = self.change;
        let kind = kind(self.around.names, to);
        if self.around.style == Style::Prisma || casts::is_automatic(from, to) {
            self.clause(&format!("SET DATA TYPE {kind}"));
        } else {
            self.set_type_using(&kind);
        }
        self.grow_sequence();
    }

    /// A default is not cast either: the old one has to go before.
    fn set_type_using(&mut self, kind: &str) {
        let ColumnChange { from, to, .. } = self.change;
        if from.default.is_some() && !is_autoincrement(from) {
            self.clause("DROP DEFAULT");
        }
        let column = quote(&from.name);
        let through = match (&from.kind, &to.kind) {
            (ColumnKind::Native(Native::Money), ColumnKind::Native(to)) if is_number(*to) => {
                "numeric"
            }
            _ => "text",
        };
        let list = if to.arity == Arity::List { "[]" } else { "" };
        self.clause(&format!(
            "SET DATA TYPE {kind} USING {column}::{through}{list}::{kind}"
        ));
        if let Some(default) = self.new_default() {
            self.clause(&format!("SET DEFAULT {default}"));
        }
    }

    /// The sequence of a column that goes on counting has to count as far as the new type.
    fn grow_sequence(&mut self) {
        let ColumnChange { from, to, .. } = self.change;
        let rank = |kind: &ColumnKind| match kind {
            ColumnKind::Native(Native::SmallInt) => 1,
            ColumnKind::Native(Native::Integer) => 2,
            ColumnKind::Native(Native::BigInt) => 3,
            _ => 0,
        };
        let counts = is_autoincrement(from) && is_autoincrement(to);
        if !counts || rank(&to.kind) <= rank(&from.kind) {
            return;
        }
        let sequence = sequence::existing(self.around.names, self.table.from, from);
        let kind = kind(self.around.names, to);
        let statement = sequence.map(|s| format!("ALTER SEQUENCE {s} AS {kind}"));
        self.out.after.extend(statement);
    }
}

fn is_number(native: Native) -> bool {
    matches!(
        native,
        Native::SmallInt
            | Native::Integer
            | Native::BigInt
            | Native::Real
            | Native::DoublePrecision
    )
}
