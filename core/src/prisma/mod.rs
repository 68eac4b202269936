//! Prisma's dialect: its schema language, its view of a database, its SQL. A wing of its own; the
//! rest of the product knows nothing of it.

pub mod diff;
pub mod document;
pub mod model;
pub mod psl;
pub mod pull;
