//! Prisma's view of a schema value, and back: what its describer sees of a database, and what the
//! catalog shows of a database that its SQL made.

mod array;
mod column;
mod default;
mod definition;
mod kinds;
mod read;
mod unqualify;
mod write;

pub use definition::{index_items, Item};
pub use kinds::has_values;
pub use read::{method, read, read_with_classes, HISTORY};
pub use write::write;
