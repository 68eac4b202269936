//! Views and materialized views.

use super::alter::{self, Clause};
use super::difference::{any, only, Change};
use super::family::Family;
use super::{column_change, marks, options, quote, table_change, target, Context};
use crate::schema::{Attributes, Column, Object};

pub const VIEW: Family = Family {
    change: change_view,
    ..Family::new(create_view)
};

pub const MATERIALIZED: Family = Family {
    change: change_materialized,
    finish_change: |from, to, _| marks::change(from, to),
    ..Family::new(create_materialized)
};

fn create_view(view: &Object, _: &Context) -> Vec<String> {
    let mut list = vec![statement(view, "CREATE")];
    list.extend(alter::statements(view, &defaults(None, view)));
    list
}

fn statement(view: &Object, create: &str) -> String {
    let definition = view.text("definition").unwrap_or_default();
    let with = options::with(&view.attributes);
    format!("{create} {}{with} AS\n{definition}", target::of(view))
}

/// The defaults that INSERT into the view takes. CREATE OR REPLACE VIEW keeps them.
fn defaults(from: Option<&Object>, to: &Object) -> Vec<Clause> {
    let default = |c: &Column| {
        c.attributes
            .get("default")
            .and_then(|d| d.as_str())
            .map(String::from)
    };
    let mut list = Vec::new();
    for column in &to.columns {
        let old = from.and_then(|f| f.column(&column.name)).and_then(default);
        let name = quote::ident(&column.name);
        match default(column) {
            new if new == old => {}
            Some(new) => list.push(format!("ALTER COLUMN {name} SET DEFAULT {new}").into()),
            None => list.push(format!("ALTER COLUMN {name} DROP DEFAULT").into()),
        }
    }
    list
}

/// CREATE OR REPLACE VIEW can add columns at the end. Whether those that are there keep their type
/// the document does not say: the server does.
fn change_view(from: &Object, to: &Object, _: &Context) -> Change {
    let mut list = Vec::new();
    let clauses = defaults(Some(from), to);
    if any(from, to, &["definition"]) {
        let same = |(old, new): (&Column, &Column)| old.name == new.name;
        let grows = from.columns.len() <= to.columns.len()
            && from.columns.iter().zip(&to.columns).all(same);
        if !grows {
            return Change::Never;
        }
        list.push(statement(to, "CREATE OR REPLACE"));
        list.extend(alter::statements(to, &clauses));
    } else {
        let options = options::change(&from.attributes, &to.attributes);
        let options = options.into_iter().map(Clause::from);
        list.extend(
            options
                .chain(clauses)
                .flat_map(|c| alter::statements(to, &[c])),
        );
    }
    Change::InPlace(list)
}

fn create_materialized(view: &Object, context: &Context) -> Vec<String> {
    let mut head = format!("CREATE {}", target::of(view));
    if let Some(method) = view.text("access_method") {
        head += &format!(" USING {}", quote::ident(method));
    }
    head += &options::with(&view.attributes);
    if let Some(tablespace) = view.text("tablespace") {
        head += &format!(" TABLESPACE {}", quote::ident(tablespace));
    }
    let definition = view.text("definition").unwrap_or_default();
    let mut list = vec![format!("{head} AS\n{definition}")];
    let settings: Vec<Clause> = (view.columns.iter())
        .flat_map(|column| column_change::settings(view, &nothing(column), column, context))
        .collect();
    list.extend(alter::statements(view, &settings));
    list
}

fn nothing(column: &Column) -> Column {
    Column {
        name: column.name.clone(),
        attributes: Attributes::new(),
    }
}

fn change_materialized(from: &Object, to: &Object, context: &Context) -> Change {
    let alterable = ["options", "tablespace", "access_method", "clustered_on"];
    let names = |o: &Object| o.columns.iter().map(|c| c.name.clone()).collect::<Vec<_>>();
    if !only(from, to, &alterable) || names(from) != names(to) {
        return Change::Never;
    }
    if any(from, to, &["access_method"]) && context.server() < 15 {
        return Change::Never;
    }
    let mut clauses = Vec::new();
    for (old, new) in from.columns.iter().zip(&to.columns) {
        clauses.extend(column_change::settings(to, old, new, context));
    }
    clauses.extend(table_change::storage(from, to));
    Change::InPlace(alter::statements(to, &clauses))
}

#[cfg(test)]
mod tests {
    use crate::render::testing::{object, schema};
    use crate::render::{change, create, drop, Context};
    use serde_json::{json, Value};

    fn view(kind: &str, definition: &str, columns: Value, options: Value) -> crate::schema::Object {
        object(
            json!({"id": format!("{kind} public.v"), "schema": "public", "name": "v",
            "definition": definition, "columns": columns, "options": options}),
        )
    }

    #[test]
    fn views() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        let columns = json!([{"name": "a", "default": "1"}]);
        let from = view(
            "view",
            "SELECT 1 AS a",
            columns,
            json!(["security_barrier=true"]),
        );
        assert_eq!(
            create(&from, &context),
            [
                "CREATE VIEW public.v WITH (security_barrier = true) AS\nSELECT 1 AS a",
                "ALTER VIEW public.v ALTER COLUMN a SET DEFAULT 1",
            ]
        );
        let wider = view(
            "view",
            "SELECT 1 AS a, 2 AS b",
            json!([{"name": "a"}, {"name": "b"}]),
            json!([]),
        );
        assert_eq!(
            change(&from, &wider, &context).unwrap(),
            [
                "CREATE OR REPLACE VIEW public.v AS\nSELECT 1 AS a, 2 AS b",
                "ALTER VIEW public.v ALTER COLUMN a DROP DEFAULT",
            ]
        );
        assert_eq!(change(&wider, &from, &context), None);
        let plain = view(
            "view",
            "SELECT 1 AS a",
            json!([{"name": "a"}]),
            json!(["check_option=local"]),
        );
        assert_eq!(
            change(&from, &plain, &context).unwrap(),
            [
                "ALTER VIEW public.v RESET (security_barrier)",
                "ALTER VIEW public.v SET (check_option = local)",
                "ALTER VIEW public.v ALTER COLUMN a DROP DEFAULT",
            ]
        );
    }

    #[test]
    fn materialized_views() {
        let there = schema(vec![]);
        let context = Context::new(&there);
        let columns = json!([{"name": "a", "statistics": 5}]);
        let from = view(
            "materialized view",
            "SELECT 1 AS a",
            columns,
            json!(["fillfactor=70"]),
        );
        assert_eq!(
            create(&from, &context),
            [
                "CREATE MATERIALIZED VIEW public.v WITH (fillfactor = 70) AS\nSELECT 1 AS a",
                "ALTER MATERIALIZED VIEW public.v ALTER COLUMN a SET STATISTICS 5",
            ]
        );
        let to = view(
            "materialized view",
            "SELECT 1 AS a",
            json!([{"name": "a"}]),
            json!([]),
        );
        assert_eq!(
            change(&from, &to, &context).unwrap(),
            [
                "ALTER MATERIALIZED VIEW public.v\n    ALTER COLUMN a SET STATISTICS -1,\n    RESET (fillfactor)",
            ]
        );
        assert_eq!(drop(&to, &context), ["DROP MATERIALIZED VIEW public.v"]);
        let other = view(
            "materialized view",
            "SELECT 2 AS a",
            json!([{"name": "a"}]),
            json!([]),
        );
        assert_eq!(change(&to, &other, &context), None);
    }
}
