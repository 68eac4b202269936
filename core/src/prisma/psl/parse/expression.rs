//! Values, and the arguments in parentheses.

use crate::prisma::psl::ast::{Argument, Arguments, Call, Expression, Name};
use crate::prisma::psl::error::Faults;
use crate::prisma::psl::scan::{Cursor, Scan};

use super::text;

/// Deeper is nobody's schema, and it must not exhaust the stack.
const DEEPEST: usize = 50;

pub fn expression(cursor: &mut Cursor, depth: usize, faults: &mut Faults) -> Scan<Expression> {
    if depth > DEEPEST {
        return cursor.stop("a value that is nested less");
    }
    let start = cursor.at;
    match cursor.peek() {
        Some('"') => {
            let text = text::string(cursor, faults)?;
            Ok(Expression::Text(text, cursor.span(start)))
        }
        Some('[') => array(cursor, depth, faults),
        Some('{') => object(cursor, depth, faults),
        Some('-') => number(cursor),
        Some(c) if c.is_alphanumeric() => word(cursor, depth, faults),
        _ => cursor.stop("a value"),
    }
}

/// `-`? digits (`.` digits)?
fn number(cursor: &mut Cursor) -> Scan<Expression> {
    let start = cursor.at;
    cursor.take("-");
    if cursor.skip_while(|c| c.is_ascii_digit()).is_empty() {
        return cursor.stop("a number");
    }
    let whole = cursor.at;
    if cursor.take(".") && cursor.skip_while(|c| c.is_ascii_digit()).is_empty() {
        cursor.at = whole;
    }
    let text = cursor.text[start..cursor.at].to_string();
    Ok(Expression::Number(text, cursor.span(start)))
}

/// A function, a constant, or a number.
fn word(cursor: &mut Cursor, depth: usize, faults: &mut Faults) -> Scan<Expression> {
    let start = cursor.at;
    let name = cursor.path("a value")?;
    let end = cursor.at;
    cursor.skip_space();
    if cursor.peek() == Some('(') {
        let arguments = arguments(cursor, depth, faults)?;
        let span = cursor.span(start);
        return Ok(Expression::Function(Call {
            name,
            arguments,
            span,
        }));
    }
    if name.text.starts_with(|c: char| c.is_ascii_digit()) {
        cursor.at = start;
        return number(cursor);
    }
    cursor.at = end;
    Ok(Expression::Constant(name.text, name.span))
}

fn array(cursor: &mut Cursor, depth: usize, faults: &mut Faults) -> Scan<Expression> {
    let start = cursor.at;
    cursor.must("[", "`[`")?;
    let mut items = Vec::new();
    cursor.skip_space();
    if !cursor.take("]") {
        loop {
            cursor.skip_space();
            items.push(expression(cursor, depth + 1, faults)?);
            cursor.skip_space();
            if cursor.take("]") {
                break;
            }
            cursor.must(",", "`,` or `]` in the same line")?;
        }
    }
    Ok(Expression::Array(items, cursor.span(start)))
}

fn object(cursor: &mut Cursor, depth: usize, faults: &mut Faults) -> Scan<Expression> {
    let start = cursor.at;
    cursor.must("{", "`{`")?;
    let mut entries: Vec<(Name, Expression)> = Vec::new();
    cursor.skip_space();
    if !cursor.take("}") {
        loop {
            cursor.skip_space();
            let key = cursor.name("a name")?;
            cursor.skip_space();
            cursor.must(":", "`:`")?;
            cursor.skip_space();
            entries.push((key, expression(cursor, depth + 1, faults)?));
            cursor.skip_space();
            if cursor.take("}") {
                break;
            }
            cursor.must(",", "`,` or `}` in the same line")?;
        }
    }
    Ok(Expression::Object(entries, cursor.span(start)))
}

/// `(` … `)`, with names or without.
pub fn arguments(cursor: &mut Cursor, depth: usize, faults: &mut Faults) -> Scan<Arguments> {
    let mut arguments = Arguments::default();
    cursor.must("(", "`(`")?;
    cursor.skip_space();
    while !cursor.take(")") {
        argument(cursor, depth, &mut arguments, faults)?;
        cursor.skip_space();
        let comma = cursor.at;
        if cursor.take(",") {
            let span = cursor.span(comma);
            cursor.skip_space();
            if cursor.peek() == Some(')') {
                arguments.trailing_comma = Some(span);
            }
        } else if cursor.peek() != Some(')') {
            return cursor.stop("`,` or `)` in the same line");
        }
    }
    Ok(arguments)
}

fn argument(
    cursor: &mut Cursor,
    depth: usize,
    arguments: &mut Arguments,
    faults: &mut Faults,
) -> Scan<()> {
    let start = cursor.at;
    let name = argument_name(cursor);
    cursor.skip_space();
    if let (Some(name), Some(',' | ')')) = (&name, cursor.peek()) {
        arguments.empty.push(name.clone());
        return Ok(());
    }
    let value = expression(cursor, depth + 1, faults)?;
    let span = cursor.span(start);
    arguments.list.push(Argument { name, value, span });
    Ok(())
}

/// The name before a `:`, with it; nothing is taken where there is none.
fn argument_name(cursor: &mut Cursor) -> Option<Name> {
    let start = cursor.at;
    if let Ok(name) = cursor.name("an argument") {
        cursor.skip_space();
        if cursor.take(":") {
            return Some(name);
        }
    }
    cursor.at = start;
    None
}
