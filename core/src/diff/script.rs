//! A plan as one text.

use super::plan::{Plan, Step};
use std::fmt::Write;

impl Plan {
    /// The statements with a comment for each group of steps, and what cannot be done, as one text that
    /// psql runs. Nothing at all where nothing is to be done.
    pub fn script(&self) -> String {
        let mut text = String::new();
        for no in &self.impossible {
            let comment = format!("Not possible: {} {}: {}", no.kind, no.object, no.reason);
            writeln!(text, "-- {}", comment.replace('\n', " ")).expect("a string takes anything");
        }
        let has_bodies = self.statements().any(creates_routine);
        if has_bodies {
            text += "-- Bodies may name what comes later\nSET check_function_bodies = off;\n";
        }
        let mut title = String::new();
        for step in &self.steps {
            let own = title_of(step);
            if own != title {
                let blank = if text.is_empty() { "" } else { "\n" };
                writeln!(text, "{blank}-- {own}").expect("a string takes anything");
                title = own;
            }
            for statement in &step.sql {
                writeln!(text, "{statement};").expect("a string takes anything");
            }
        }
        if has_bodies {
            text += "\nRESET check_function_bodies;\n";
        }
        text
    }
}

fn creates_routine(statement: &str) -> bool {
    let rest = statement.strip_prefix("CREATE ").unwrap_or_default();
    let rest = rest.strip_prefix("OR REPLACE ").unwrap_or(rest);
    rest.starts_with("FUNCTION ") || rest.starts_with("PROCEDURE ")
}

/// Steps of the same title stand below one comment.
fn title_of(step: &Step) -> String {
    let change = step.change.as_str();
    let first = change[..1].to_uppercase();
    format!("{first}{} {}", &change[1..], step.kind)
}
