//! Operators, the classes and families that indexes know them by, and casts.

use super::quote;

pub mod cast;
pub mod class;
pub mod family;
mod members;
pub mod operator;

/// `OPERATOR(public.+)` of `public.+`
pub fn qualified(name: &str) -> String {
    match name.rsplit_once('.') {
        Some((schema, symbols)) => format!("OPERATOR({}.{symbols})", quote::dotted(schema)),
        None => format!("OPERATOR({name})"),
    }
}
