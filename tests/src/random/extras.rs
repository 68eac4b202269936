//! Triggers, policies, sequences, statistics, publications and other things beside the tables.

use super::{Generator, Table};

impl Generator {
    pub(super) fn triggers(&mut self, tables: &[Table]) {
        for table in tables {
            let name = &table.name;
            if self.chance(30) && !table.columns.is_empty() {
                let column = self.one(&table.columns).name;
                let when = self.perhaps(40, " when (new.id > 1)");
                let moment = self.one(&["before", "after"]);
                self.line(&format!(
                    "create trigger changed {moment} update of {column} on {name} for each row{when} execute function app.on_change()"
                ));
                if self.chance(20) {
                    self.line(&format!("alter table {name} disable trigger changed"));
                }
            }
            if self.chance(25) {
                self.line(&format!("alter table {name} enable row level security"));
                let limit = self.one(&["id > 0", "id > 1", "app.f(id::integer) > 0"]);
                let command = self.one(&["", " for select", " as restrictive"]);
                self.line(&format!(
                    "create policy own on {name}{command} using ({limit})"
                ));
            }
            if self.chance(10) && table.keyed {
                let identity = self.one(&["full", "nothing"]);
                self.line(&format!("alter table {name} replica identity {identity}"));
            }
            if self.chance(15) && !table.partitioned {
                self.line(&format!(
                    "create rule quiet as on insert to {name} where new.id < 0 do instead nothing"
                ));
            }
        }
    }

    pub(super) fn extras(&mut self, tables: &[Table]) {
        if self.chance(40) {
            let options = self.one(&["", " start 5", " increment 2 maxvalue 1000 cycle"]);
            self.line(&format!("create sequence app.counter{options}"));
            if self.chance(40) && !tables.is_empty() {
                let table = self.one(tables).name;
                self.line(&format!("alter sequence app.counter owned by {table}.id"));
            }
        }
        for table in tables.iter().filter(|t| t.columns.len() > 1) {
            if self.chance(15) {
                let (a, b) = (&table.columns[0].name, &table.columns[1].name);
                let kinds = self.one(&["", " (dependencies)"]);
                let name = table
                    .name
                    .trim_start_matches("app.")
                    .trim_matches('"')
                    .to_lowercase();
                self.line(&format!(
                    "create statistics app.stat_{name}{kinds} on {a}, {b} from {}",
                    table.name
                ));
            }
        }
        let public: Vec<&Table> = tables.iter().filter(|t| !t.unlogged).collect();
        if self.chance(25) && !public.is_empty() {
            let table = self.one(&public).name.clone();
            let what = self.one(&["", " with (publish = 'insert')"]);
            self.line(&format!(
                "create publication random_pub for table {table}{what}"
            ));
        }
        if self.chance(20) {
            let what = self.one(&["tables", "functions", "sequences"]);
            let right = if what == "functions" {
                "execute"
            } else {
                "select"
            };
            self.line(&format!(
                "alter default privileges in schema app grant {right} on {what} to public"
            ));
        }
        if self.chance(20) {
            self.line("grant usage on schema app to public");
        }
    }
}
