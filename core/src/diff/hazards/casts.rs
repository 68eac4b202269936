//! Columns that get another type.

use super::{columns, names, probe, values, Hazard, HazardKind};
use crate::diff::fate::Fates;
use crate::render::{quote, NUMBERS};
use crate::schema::{Column, Object};

/// What a change of type does to the values.
#[derive(Debug, PartialEq, Eq)]
enum Cast {
    /// Each value is one of the new type too, and is stored the same way.
    Free,
    Safe,
    /// Digits or parts of it can be lost.
    Rounds,
    /// A condition that tells which values do not fit, `$` being the column; or none is known.
    Fails(Option<String>),
}

pub fn of(fates: &Fates, table: &Object, old: &Column, new: &Column) -> Vec<Hazard> {
    let text = |c: &'_ Column| {
        let name = c.attributes.get("type").and_then(|t| t.as_str());
        name.unwrap_or_default().to_string()
    };
    let (from, to) = (text(old), text(new));
    if from == to {
        return Vec::new();
    }
    let (name, t) = (&new.name, table.name.as_deref().unwrap_or_default());
    if let Some(list) = values::converted(fates, table, name, (&from, &to)) {
        return list;
    }
    let cast = cast(&from, &to, fates.context.server());
    if cast == Cast::Free {
        return Vec::new();
    }
    let rewrite = format!("All rows of the table `{t}` are written again.");
    let mut list = vec![Hazard::new(HazardKind::Rewrite, rewrite)];
    let cast_message = format!(
        "You are about to alter the column `{name}` on the `{t}` table. The data in that column could be \
         lost. The data in that column will be cast from `{from}` to `{to}`."
    );
    match cast {
        Cast::Rounds => {
            let probe = columns::values(fates, table, name);
            let before = format!(
                "You are about to alter the column `{name}` on the `{t}` table, which contains "
            );
            let after = format!(
                " non-null values. The data in that column will be cast from `{from}` to `{to}`."
            );
            let hazard = Hazard::new(HazardKind::DataLoss, cast_message);
            list.push(hazard.probed(probe).counted(before, after));
        }
        Cast::Fails(condition) => {
            let message = format!(
                "{cast_message} This cast may fail. Please make sure the data in the column can be cast."
            );
            let probe = misfits(fates, table, name, condition.as_deref());
            list.push(Hazard::new(HazardKind::MayFail, message).probed(probe));
        }
        _ => {}
    }
    list
}

/// Counts the values that do not fit; where no condition tells them, only the server knows.
fn misfits(fates: &Fates, table: &Object, column: &str, condition: Option<&str>) -> Option<String> {
    let own = names::column(fates, table, column)?;
    let table = names::table(fates, table)?;
    Some(probe::which(&table, &condition?.replacen('$', &own, 1)))
}

fn cast(from: &str, to: &str, server: u32) -> Cast {
    let ((old, old_size), (new, new_size)) = (sized(from), sized(to));
    let place = |name: &str| NUMBERS.iter().position(|n| *n == name);
    if let (Some(one), Some(other)) = (place(&old), place(&new)) {
        return numbers((one, &old_size), (other, &new_size));
    }
    if is_text(&new) {
        return to_text(&old, &new, &new_size, &old_size);
    }
    let moment = |name: &str| name.starts_with("timestamp") || name == "date";
    if moment(&old) && moment(&new) {
        return if new == "date" || new == old && new_size < old_size {
            Cast::Rounds
        } else {
            Cast::Safe
        };
    }
    let fits = ["json", "jsonb", "inet", "cidr"];
    if fits.contains(&old.as_str()) && ["jsonb", "json", "inet"].contains(&new.as_str()) {
        return Cast::Safe;
    }
    Cast::Fails(pattern(&old, to, server))
}

fn is_text(name: &str) -> bool {
    matches!(name, "text" | "character varying" | "character")
}

fn to_text(old: &str, new: &str, size: &[i64], old_size: &[i64]) -> Cast {
    match size.first() {
        None if is_text(old) && old != "character" => Cast::Free,
        None => Cast::Safe,
        Some(n) if old == new && old_size.first().is_some_and(|o| o <= n) => Cast::Free,
        Some(n) => Cast::Fails(Some(format!("pg_catalog.length($::pg_catalog.text) > {n}"))),
    }
}

