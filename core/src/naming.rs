//! Names of new migrations, by Prisma's convention: `20250131120000_add_users`.

use crate::error::{Error, Report};

/// Longest name of a migration that Prisma makes, in bytes; without the time.
const MAX: usize = 200;

/// The name for a migration that is called `label`, made at the time `now` (YYYYMMDDHHMMSS, UTC),
/// which sorts behind `last`.
pub fn name(label: &str, now: &str, last: Option<&str>) -> Result<String, Report> {
    let words = slug(label);
    if words.len() > MAX {
        let message = format!(
            "P3010: the name of the migration is {} bytes long; at most {MAX} are allowed",
            words.len()
        );
        return Err(Report::new("42622", message).hint("Choose a shorter name."));
    }
    let time = match last.and_then(time_of) {
        Some(last) if last >= now => format!("{:014}", last.parse::<u64>().unwrap_or(0) + 1),
        _ => now.to_string(),
    };
    let name = match words.is_empty() {
        true => time,
        false => format!("{time}_{words}"),
    };
    crate::bundle::check_name(&name).map_err(|message| Error::Name { message }.report())?;
    Ok(name)
}

/// Small letters and digits with single underscores between the words.
fn slug(label: &str) -> String {
    let lower = label.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric());
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("_")
}

/// The time that a name begins with.
fn time_of(name: &str) -> Option<&str> {
    let time = name.get(..14)?;
    time.bytes().all(|b| b.is_ascii_digit()).then_some(time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_sort_behind_the_last_one() {
        let now = "20250131120000";
        assert_eq!(
            name("Add users!", now, None).unwrap(),
            "20250131120000_add_users"
        );
        let last = Some("20250131120000_x");
        assert_eq!(name("y", now, last).unwrap(), "20250131120001_y");
        assert_eq!(name("", now, Some("0001_x")).unwrap(), now);
        let last = Some("20991231235959_x");
        assert!(name("y", now, last).unwrap().as_str() > "20991231235959_x");
    }

    #[test]
    fn a_name_has_a_limit() {
        let error = name(&"a".repeat(201), "20250131120000", None).unwrap_err();
        assert!(error.message.starts_with("P3010"), "{}", error.message);
    }
}
