//! Statements of a script, as psql finds them: a semicolon ends one, but not in parentheses and not in a routine's body.

use migrate_core::sqltext::{tokens, Token};

/// The statements, without the semicolons between them.
pub fn statements(sql: &str) -> Vec<&str> {
    let mut list = Vec::new();
    let mut statement = Statement::default();
    let mut start = 0;
    for token in tokens(sql) {
        if token.is_symbol(';') && statement.is_whole() {
            list.push(sql[start..token.start].trim());
            start = token.end;
            statement = Statement::default();
        } else {
            statement.add(&token);
        }
    }
    list.push(sql[start..].trim());
    list.retain(|text| tokens(text).next().is_some());
    list
}

#[derive(Default)]
struct Statement {
    parentheses: i32,
    /// Of BEGIN ATOMIC and of CASE inside of it.
    blocks: u32,
    words: usize,
    creates: bool,
    is_routine: bool,
}

impl Statement {
    fn is_whole(&self) -> bool {
        self.parentheses <= 0 && self.blocks == 0
    }

    fn add(&mut self, token: &Token<'_>) {
        let is = |words: &[&str]| words.iter().any(|word| token.is_word(word));
        self.words += 1;
        if self.words == 1 {
            self.creates = is(&["create"]);
        } else if self.words <= 4 && self.creates && is(&["function", "procedure"]) {
            self.is_routine = true;
        }
        self.parentheses += i32::from(token.is_symbol('(')) - i32::from(token.is_symbol(')'));
        if self.is_routine && self.parentheses <= 0 {
            if is(&["begin"]) || self.blocks > 0 && is(&["case"]) {
                self.blocks += 1;
            } else if is(&["end"]) {
                self.blocks = self.blocks.saturating_sub(1);
            }
        }
    }
}