fn numbers(old: (usize, &[i64]), new: (usize, &[i64])) -> Cast {
    const LIMITS: [(&str, &str); 3] = [
        ("-32768", "32767"),
        ("-2147483648", "2147483647"),
        ("-9223372036854775808", "9223372036854775807"),
    ];
    match (old.0, new.0) {
        (one, other) if one < 3 && other < 3 && one < other => Cast::Safe,
        (one, other) if other < 3 && one < 3 => {
            let (low, high) = LIMITS[other];
            Cast::Fails(Some(format!("$ NOT BETWEEN {low} AND {high}")))
        }
        (_, other) if other < 3 => Cast::Rounds,
        (3, 3) => match (old.1, new.1) {
            (_, []) => Cast::Free,
            ([p, s], [q, r]) if s == r && p <= q => Cast::Free,
            ([p, s], [q, r]) if r >= s && q - r >= p - s => Cast::Safe,
            _ => Cast::Rounds,
        },
        (one, 3) if one < 3 && new.1.is_empty() => Cast::Safe,
        (4, 5) | (0 | 1, 5) | (0, 4) => Cast::Safe,
        _ => Cast::Rounds,
    }
}

/// What the texts of values have to look like that are values of another type too.
fn pattern(old: &str, to: &str, server: u32) -> Option<String> {
    if server >= 16 && is_text(old) {
        let name = quote::literal(to);
        return Some(format!("NOT pg_catalog.pg_input_is_valid($, {name})"));
    }
    let pattern = match sized(to).0.as_str() {
        "smallint" | "integer" | "bigint" => r"^\s*[-+]?\d+\s*$",
        "numeric" | "real" | "double precision" => r"^\s*[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?\s*$",
        "boolean" => {
            r"^\s*([tT](r(ue?)?)?|[fF](a(l(se?)?)?)?|yes?|no|on|off?|[01yYnN]|true|false|TRUE|FALSE)\s*$"
        }
        "uuid" => r"^\{?[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}\}?$",
        _ => return None,
    };
    let condition = format!("$::pg_catalog.text OPERATOR(pg_catalog.!~) '{pattern}'");
    is_text(old).then_some(condition)
}

/// A type without its modifier, and the numbers of that.
fn sized(name: &str) -> (String, Vec<i64>) {
    let (Some(open), Some(close)) = (name.find('('), name.find(')')) else {
        return (name.into(), Vec::new());
    };
    let numbers = name[open + 1..close]
        .split(',')
        .filter_map(|n| n.trim().parse().ok());
    let base = format!("{}{}", &name[..open], &name[close + 1..]);
    (base, numbers.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits() {
        let of = |from, to| cast(from, to, 15);
        assert_eq!(of("integer", "bigint"), Cast::Safe);
        assert_eq!(
            of("character varying(10)", "character varying(20)"),
            Cast::Free
        );
        assert_eq!(of("character varying(10)", "text"), Cast::Free);
        assert_eq!(of("integer", "text"), Cast::Safe);
        assert_eq!(of("numeric(10,2)", "numeric(12,2)"), Cast::Free);
        assert_eq!(of("numeric(10,2)", "numeric(10,1)"), Cast::Rounds);
        assert_eq!(of("double precision", "integer"), Cast::Rounds);
        assert_eq!(of("timestamp(3) without time zone", "date"), Cast::Rounds);
        assert_eq!(of("date", "timestamp with time zone"), Cast::Safe);
    }

    #[test]
    fn what_may_not() {
        let of = |from, to| cast(from, to, 15);
        let condition = Some("$ NOT BETWEEN -2147483648 AND 2147483647".to_string());
        assert_eq!(of("bigint", "integer"), Cast::Fails(condition));
        assert!(matches!(of("text", "uuid"), Cast::Fails(Some(_))));
        assert_eq!(of("integer", "date"), Cast::Fails(None));
    }
}
