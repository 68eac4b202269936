//! Prisma's dialect: its schema language, its view of a database, its SQL. A wing of its own; the
//! rest of the product knows nothing of it.

pub mod aside;
pub mod between;
pub mod diff;
pub mod document;
pub mod findings;
pub mod model;
pub mod named;
pub mod psl;
pub mod pull;
pub mod search_path;
pub mod stored;
pub mod value;
