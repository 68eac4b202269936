//! Lines in columns, as Prisma's formatter sets them.

/// Lines whose cells are aligned with each other.
#[derive(Default)]
pub struct Table(Vec<Row>);

struct Row {
    cells: Vec<String>,
    /// A comment, which no other line cares for.
    rest: String,
}

impl Table {
    pub fn line(&mut self, cells: Vec<String>) {
        self.line_with(cells, String::new());
    }

    pub fn line_with(&mut self, mut cells: Vec<String>, comment: String) {
        while cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
        let rest = comment;
        self.0.push(Row { cells, rest });
    }

    pub fn comment(&mut self, text: String) {
        self.line_with(Vec::new(), text);
    }

    pub fn documentation(&mut self, text: Option<&str>) {
        for line in text.into_iter().flat_map(documentation) {
            self.comment(line);
        }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The lines, each after these blanks.
    pub fn render(&self, indent: &str) -> String {
        let columns = self.0.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let width = |at: usize| {
            let cells = self.0.iter().filter_map(|row| row.cells.get(at));
            cells.map(String::len).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let mut text = String::new();
        for row in &self.0 {
            let mut line = String::from(indent);
            for (at, cell) in row.cells.iter().enumerate() {
                line.push_str(cell);
                let last = at + 1 == row.cells.len();
                let room = if last { 0 } else { widths[at] - cell.len() + 1 };
                line.push_str(&" ".repeat(room));
            }
            if !row.rest.is_empty() {
                line.push_str(if row.cells.is_empty() { "" } else { " " });
                line.push_str(&row.rest);
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
        text
    }
}

/// The lines of a documentation comment.
pub fn documentation(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split('\n').map(|line| match line {
        "" => "///".to_owned(),
        line => format!("/// {line}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns() {
        let mut table = Table::default();
        table.documentation(Some("About the id\n"));
        table.line(["id", "Int", "@id"].map(String::from).to_vec());
        table.line_with(
            ["longer", "String?", ""].map(String::from).to_vec(),
            "// why".into(),
        );
        let text = "  /// About the id\n  ///\n  id     Int     @id\n  longer String? // why\n";
        assert_eq!(table.render("  "), text);
    }
}
