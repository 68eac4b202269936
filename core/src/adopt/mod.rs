//! Histories that other tools have left behind: what their tables say, which migration of a bundle a
//! row of theirs means, and what cannot be known.
//!
//! What is adopted without its text has no checksum of ours. In its place stands an [`Origin`]: the
//! tool, and what its table knows of the text. As soon as a bundle has the text, it takes that place.

pub mod found;
pub mod lessons;
mod names;
mod sums;
pub mod tool;
pub mod words;

pub use tool::Tool;

use crate::bundle::Migration;

/// What a tool's table knows of a migration whose text is not in the history.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Origin<'a> {
    pub tool: Tool,
    pub evidence: Evidence<'a>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Evidence<'a> {
    /// That it was applied.
    None,
    /// The tool's own checksum of its text.
    Sum(&'a str),
    /// That it and all before it were applied: the table has the last one only.
    UpTo(&'a str),
}

impl<'a> Origin<'a> {
    /// None for a checksum of a text: those have no colon.
    pub fn parse(checksum: &'a str) -> Option<Self> {
        let (tool, rest) = checksum.split_once(':')?;
        let evidence = match (rest, rest.strip_prefix("<=")) {
            ("", _) => Evidence::None,
            (_, Some(last)) => Evidence::UpTo(last),
            (sum, None) => Evidence::Sum(sum),
        };
        Some(Origin {
            tool: Tool::parse(tool)?,
            evidence,
        })
    }

    /// What stands in place of the checksum.
    pub fn as_checksum(&self) -> String {
        let name = self.tool.name();
        match self.evidence {
            Evidence::None => format!("{name}:"),
            Evidence::Sum(sum) => format!("{name}:{sum}"),
            Evidence::UpTo(last) => format!("{name}:<={last}"),
        }
    }

    /// Whether the bundle's text may be the one that was run: nothing known of it says otherwise.
    pub fn agrees(&self, migration: &Migration<'_>) -> bool {
        match (self.evidence, &migration.sql) {
            (Evidence::Sum(sum), Some(sql)) => sums::matches(self.tool, sum, sql),
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_checksum_of_a_text_is_no_origin() {
        assert_eq!(Origin::parse(&crate::checksum::of("x")), None);
        assert_eq!(Origin::parse("someone:1"), None);
        assert_eq!(Origin::parse(""), None);
    }

    proptest! {
        #[test]
        fn an_origin_is_read_as_it_was_written(tool in 0..Tool::ALL.len(), which in 0..3, text in "[^<].{0,40}") {
            let evidence = match which {
                0 => Evidence::None,
                1 => Evidence::Sum(&text),
                _ => Evidence::UpTo(&text),
            };
            let origin = Origin { tool: Tool::ALL[tool], evidence };
            let written = origin.as_checksum();
            prop_assert_eq!(Origin::parse(&written), Some(origin));
        }
    }
}
