//! Enums.

use super::class::{Class, COMMENTED_ENUM};
use super::previous::Named;
use super::table::{documentation, Table as Lines};
use super::text::quoted;
use super::write::{Writer, Written};

impl Writer<'_> {
    pub fn all_enums(&mut self) -> Vec<Written> {
        (0..self.model.enums.len())
            .map(|at| self.an_enum(at))
            .collect()
    }

    fn an_enum(&mut self, at: usize) -> Written {
        let (own, name) = (&self.model.enums[at], &self.enums[at]);
        let before = self
            .previous
            .and_then(|p| p.of_enum(&own.namespace, &own.name));
        let commented = self.facts.enum_comment(&own.namespace, &own.name);
        self.tell_enum(at, before, commented);
        let mut text = String::new();
        let kept = before.and_then(|n| n.block.documentation());
        let added = (commented && before.is_none()).then(|| COMMENTED_ENUM.to_owned());
        for line in kept
            .iter()
            .chain(&added)
            .flat_map(|text| documentation(text))
        {
            text.push_str(&format!("{line}\n"));
        }
        text.push_str(&format!("enum {} {{\n", name.name));
        let mut lines = Lines::default();
        for (value, name) in own.values.iter().zip(&self.values[at]) {
            let known = before.and_then(|n| n.value(value));
            lines.documentation(
                known
                    .and_then(|(member, ..)| member.documentation())
                    .as_deref(),
            );
            let map = name.map.as_deref().map(|m| format!("@map({})", quoted(m)));
            lines.line(vec![name.name.clone(), map.unwrap_or_default()]);
        }
        text.push_str(&lines.render("  "));
        let mut attributes = Lines::default();
        let map = name.map.as_deref().map(|m| format!("@@map({})", quoted(m)));
        for attribute in map.into_iter().chain(self.namespace(&own.namespace)) {
            attributes.line(vec![attribute]);
        }
        if !attributes.is_empty() {
            text.push('\n');
            text.push_str(&attributes.render("  "));
        }
        text.push_str("}\n");
        Written {
            position: before.map(|n| (n.block.span.file, n.position)),
            text,
        }
    }

    fn tell_enum(&mut self, at: usize, before: Option<&Named>, commented: bool) {
        let (own, name) = (&self.model.enums[at], &self.enums[at].name);
        if before.is_some_and(Named::is_mapped) {
            self.tell(Class::RemappedEnums, format!("\"{name}\""));
        }
        if self.enums[at].duplicate {
            self.tell(
                Class::Duplicates,
                format!("Type: \"enum\", name: \"{name}\""),
            );
        }
        if commented {
            self.tell(Class::Comments, format!("Type: \"enum\", name: \"{name}\""));
        }
        for (value, written) in own.values.iter().zip(&self.values[at]) {
            let about = format!("Enum: \"{name}\", value: \"{}\"", written.name);
            match before.and_then(|n| n.value(value)) {
                Some((_, _, true)) => self.tell(Class::RemappedValues, about),
                None if written.is_made_up(value) => self.tell(Class::RenamedValues, about),
                _ => {}
            }
        }
    }
}
