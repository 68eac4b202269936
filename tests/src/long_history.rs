//! A long history that resembles real ones: some 400 migrations of a product that grows for two years, the same ones
//! every time.
//!
//! ```ignore
//! for (name, sql) in long_history(Style::AsWritten) { … }
//! ```
//!
//! `Growth` knows what exists so far and takes the files; the other modules write one kind of change each, and `schedule`
//! says in which order and how often. All data is the same in every run, so that whole databases can be compared.

mod areas;
mod blueprints;
mod columns;
mod data;
mod dice;
mod enums;
mod files;
mod foundation;
mod growth;
mod indexes;
mod model;
mod partitions;
mod routines;
mod schedule;
mod settings;
mod transactions;
mod types;
mod views;

/// How the migrations are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// As people write them for a tool that runs file by file: own transactions, CONCURRENTLY, COMMIT in DO blocks, enum
    /// values that the next file uses.
    AsWritten,
    /// The same product with nothing that needs a commit in between.
    OneTransaction,
}

/// Names and texts, in the order of their names.
pub fn long_history(style: Style) -> Vec<(String, String)> {
    let mut growth = growth::Growth::new(style);
    schedule::run(&mut growth);
    growth.into_files()
}
