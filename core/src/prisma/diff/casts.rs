//! Which changes of a column's type Prisma makes by a cast, and which by dropping the column.

use super::step::Cast;
use crate::prisma::model::{Arity, Column, ColumnKind, Native};
use Native::*;

/// What the change from one type to another is; nothing where Prisma sees the same type.
pub fn change(from: &Column, to: &Column) -> Option<Cast> {
    match (&from.kind, &to.kind) {
        (ColumnKind::Enum { .. }, _) | (_, ColumnKind::Enum { .. }) if from.kind == to.kind => None,
        (ColumnKind::Enum { .. }, _) | (_, ColumnKind::Enum { .. }) => Some(Cast::Impossible),
        _ if from.arity == Arity::List && to.arity != Arity::List => Some(of_list(to)),
        _ if from.arity != Arity::List && to.arity == Arity::List => Some(Cast::Impossible),
        (ColumnKind::Native(from), ColumnKind::Native(to)) => between(*from, *to),
        // As the server may write the name of a type in another way, Prisma compares none.
        (ColumnKind::Unsupported(_), ColumnKind::Unsupported(_)) => None,
        _ => Some(Cast::Risky),
    }
}

/// A list into one value: PostgreSQL can write it as a text.
fn of_list(to: &Column) -> Cast {
    match to.kind {
        ColumnKind::Native(Text | VarChar(None)) => Cast::Safe,
        ColumnKind::Native(VarChar(_) | Char(_)) => Cast::Risky,
        _ => Cast::Impossible,
    }
}

fn between(from: Native, to: Native) -> Option<Cast> {
    if from == to || is_same_time(from, to) || is_same_length(from, to) {
        return None;
    }
    let cast = match from {
        SmallInt | Integer | BigInt => integer(from, to),
        Decimal(old) => decimal(old, to),
        Real | DoublePrecision => float(from, to),
        Text | VarChar(_) | Char(_) => text(from, to),
        Timestamp(_) | Timestamptz(_) | Date | Time(_) | Timetz(_) => time(from, to),
        Bit(_) | VarBit(_) => bits(from, to),
        Citext => match to {
            Text | VarChar(_) => Cast::Safe,
            _ => Cast::Risky,
        },
        Money => match to {
            Citext | Text | VarChar(_) => Cast::Safe,
            _ => Cast::Risky,
        },
        Inet => match to {
            Citext | Text | VarChar(_) => Cast::Safe,
            _ => Cast::Impossible,
        },
        Oid => match to {
            Text | VarChar(_) | Integer | BigInt => Cast::Safe,
            _ => Cast::Impossible,
        },
        Boolean => match to {
            Text | VarChar(_) => Cast::Safe,
            Char(Some(4)) => Cast::Risky,
            Char(Some(width)) if width > 4 => Cast::Safe,
            _ => Cast::Impossible,
        },
        ByteA => match to {
            Text | VarChar(None) => Cast::Safe,
            VarChar(Some(width)) | Char(Some(width)) if width > 2 => Cast::Risky,
            _ => Cast::Impossible,
        },
        Uuid => match to {
            Text | VarChar(None) => Cast::Safe,
            VarChar(Some(width)) | Char(Some(width)) if width > 31 => Cast::Safe,
            _ => Cast::Impossible,
        },
        Json | JsonB | Xml => match (from, to) {
            (_, Text | VarChar(None)) | (Json, JsonB) | (JsonB, Json) => Cast::Safe,
            (_, VarChar(_) | Char(_)) => Cast::Risky,
            _ => Cast::Impossible,
        },
    };
    Some(cast)
}

fn risky_if(risky: bool) -> Cast {
    match risky {
        true => Cast::Risky,
        false => Cast::Safe,
    }
}

/// A number as text, which takes up to so many characters.
fn number_as_text(to: Native, characters: u32) -> Cast {
    match to {
        Text | VarChar(None) => Cast::Safe,
        Char(None) => Cast::Risky,
        VarChar(Some(width)) | Char(Some(width)) => risky_if(width < characters),
        _ => Cast::Impossible,
    }
}

/// The rank of an integer type, the digits before the point that Prisma reckons with, and the
/// characters of its texts.
fn size(integer: Native) -> (u8, u32, u32) {
    match integer {
        SmallInt => (0, 3, 4),
        Integer => (1, 10, 11),
        _ => (2, 19, 20),
    }
}

fn integer(from: Native, to: Native) -> Cast {
    let (rank, digits, characters) = size(from);
    match to {
        SmallInt | Integer | BigInt => risky_if(size(to).0 < rank),
        Real | DoublePrecision | Decimal(None) => Cast::Safe,
        Decimal(Some((precision, scale))) => risky_if(precision.saturating_sub(scale) < digits),
        _ => number_as_text(to, characters),
    }
}

