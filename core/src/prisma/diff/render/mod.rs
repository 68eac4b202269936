//! Prisma's SQL.

mod alter_column;
mod alter_enum;
mod alter_table;
mod column;
mod default;
mod index;
mod names;
mod sequence;
mod statement;

pub use default::default;
pub use names::Names;
pub use statement::{statements, Surroundings};
