//! What is said to a person of an adopted migration, and of what could not be known.

use super::{Evidence, Origin, Tool};
use crate::error::literal;
use crate::history::{Recorded, State};

/// How a text came to a migration that was adopted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Text {
    /// It did not, and the bundle was asked, or not.
    None { bundled: bool },
    /// From the bundle, where it is the migration that the table names, or one before it.
    Bundled { is_before: bool },
}

/// One line of `adopt`.
pub fn detail(name: &str, state: State, origin: &Origin<'_>, text: Text) -> String {
    let title = origin.tool.title();
    let mut parts: Vec<String> = Vec::new();
    match state {
        State::Failed => parts.push(format!(
            "{title} has it as failed; how far it came is not known: migrate.resolve({0}, 'rolled_back') has it run again, migrate.resolve({0}, 'applied') takes it as done",
            literal(name)
        )),
        State::Edited => parts.push(format!(
            "the bundle's text is not the one that {title} ran; accept it with migrate.resolve({}, 'applied', <the bundle>)",
            literal(name)
        )),
        _ => parts.extend(proof(origin, text)),
    }
    if let Text::None { bundled } = text {
        parts.push(match bundled {
            true => "not in the bundle, so its text is not known".into(),
            false => "its text is not known".into(),
        });
    }
    if !origin.tool.has_times() {
        parts.push("when it ran is not known".into());
    }
    parts.join("; ")
}

fn proof(origin: &Origin<'_>, text: Text) -> Option<String> {
    let title = origin.tool.title();
    match (text, origin.evidence) {
        (Text::Bundled { is_before: true }, Evidence::UpTo(last)) => {
            Some(match origin.tool.has_last_only() {
                true => format!("comes before {last}, the last that {title} knows"),
                false => format!("is covered by {title}'s baseline {last}"),
            })
        }
        (Text::Bundled { .. }, Evidence::Sum(_)) => {
            Some(format!("the bundle's text has {title}'s checksum"))
        }
        (Text::Bundled { .. }, _) => Some(format!(
            "the bundle's text is taken for it: {title} has no checksum"
        )),
        (Text::None { .. }, Evidence::UpTo(_)) => Some(match origin.tool.has_last_only() {
            true => format!("{title} knows the last one only"),
            false => format!("{title}'s baseline, which stands for all up to it"),
        }),
        (Text::None { .. }, _) => None,
    }
}

/// What `status` says of a migration whose text is not known.
pub fn standing_detail(recorded: &Recorded) -> Option<String> {
    let origin = Origin::parse(&recorded.checksum)?;
    let title = origin.tool.title();
    Some(match origin.evidence {
        Evidence::UpTo(last) => {
            format!("adopted from {title}, with all up to {last}; its text is not known")
        }
        _ => format!("adopted from {title}; its text is not known"),
    })
}

/// What the tool's table does not say, with `textless` of the adopted ones without a text.
pub fn unknown(tool: Tool, adopted: usize, textless: usize, time_zone: &str) -> String {
    let mut list: Vec<String> = Vec::new();
    match textless {
        0 => {}
        1 if adopted == 1 => list.push("its text".into()),
        all if all == adopted => list.push("their texts".into()),
        some => list.push(format!("the texts of {some}")),
    }
    if tool.has_last_only() && textless > 0 {
        list.push("which were before the last one".into());
    }
    if textless < adopted && !tool.has_sums() {
        list.push("whether the bundle's texts are those that were run".into());
    }
    match (tool.has_times(), tool.has_local_times()) {
        (false, _) => list.push("when and in which order they ran".into()),
        (true, true) => list.push(format!("the time zone of its times, read as {time_zone}")),
        (true, false) => {}
    }
    if tool != Tool::Flyway {
        list.push("who ran them".into());
    }
    list.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(tool: Tool, evidence: Evidence<'_>, state: State, text: Text) -> String {
        detail("1_a", state, &Origin { tool, evidence }, text)
    }

    #[test]
    fn what_is_not_known_is_said() {
        let none = Text::None { bundled: false };
        let own = Text::Bundled { is_before: false };
        assert_eq!(
            said(Tool::Rails, Evidence::None, State::Applied, none),
            "its text is not known; when it ran is not known"
        );
        assert_eq!(
            said(Tool::Sqlx, Evidence::Sum("x"), State::Applied, own),
            "the bundle's text has sqlx's checksum"
        );
        assert_eq!(
            said(Tool::Diesel, Evidence::None, State::Applied, own),
            "the bundle's text is taken for it: Diesel has no checksum"
        );
        assert!(said(Tool::Sqlx, Evidence::Sum("x"), State::Edited, own)
            .contains("is not the one that sqlx ran"));
        assert!(
            said(Tool::GolangMigrate, Evidence::UpTo("1"), State::Failed, own)
                .contains("resolve('1_a', 'rolled_back')")
        );
    }

    #[test]
    fn the_sum_of_it_counts() {
        assert_eq!(unknown(Tool::Sqlx, 3, 0, "UTC"), "who ran them");
        assert_eq!(
            unknown(Tool::Flyway, 3, 1, "UTC"),
            "the texts of 1; the time zone of its times, read as UTC"
        );
        assert_eq!(
            unknown(Tool::Alembic, 1, 1, "UTC"),
            "its text; which were before the last one; when and in which order they ran; who ran them"
        );
    }
}