fn decimal(old: Option<(u32, u32)>, to: Native) -> Cast {
    match (to, old) {
        (SmallInt | Integer | BigInt, None) => Cast::Risky,
        (SmallInt | Integer | BigInt, Some((precision, scale))) => {
            risky_if(scale > 0 || precision >= size(to).1)
        }
        (Decimal(None), _) => Cast::Safe,
        (Decimal(Some(_)), None) => Cast::Risky,
        (Decimal(Some((precision, scale))), Some((old_precision, old_scale))) => {
            let [old, new] = [(old_precision, old_scale), (precision, scale)]
                .map(|(precision, scale)| precision.saturating_sub(scale));
            risky_if(old > new || old_scale > scale)
        }
        (Real | DoublePrecision, _) => Cast::Risky,
        (_, None) => number_as_text(to, 131_073),
        (_, Some((precision, 0))) => number_as_text(to, precision.saturating_add(1)),
        (_, Some((precision, _))) => number_as_text(to, precision.saturating_add(2)),
    }
}

fn float(from: Native, to: Native) -> Cast {
    match (from, to) {
        (_, SmallInt | Integer | BigInt | Decimal(_)) | (DoublePrecision, Real) => Cast::Risky,
        (Real, DoublePrecision) => Cast::Safe,
        (Real, _) => number_as_text(to, 47),
        _ => number_as_text(to, 317),
    }
}

/// The characters that a type of text can hold.
fn width(text: Native) -> Option<u32> {
    match text {
        Text | VarChar(None) => Some(u32::MAX),
        Char(None) => Some(1),
        VarChar(Some(width)) | Char(Some(width)) => Some(width),
        _ => None,
    }
}

fn text(from: Native, to: Native) -> Cast {
    match (from, to, width(to)) {
        (Text, Citext, _) => Cast::Safe,
        (_, _, Some(new)) => risky_if(width(from).is_some_and(|old| old > new)),
        _ => Cast::Impossible,
    }
}

/// The length that is not written is 1.
fn is_same_length(from: Native, to: Native) -> bool {
    match (from, to) {
        (Char(old), Char(new)) | (Bit(old), Bit(new)) => old.unwrap_or(1) == new.unwrap_or(1),
        _ => false,
    }
}

/// Whether the new type can hold all that the old one could, as far as Prisma looks.
fn is_same_time(from: Native, to: Native) -> bool {
    match (from, to) {
        (Timestamp(old), Timestamp(new))
        | (Timestamptz(old), Timestamptz(new))
        | (Time(old), Time(new))
        | (Timetz(old), Timetz(new)) => old.is_none() || new.is_none() || old == new,
        _ => false,
    }
}

fn time(from: Native, to: Native) -> Cast {
    let characters = match from {
        Timestamp(_) => 22,
        Time(_) => 13,
        Timetz(_) => 18,
        _ => 27,
    };
    match (from, to) {
        (_, Text | VarChar(None)) => Cast::Safe,
        (_, VarChar(Some(width)) | Char(Some(width))) if width > characters => Cast::Safe,
        (
            Timestamp(_) | Timestamptz(_),
            Timestamp(_) | Timestamptz(_) | Date | Time(_) | Timetz(_),
        ) => Cast::Safe,
        (Date, Timestamp(_) | Timestamptz(_)) => Cast::Safe,
        (Time(_), Timetz(_)) | (Timetz(_), Time(_) | Timetz(_)) => Cast::Safe,
        _ => Cast::Impossible,
    }
}

fn bits(from: Native, to: Native) -> Cast {
    match (from, to) {
        (_, Text | VarChar(None)) => Cast::Safe,
        (Bit(None), VarChar(_) | Char(_) | VarBit(_)) => Cast::Safe,
        (Bit(Some(_)) | VarBit(Some(_)), VarBit(None)) => Cast::Safe,
        (Bit(Some(old)), VarChar(Some(new)) | VarBit(Some(new)) | Char(Some(new))) => {
            match new >= old {
                true => Cast::Safe,
                false => Cast::Impossible,
            }
        }
        (VarBit(Some(old)), VarBit(Some(new))) if new > old => Cast::Safe,
        (VarBit(Some(old)), VarChar(Some(new)) | Char(Some(new))) => risky_if(new < old),
        (VarBit(Some(old)), Bit(Some(new))) if new > old => Cast::Impossible,
        (VarBit(_), VarChar(_) | Char(_) | Bit(_)) => Cast::Risky,
        _ => Cast::Impossible,
    }
}

/// Whether PostgreSQL casts the values by itself when a column's type is changed. Where it does
/// not, ALTER COLUMN … TYPE needs USING.
pub fn is_automatic(from: &Column, to: &Column) -> bool {
    match (&from.kind, &to.kind) {
        (_, ColumnKind::Native(Text | VarChar(_) | Char(_) | Citext)) => true,
        (ColumnKind::Native(Money), ColumnKind::Native(to)) => matches!(to, Decimal(_)),
        (ColumnKind::Native(Timestamp(_)), ColumnKind::Native(Timetz(_))) => false,
        (ColumnKind::Native(from), ColumnKind::Native(_)) => *from != Citext,
        (from, to) => from == to,
    }
}
