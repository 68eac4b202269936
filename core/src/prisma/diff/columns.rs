//! What changed of a column.

use super::casts;
use super::defaults;
use super::step::{Cast, ColumnChange};
use super::Style;
use crate::prisma::model::{Arity, Autoincrement, Column, ColumnDefault};

pub fn change<'a>(from: &'a Column, to: &'a Column, style: Style) -> ColumnChange<'a> {
    let counts = |c: &Column| matches!(c.default, Some(ColumnDefault::Autoincrement(_)));
    let by_hand = counts_by_hand(from, to);
    ColumnChange {
        from,
        to,
        arity: from.arity != to.arity,
        default: !by_hand && !defaults::same(from, to),
        cast: cast(from, to, style),
        autoincrement: !by_hand && counts(from) != counts(to),
    }
}

/// Whether a schema file has the call of the column's sequence instead of autoincrement().
fn counts_by_hand(from: &Column, to: &Column) -> bool {
    match (&from.default, &to.default) {
        (
            Some(ColumnDefault::Autoincrement(Autoincrement::Sequence(_, name))),
            Some(ColumnDefault::Expression(text)),
        ) => text.trim_start().starts_with("nextval(") && text.contains(name),
        _ => false,
    }
}

/// To Prisma an enum and a list of it are of the same type, but PostgreSQL has no cast.
fn cast(from: &Column, to: &Column, style: Style) -> Option<Cast> {
    let cast = casts::change(from, to);
    let becomes_list = (from.arity == Arity::List) != (to.arity == Arity::List);
    match style {
        Style::Safe if cast.is_none() && becomes_list => Some(Cast::Impossible),
        _ => cast,
    }
}
