//! The catalog as a schema value. Read with a fixed number of queries, whatever the number of objects.

mod families;
pub mod ignored;
mod present;
mod read;
mod signature;
pub mod snapshot;
mod unchanged;
pub mod watch;

pub use watch::live;
