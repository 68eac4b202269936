//! When triggers and rules fire.

use super::{quote, target};
use crate::schema::Object;

/// Where it is not as CREATE leaves it.
pub fn unusual(object: &Object, what: &str) -> Option<String> {
    object.text("enabled").map(|_| statement(object, what))
}

/// ALTER TABLE … ENABLE or DISABLE TRIGGER or RULE.
pub fn statement(object: &Object, what: &str) -> String {
    format!(
        "ALTER TABLE {} {} {}",
        target::on(object),
        clause(object.text("enabled"), what),
        quote::ident(object.name.as_deref().unwrap_or_default())
    )
}

fn clause(enabled: Option<&str>, what: &str) -> String {
    match enabled {
        Some("disabled") => format!("DISABLE {what}"),
        Some("replica") => format!("ENABLE REPLICA {what}"),
        Some("always") => format!("ENABLE ALWAYS {what}"),
        _ => format!("ENABLE {what}"),
    }
}
