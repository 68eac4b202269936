//! Where something is in a migration's text: lines, columns, and the excerpt with a caret.

/// A place in a text as an editor shows it: both count from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub line: usize,
    pub column: usize,
}

/// The place of the byte at `offset`; past the end it is the end.
pub fn place(text: &str, offset: usize) -> Place {
    let before = &text[..floor(text, offset)];
    let start = before.rfind('\n').map_or(0, |n| n + 1);
    Place {
        line: before.matches('\n').count() + 1,
        column: before[start..].chars().count() + 1,
    }
}

/// The byte offset of the `n`th character (from 0) of `text[from..]`.
pub fn char_offset(text: &str, from: usize, n: usize) -> usize {
    text[from..]
        .char_indices()
        .nth(n)
        .map_or(text.len(), |(i, _)| from + i)
}

/// The lines before `offset` and `after` lines behind its own, numbered, with a caret under the
/// place:
/// ```text
///     1 | ALTER TABLE users
///     2 |   DROP COLUMN nmae;
///       |               ^
/// ```
pub fn excerpt(text: &str, offset: usize, after: usize) -> String {
    const BEFORE: usize = 2;
    let at = place(text, offset);
    let first = at.line.saturating_sub(BEFORE + 1);
    let mut lines = Vec::new();
    for (i, line) in text.lines().enumerate().take(at.line + after).skip(first) {
        let current = i + 1 == at.line;
        // A long line is cut around the caret so that the caret stays visible.
        let skip = if current && at.column > WIDTH {
            at.column - WIDTH / 2
        } else {
            0
        };
        let shown: String = line.chars().skip(skip).take(WIDTH).collect();
        lines.push(format!("{:5} | {}", i + 1, shown.trim_end()));
        if current {
            lines.push(format!("      | {}^", indent(line, skip, at.column - 1)));
        }
    }
    lines.join("\n")
}

/// How much of a line is shown, in characters.
const WIDTH: usize = 100;

/// Blanks as wide as the characters of a line between two columns.
fn indent(line: &str, from: usize, to: usize) -> String {
    line.chars()
        .take(to)
        .skip(from)
        .map(|c| if c == '\t' { '\t' } else { ' ' })
        .collect()
}

fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_characters_and_lines_count_from_one() {
        let text = "SELECT 'é';\nSELEKT";
        assert_eq!(place(text, 0), Place { line: 1, column: 1 });
        assert_eq!(
            place(text, 11),
            Place {
                line: 1,
                column: 11
            }
        );
        assert_eq!(place(text, 13), Place { line: 2, column: 1 });
        assert_eq!(place(text, 999), Place { line: 2, column: 7 });
        assert_eq!(char_offset(text, 0, 10), 11);
    }

    #[test]
    fn the_excerpt_points_at_the_place() {
        let text = "a\nb\nALTER TABLE users\n\tDROP COLUMN nmae;\nnever shown";
        assert_eq!(
            excerpt(text, text.find("nmae").unwrap(), 0),
            "    2 | b\n    3 | ALTER TABLE users\n    4 | \tDROP COLUMN nmae;\n      | \t            ^"
        );
    }

    #[test]
    fn lines_behind_it_can_be_shown_too() {
        assert_eq!(
            excerpt("a\nb\nc\nd", 2, 1),
            "    1 | a\n    2 | b\n      | ^\n    3 | c"
        );
    }

    #[test]
    fn a_long_line_is_cut_around_the_caret() {
        let text = format!("{}X", "a".repeat(5000));
        let shown = excerpt(&text, 5000, 0);
        let (line, caret) = shown.split_once('\n').unwrap();
        assert_eq!(line.find('X'), caret.find('^'));
        assert!(line.len() < 130);
    }
}
