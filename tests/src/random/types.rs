//! Types.

use super::{Generator, Type};

const PLAIN: [(&str, &str, bool); 10] = [
    ("integer", "7", true),
    ("bigint", "8", true),
    ("text", "'it''s'", true),
    ("varchar(20)", "'v'", true),
    ("numeric(10,2)", "1.5", true),
    ("boolean", "true", true),
    ("date", "'2024-01-01'", true),
    ("timestamptz(3)", "now()", true),
    ("jsonb", "'{}'", true),
    ("int4range", "'[1,2)'", true),
];

impl Generator {
    /// Creates types and returns all that columns can have.
    pub(super) fn types(&mut self) -> Vec<Type> {
        let mut own = Vec::new();
        let add = |own: &mut Vec<Type>, name: &str, value, sorts| {
            let name = name.to_string();
            own.push(Type { name, value, sorts });
        };
        for name in ["app.mood", "app.kind"] {
            if self.chance(80) {
                self.enumeration(name);
                add(&mut own, name, "'first'", true);
            }
        }
        if self.chance(60) {
            self.domain("app.size", &["integer", "bigint"]);
            add(&mut own, "app.size", "2", true);
            if self.chance(50) {
                self.domain("app.large", &["app.size"]);
                add(&mut own, "app.large", "3", true);
            }
        }
        if self.chance(50) {
            let mut kinds: Vec<String> = own.iter().map(|t| t.name.clone()).collect();
            kinds.extend(["text".into(), "integer".into()]);
            let kind = self.one(&kinds);
            let more = self.perhaps(30, ", z date");
            self.line(&format!(
                "create type app.pair as (x integer, y {kind}{more})"
            ));
            add(&mut own, "app.pair", "null", true);
        }
        if self.chance(30) {
            let subtype = self.one(&["date", "float8"]);
            self.line(&format!(
                "create type app.span as range (subtype = {subtype})"
            ));
            add(&mut own, "app.span", "null", true);
        }
        let arrays = self.some(&own, 25).into_iter().map(|t| Type {
            name: t.name + "[]",
            value: "null",
            sorts: t.sorts,
        });
        let mut all: Vec<Type> = arrays.collect();
        all.extend(own.iter().cloned().chain(own.iter().cloned()));
        all.extend(PLAIN.iter().map(|(name, value, sorts)| Type {
            name: name.to_string(),
            value,
            sorts: *sorts,
        }));
        all
    }

    fn enumeration(&mut self, name: &str) {
        let mut labels = self.some(&["x", "y", "z", "it''s"], 60);
        labels.insert(0, "first");
        if self.chance(25) {
            labels.reverse();
        }
        let shown: Vec<String> = labels.iter().map(|l| format!("'{l}'")).collect();
        self.line(&format!(
            "create type {name} as enum ({})",
            shown.join(", ")
        ));
        if self.chance(20) {
            self.line(&format!("comment on type {name} is 'an enum'"));
        }
    }

    fn domain(&mut self, name: &str, bases: &[&str]) {
        let base = self.one(bases);
        let check = self.one(&[
            "",
            " check (value > 0)",
            " constraint own check (value > 1)",
        ]);
        let default = self.perhaps(40, " default 2");
        self.line(&format!("create domain {name} as {base}{default}{check}"));
    }
}
