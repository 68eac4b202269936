//! DDL that does not come in a migration, as the server's event triggers tell of it: logged, and
//! refused where the database is protected.

pub mod ahead;
pub mod command;
pub mod glass;
mod grants;
pub mod log;
pub mod object;
pub mod objects;
pub mod refusal;
pub mod scope;
mod statement;
pub mod switches;
