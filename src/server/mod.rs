//! The only part that talks to PostgreSQL: everything `unsafe` is here.

pub mod apply;
pub mod args;
pub mod catalog;
pub mod caught;
pub mod constraints;
pub mod encoding;
pub mod entry;
pub mod errors;
pub mod freshness;
pub mod identity;
pub mod lock;
pub mod memo;
pub mod nodes;
pub mod notice;
pub mod owner;
pub mod raw;
pub mod rows;
pub mod session;
pub mod settings;
pub mod spi;
pub mod statements;
pub mod store;
pub mod subxact;
pub mod temp;
pub mod transaction;
pub mod worker;
