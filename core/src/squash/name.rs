//! The name of a squashed migration: it takes the place of the last one that it replaces.

use crate::bundle::{check_name, MAX_NAME};
use crate::error::{Error, Report};

/// A name behind `last` and before `next`, where the bundle goes by its names. `label` is a whole name,
/// if it begins with a digit, or what comes behind the time.
pub fn name(label: Option<&str>, last: &str, next: Option<&str>) -> Result<String, Report> {
    let digits: String = last.chars().take_while(char::is_ascii_digit).collect();
    let fits =
        |name: &String| name.as_str() != last && next.is_none_or(|next| name.as_str() < next);
    let candidates = match label {
        Some(label) if label.starts_with(|c: char| c.is_ascii_digit()) => vec![label.to_string()],
        Some(label) if digits.is_empty() => vec![label.to_string()],
        Some(label) => vec![format!("{digits}_{label}")],
        None if digits.is_empty() => vec![format!("{last}_squashed")],
        None => vec![format!("{digits}_squashed"), format!("{last}_squashed")],
    };
    let Some(name) = candidates.iter().find(|name| fits(name)) else {
        let message = format!(
            "the name \"{}\" does not sort before the next migration, \"{}\"",
            candidates[0],
            next.unwrap_or_default()
        );
        return Err(Report::new("22023", message)
            .hint("Give another name => '…': the squashed migration takes the place of the last one that it replaces."));
    };
    check_name(name).map_err(|message| Error::Name { message }.report())?;
    debug_assert!(name.len() <= MAX_NAME);
    Ok(name.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stands_where_the_last_one_stood() {
        for (label, last, next, expected) in [
            (None, "20250131120000_b", None, "20250131120000_squashed"),
            (
                None,
                "20250131120000_b",
                Some("20250201000000_c"),
                "20250131120000_squashed",
            ),
            (
                None,
                "20250131120000_b",
                Some("20250131120000_c"),
                "20250131120000_b_squashed",
            ),
            (Some("first"), "0007_b", Some("0008_c"), "0007_first"),
            (Some("0007_x"), "0007_b", Some("0008_c"), "0007_x"),
            (None, "b", Some("c"), "b_squashed"),
            (Some("bb"), "b", Some("c"), "bb"),
        ] {
            assert_eq!(name(label, last, next).unwrap(), expected);
        }
        let error = name(Some("0009_x"), "0007_b", Some("0008_c")).unwrap_err();
        assert_eq!(error.sqlstate, "22023");
        assert!(name(Some("a/b"), "b", None).is_err());
    }
}
