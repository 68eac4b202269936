//! Views, materialized views and what hangs on them.

use super::{Generator, Table};

impl Generator {
    pub(super) fn views(&mut self, tables: &[Table]) {
        for (n, table) in tables.iter().enumerate() {
            if self.chance(50) {
                self.view(n, table);
            }
        }
        if self.chance(30) && tables.len() > 1 {
            let (one, two) = (&tables[0].name, &tables[1].name);
            let kind = self.one(&["join", "left join"]);
            self.line(&format!(
                "create view app.joined as select t1.id, t2.id as other, t1 as whole from {one} t1 {kind} {two} t2 on t1.id = t2.id"
            ));
        }
    }

    fn view(&mut self, n: usize, table: &Table) {
        let mut list: Vec<String> = table.columns.iter().map(|c| c.name.clone()).collect();
        list = self.some(&list, 70);
        list.insert(0, "id".into());
        let kind = self.one(&["view", "view", "view", "materialized view"]);
        let filter = self.one(&["", "", " where id > 1", " where app.f(id::integer) > 0"]);
        let options = match kind {
            "view" => self.one(&["", "", " with (security_barrier)"]),
            _ => "",
        };
        self.line(&format!(
            "create {kind} app.v{n}{options} as select {} from {}{filter}",
            list.join(", "),
            table.name
        ));
        if kind == "materialized view" && self.chance(60) {
            let unique = self.perhaps(50, "unique ");
            self.line(&format!("create {unique}index on app.v{n} (id)"));
        }
        if kind == "view" && self.chance(25) {
            self.line(&format!(
                "create rule r as on delete to app.v{n} do instead nothing"
            ));
        }
        if kind == "view" && self.chance(25) {
            self.line(&format!("create trigger i instead of insert on app.v{n} for each row execute function app.on_change()"));
        }
        if kind == "view" && self.chance(20) {
            self.line(&format!("alter view app.v{n} alter id set default 3"));
        }
        if self.chance(25) {
            self.line(&format!("comment on column app.v{n}.id is 'the id'"));
        }
        if self.chance(50) {
            self.line(&format!(
                "create view app.w{n} as select *, app.f(1) as f from app.v{n}"
            ));
            self.line(&format!("grant select on app.w{n} to public"));
        }
        if self.chance(15) {
            self.line(&format!("create function app.all{n}() returns setof app.v{n} language sql as 'select * from app.v{n}'"));
        }
    }
}
