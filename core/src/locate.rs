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

/// The lines around `offset`, numbered, the middle one with a caret under the place:
/// ```text
///     1 | ALTER TABLE users
///     2 |   DROP COLUMN nmae;
///       |               ^
/// ```
pub fn excerpt(text: &str, offset: usize) -> String {
    const BEFORE: usize = 2;
    const WIDTH: usize = 100;
    let at = place(text, offset);
    let first = at.line.saturating_sub(BEFORE + 1);
    let mut out = String::new();
    for (i, line) in text.lines().enumerate().take(at.line).skip(first) {
        let current = i + 1 == at.line;
        // A long line is cut around the caret so that the caret stays visible.
        let skip = if current && at.column > WIDTH {
            at.column - WIDTH / 2
        } else {
            0
        };
        let shown: String = line.chars().skip(skip).take(WIDTH).collect();
        out.push_str(&format!("{:5} | {}\n", i + 1, shown.trim_end()));
        if current {
            let indent: String = line
                .chars()
                .skip(skip)
                .take(at.column - 1 - skip)
                .map(|c| if c == '\t' { '\t' } else { ' ' })
                .collect();
            out.push_str(&format!("      | {indent}^"));
        }
    }
    out
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
            excerpt(text, text.find("nmae").unwrap()),
            "    2 | b\n    3 | ALTER TABLE users\n    4 | \tDROP COLUMN nmae;\n      | \t            ^"
        );
    }

    #[test]
    fn a_long_line_is_cut_around_the_caret() {
        let text = format!("{}X", "a".repeat(5000));
        let shown = excerpt(&text, 5000);
        let (line, caret) = shown.split_once('\n').unwrap();
        assert_eq!(line.find('X'), caret.find('^'));
        assert!(line.len() < 130);
    }
}
