//! A plan as one text.

use super::hazards::{Hazard, HazardKind};
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

impl Plan {
    /// What to think of before the script is run. `count` is how many rows a hazard is about, where that
    /// is known; what is about none is left out.
    pub fn warned(&self, count: impl Fn(&Hazard) -> Option<i64>) -> Vec<String> {
        let hazards = self.steps.iter().flat_map(|step| &step.hazards);
        let mut lines: Vec<String> = Vec::new();
        for hazard in hazards.filter(|h| is_warned_of(&h.kind)) {
            let line = match count(hazard) {
                Some(0) => continue,
                Some(n) => hazard.message_of(n),
                None => hazard.message.clone(),
            };
            if !lines.contains(&line) {
                lines.push(line);
            }
        }
        lines
    }

    /// The same as the comment that Prisma puts above a migration; empty where there is nothing.
    pub fn warnings(&self, count: impl Fn(&Hazard) -> Option<i64>) -> String {
        let lines = self.warned(count);
        if lines.is_empty() {
            return String::new();
        }
        let list = lines.iter().map(|l| format!("  - {}\n", without_marks(l)));
        format!("/*\n  Warnings:\n\n{}\n*/\n", list.collect::<String>())
    }
}

fn is_warned_of(kind: &HazardKind) -> bool {
    use HazardKind::*;
    matches!(
        kind,
        DataLoss | MayFail | Irreversible | NeedsCommit | PossibleRename
    )
}

/// A name may hold the marks of a comment.
fn without_marks(text: &str) -> String {
    text.replace("*/", "* /").replace("/*", "/ *")
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
