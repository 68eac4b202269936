//! Random schemas as SQL, always the same ones of the same seed. Two of them have names in common, so that there is
//! something to alter between them.

mod extras;
mod routines;
mod tables;
mod types;
mod views;

use std::fmt::Write;

/// A generator of schemas.
#[derive(Debug)]
pub struct Generator {
    state: u64,
    sql: String,
}

/// A type that columns can have, and a value of it as SQL.
#[derive(Debug, Clone)]
struct Type {
    name: String,
    value: &'static str,
    sorts: bool,
}

#[derive(Debug, Clone)]
struct Column {
    name: String,
    kind: Type,
}

#[derive(Debug, Clone)]
struct Table {
    name: String,
    columns: Vec<Column>,
    unlogged: bool,
    /// Whether `id` is a primary key.
    keyed: bool,
    partitioned: bool,
}

impl Generator {
    pub fn new(seed: u64) -> Self {
        Generator {
            state: seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1,
            sql: String::new(),
        }
    }

    /// The next schema.
    pub fn schema(&mut self) -> String {
        self.sql.clear();
        self.line("create schema app");
        let types = self.types();
        self.routines(&types);
        let mut tables = self.tables(&types);
        tables.extend(self.partitions(&types));
        self.keys(&mut tables);
        self.indexes(&tables);
        self.views(&tables);
        self.triggers(&tables);
        self.extras(&tables);
        std::mem::take(&mut self.sql)
    }

    fn line(&mut self, text: &str) {
        writeln!(self.sql, "{text};").expect("a string takes anything");
    }

    /// xorshift64*
    fn next(&mut self) -> u64 {
        self.state ^= self.state >> 12;
        self.state ^= self.state << 25;
        self.state ^= self.state >> 27;
        self.state.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    /// Some of a list, in its order.
    fn some<T: Clone>(&mut self, list: &[T], percent: usize) -> Vec<T> {
        let chosen = list.iter().filter(|_| self.chance(percent));
        chosen.cloned().collect()
    }

    fn one<T: Clone>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())].clone()
    }

    /// The text, or nothing.
    fn perhaps<'a>(&mut self, percent: usize, text: &'a str) -> &'a str {
        match self.chance(percent) {
            true => text,
            false => "",
        }
    }
}
