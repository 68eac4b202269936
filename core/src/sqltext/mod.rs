//! What can be seen in a text before the server's parser reads it: tokens, psql's meta-commands,
//! inline COPY data. The server's grammar stays the judge of the SQL itself.

mod lexer;
mod prepare;

pub use lexer::{tokens, Kind, Token};
pub use prepare::{prepare, Fault};
