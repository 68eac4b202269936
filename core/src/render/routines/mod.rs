//! Functions, procedures and aggregates.

pub mod aggregate;
mod change;
pub mod function;
mod parameters;
mod settings;
