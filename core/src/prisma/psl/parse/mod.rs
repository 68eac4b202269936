//! From text to the syntax tree. What cannot be read is reported by its line, and reading goes on
//! with the next one.

mod expression;
mod member;
mod text;

use super::ast::{Ast, Block, File, Kind, Line, Member};
use super::error::Faults;
use super::scan::Cursor;

const NO_KEYWORD: &str =
    "Error validating: This line is invalid. It does not start with any known Prisma schema keyword.";
const NO_BLOCK: &str =
    "Error validating: This block is invalid. It does not start with any known Prisma schema \
     keyword. Valid keywords include 'model', 'enum', 'type', 'datasource' and 'generator'.";
const NO_ALIAS: &str = "Error validating: Invalid type definition. Please check the documentation \
                        in https://pris.ly/d/composite-types";

/// The tree of all files, as far as they can be read.
pub fn parse(files: &[(String, String)], faults: &mut Faults) -> Ast {
    let mut ast = Ast::default();
    for (file, (name, text)) in files.iter().enumerate() {
        let last_brace = text.rfind('}');
        let mut parser = Parser {
            cursor: Cursor::new(text, file),
            faults,
            last_brace,
        };
        parser.cursor.take("\u{feff}");
        let tail = parser.file(&mut ast.blocks);
        ast.files.push(File {
            name: name.clone(),
            text: text.clone(),
            tail,
        });
    }
    ast
}

struct Parser<'a, 'f> {
    cursor: Cursor<'a>,
    faults: &'f mut Faults,
    /// So that no search for one is in vain.
    last_brace: Option<usize>,
}

impl Parser<'_, '_> {
    /// Adds the blocks of a file, returns what stands behind them.
    fn file(&mut self, blocks: &mut Vec<Block>) -> Vec<Line> {
        loop {
            let lead = self.lead();
            if self.cursor.peek().is_none() {
                return lead;
            }
            blocks.extend(self.block(lead));
        }
    }

    /// Comments and blank lines, up to what is neither.
    fn lead(&mut self) -> Vec<Line> {
        let mut lines = Vec::new();
        // Behind a block or a comment, the end of the line is no blank line.
        let before = &self.cursor.text[..self.cursor.at];
        let mut fresh = before.is_empty() || before.ends_with(['\n', '\r']);
        loop {
            self.cursor.skip_space();
            if self.cursor.take_newline() {
                if fresh {
                    lines.push(Line::Blank);
                }
                fresh = true;
            } else if let Some(comment) = self.cursor.comment() {
                lines.push(Line::Comment(comment.into()));
                fresh = false;
            } else {
                return lines;
            }
        }
    }

    fn block(&mut self, lead: Vec<Line>) -> Option<Block> {
        let start = self.cursor.at;
        let Some(kind) = self.keyword() else {
            self.not_a_block(start);
            return None;
        };
        self.cursor.skip_space();
        let Ok(name) = self.cursor.name("a name") else {
            self.not_a_block(start);
            return None;
        };
        self.cursor.skip_space();
        if kind == Kind::Type && self.cursor.take("=") {
            self.cursor.skip_line();
            self.faults.push(self.cursor.span(start), NO_ALIAS);
            return None;
        }
        let at = self.cursor.at;
        if !self.cursor.take("{") {
            self.next_line();
            self.faults.expected(
                self.cursor.span(start),
                NO_KEYWORD,
                at,
                "`{` in the same line",
            );
            return None;
        }
        let (members, tail) = self.members(kind, &name.text, start);
        let span = self.cursor.span(start);
        Some(Block {
            kind,
            name,
            lead,
            members,
            tail,
            span,
        })
    }

    fn keyword(&mut self) -> Option<Kind> {
        let word = self.cursor.name("a keyword").ok()?;
        kind(&word.text)
    }

    /// Lines that begin no block: all up to the brace, if they look like one, else one line.
    fn not_a_block(&mut self, start: usize) {
        self.cursor.at = start;
        let line = self.cursor.skip_line();
        let opens = line
            .split('{')
            .next()
            .filter(|before| before.len() < line.len());
        let words = opens.map_or(0, |before| before.split_whitespace().count());
        let closes = self.last_brace.is_some_and(|last| last >= self.cursor.at);
        if (1..=2).contains(&words) && closes {
            self.cursor.skip_while(|c| c != '}');
            self.cursor.take("}");
            self.faults.push(self.cursor.span(start), NO_BLOCK);
            return;
        }
        self.cursor.take_newline();
        self.faults.push(self.cursor.span(start), NO_KEYWORD);
    }

    fn next_line(&mut self) {
        self.cursor.skip_line();
        self.cursor.take_newline();
    }

    /// The members up to the closing brace, and what stands behind the last one.
    fn members(&mut self, kind: Kind, name: &str, start: usize) -> (Vec<Member>, Vec<Line>) {
        let opened = self.cursor.at;
        let (mut first, closed) = self.behind_brace(opened);
        if closed {
            return (Vec::new(), first);
        }
        let mut members = Vec::new();
        loop {
            let mut lead = std::mem::take(&mut first);
            lead.extend(self.lead());
            if self.cursor.take("}") {
                return (members, lead);
            }
            if self.cursor.peek().is_none() || self.at_header() {
                let header = crate::prisma::psl::ast::Span {
                    end: opened,
                    ..self.cursor.span(start)
                };
                self.faults.invalid(
                    header,
                    "This block is not closed. A line with `}` is missing.",
                );
                return (members, lead);
            }
            members.extend(self.member(kind, name, lead));
        }
    }

    /// What stands in the line of the opening brace, and whether the block ends there: that is a
    /// fault.
    fn behind_brace(&mut self, opened: usize) -> (Vec<Line>, bool) {
        let mut lines = Vec::new();
        self.cursor.skip_space();
        while let Some(comment) = self.cursor.comment() {
            lines.push(Line::Comment(comment.into()));
            self.cursor.skip_space();
        }
        if self.cursor.take_newline() || self.cursor.peek().is_none() {
            return (lines, false);
        }
        let at = self.cursor.at;
        let closed = self.cursor.skip_line().trim_end().ends_with('}');
        self.cursor.take_newline();
        self.faults.expected(
            self.cursor.span(opened),
            "Error validating: Only a comment can follow the opening brace in its line.",
            at,
            "the end of the line",
        );
        (lines, closed)
    }

    /// Whether the line begins another block.
    fn at_header(&mut self) -> bool {
        let start = self.cursor.at;
        let found = self.keyword().is_some() && {
            self.cursor.skip_space();
            let named = self.cursor.name("a name").is_ok();
            self.cursor.skip_space();
            named && self.cursor.take("{")
        };
        self.cursor.at = start;
        found
    }
}

fn kind(keyword: &str) -> Option<Kind> {
    Some(match keyword {
        "datasource" => Kind::Datasource,
        "generator" => Kind::Generator,
        "model" => Kind::Model,
        "view" => Kind::View,
        "type" => Kind::Type,
        "enum" => Kind::Enum,
        _ => return None,
    })
}
